// A collection of Graph, page by page. Only the query is taken from a link: calls go to the address we chose.
import { z } from 'zod';
import { SetupFault } from '../faults.ts';
import type { Query } from './graph.ts';

const MAX_PAGES = 50;
const pageSchema = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() });

/** All items. Nothing when the collection's owner does not exist. Throws when there are more than anybody expects. */
export async function readPages<T>(
  read: (path: string, query: Query) => Promise<unknown>,
  path: string,
  item: z.ZodType<T>,
  query: Query,
): Promise<readonly T[]> {
  const items: T[] = [];
  let next: Query | undefined = query;
  for (let page = 0; next !== undefined; page += 1) {
    if (page === MAX_PAGES) {
      throw new SetupFault(
        `${path} has more than ${MAX_PAGES} pages.`,
        'Name a smaller group, or look at it in the Entra admin center.',
      );
    }
    const answer = await read(path, next);
    if (answer === undefined) return items;
    const { value, '@odata.nextLink': link } = pageSchema.parse(answer);
    items.push(...value.map((each) => item.parse(each)));
    next = typeof link === 'string' ? Object.fromEntries(new URL(link).searchParams) : undefined;
  }
  return items;
}
