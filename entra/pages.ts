// A Graph collection, page by page, within the deadline of one question.
import { z } from 'zod';
import { DirectoryFault } from '../approvals/faults.ts';
import type { Ask } from './graph.ts';

const MAX_PAGES = 10;

/** Yields each page's items, and `'more'` in place of the rest of a collection that is too long. Nothing when it does not exist. */
export async function* readPages<T>(
  ask: Ask,
  path: string,
  item: z.ZodType<T>,
): AsyncGenerator<readonly T[] | 'more'> {
  const schema = z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
  let next: string | undefined = path;
  for (let page = 0; next !== undefined; page += 1) {
    if (page === MAX_PAGES) {
      yield 'more';
      return;
    }
    const answer: z.infer<typeof schema> | undefined = await ask({ path: next, schema });
    if (answer === undefined) return;
    yield answer.value;
    next = continueWith(path, answer['@odata.nextLink']);
  }
}

// Only the query is taken from the link: our token goes to the host we chose.
function continueWith(path: string, link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  if (!URL.canParse(link))
    throw new DirectoryFault('Microsoft Graph answered a next page that is no address.', 200);
  return `${path.split('?', 1)[0] ?? path}${new URL(link).search}`;
}
