// A stored list of sealed heads, a page of lines at a time.
import { type Answer, accept, invalid, refuse } from '../refusal.ts';
import { sealedListName } from './package.ts';
import type { SealDesk } from './seal.ts';
import { readStatement } from './seal.ts';

/** A page holds as much of a list, and a line of the list is far shorter than what is left of 4 MB. */
const SLICE_BYTES = 3_000_000;
const NEWLINE = 0x0a;

/** Which list, and the offset that the page before named. */
export interface ListCall {
  readonly n: string;
  readonly after: string | undefined;
}

/** One page, as NDJSON. Refusals: `invalid` for what names no list of ours, or no place in it. Throws `StoreFault`. */
export async function listPage(
  desk: Pick<SealDesk, 'lists' | 'openAny'>,
  { n: named, after }: ListCall,
): Promise<Answer<string>> {
  const n = /^[1-9][0-9]{0,7}$/.test(named) ? Number(named) : undefined;
  const stored = n === undefined ? undefined : (await desk.lists.all()).find((list) => list.n === n);
  const jws = stored?.jws;
  // What somebody else put there is not given out as ours.
  const ours = n === undefined ? undefined : await readStatement(desk.openAny, n, jws);
  if (n === undefined || ours === undefined) return refuse(invalid('n', 'names no list of ours'));
  const offset = after === undefined ? 0 : /^[0-9]{1,15}$/.test(after) ? Number(after) : -1;
  const bytes = offset < 0 ? undefined : await desk.lists.read(n, offset, SLICE_BYTES);
  const end = bytes === undefined ? -1 : bytes.lastIndexOf(NEWLINE) + 1;
  if (bytes === undefined || end <= 0)
    return refuse(invalid('after', 'is no place in this list: begin anew'));
  const file = JSON.stringify(`${sealedListName(n)}.ndjson`);
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).trimEnd().split('\n');
  const isLast = bytes.length < SLICE_BYTES;
  const last = isLast ? { jws } : { next: String(offset + end) };
  return accept(
    `${lines.map((line) => `{"file":${file},"row":${line}}\n`).join('')}${JSON.stringify(last)}\n`,
  );
}
