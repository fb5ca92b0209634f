// A list of sealed heads that is being written, a block at a time. One call may not have the time for all heads: where a list stands is kept
// in a row, signed, so that the next call goes on from nothing but what we wrote ourselves, and any instance may be the one.
import canonicalize from 'canonicalize';
import { createSHA256, type IHasher } from 'hash-wasm';
import { z } from 'zod';
import type { Stored } from '../ports.ts';
import { DAY_MS, later } from '../time.ts';
import type { Instant } from '../words.ts';
import type { Manifest } from './manifest.ts';
import type { SealedHead } from './package.ts';
import type { ListWriter, OpenStatement, SealedLists, SignStatement } from './ports.ts';

/** The row of the list that is being written: a statement of ours. */
export interface KeptDraft {
  readonly jws: string;
}

/** Where it is kept. Every function throws `StoreFault` when storage does not answer. */
export interface DraftBook {
  load(): Promise<Stored<KeptDraft> | undefined>;
  /** Over `before`, as it was read. `undefined`: another instance was first, and nothing is written. */
  save(draft: KeptDraft, before: Stored<KeptDraft> | undefined): Promise<Stored<KeptDraft> | undefined>;
}

/** What writing a list takes. */
export interface DraftDesk {
  readonly lists: SealedLists;
  readonly drafts: DraftBook;
  readonly sign: SignStatement;
  /** Opens what any key signed that was ever ours. */
  readonly openAny: OpenStatement;
  readonly clock: () => Instant;
  readonly tenant: string;
  readonly software: Manifest['software'];
}

/** The list to write: its number, and the hash of the list before it. */
export interface Next {
  readonly n: number;
  readonly prev: string;
}

/** A list being written. */
export interface Draft {
  /** Since when. */
  readonly at: Instant;
  /** The head that was written last, by whatever call. */
  readonly after: SealedHead | undefined;
  readonly count: () => number;
  /** `false`: another instance is at it, and was faster. */
  readonly add: (head: SealedHead) => Promise<boolean>;
  /** Keeps where it stands, for the next call. `false`: another instance was faster. */
  readonly keep: () => Promise<boolean>;
  /** Writes the last line, and gives the hash of the whole. Nothing can be added afterwards. */
  readonly end: () => Promise<{ readonly sha256: string; readonly count: number }>;
  readonly commit: ListWriter['commit'];
}

/** No other statement of ours passes for one. */
const DRAFT_TYPE = 'countersign-seal-draft+jws';
const BLOCK_BYTES = 4_000_000;
/** Storage forgets blocks that are part of no list after a week. */
const GOOD_FOR_MS = 6 * DAY_MS;

const status = z.enum(['pending', 'approved', 'denied', 'expired', 'cancelled', 'failed']);
const shape = z.strictObject({
  v: z.literal(1),
  n: z.int(),
  prev: z.string(),
  at: z.string(),
  written: z.array(z.strictObject({ writer: z.string(), blocks: z.int() })),
  hash: z.string(),
  count: z.int(),
  byStatus: z.partialRecord(status, z.int()),
  after: z
    .strictObject({
      day: z.string().exactOptional(),
      id: z.string(),
      seq: z.int(),
      hash: z.string(),
      status: status.exactOptional(),
    })
    .exactOptional(),
});
type State = z.infer<typeof shape>;

/** Is this list being written, and not whole yet? */
export async function isBegun(desk: DraftDesk, next: Next): Promise<boolean> {
  return (await stateOf(desk, await desk.drafts.load(), next)) !== undefined;
}

/** Goes on with the list where a call before left it, or begins it. */
export async function openDraft(desk: DraftDesk, next: Next): Promise<Draft> {
  let kept = await desk.drafts.load();
  const found = await stateOf(desk, kept, next);
  const hasher = (await createSHA256()).init();
  const state = found !== undefined && goesOn(hasher, found.hash) ? found : undefined;
  if (state === undefined) hasher.init();
  const at = state?.at ?? desk.clock();
  const writer = desk.lists.begin(next.n, state?.written ?? []);
  const byStatus = { ...state?.byStatus };
  let count = state?.count ?? 0;
  let after = state?.after;
  let lines: Buffer[] = [];
  let bytes = 0;

  function put(row: object): void {
    const line = Buffer.from(`${canonicalize(row)}\n`, 'utf8');
    hasher.update(line);
    lines.push(line);
    bytes += line.length;
  }
  async function flush(): Promise<void> {
    if (bytes > 0) await writer.add(Buffer.concat(lines));
    lines = [];
    bytes = 0;
  }
  async function keep(): Promise<boolean> {
    await flush();
    const hash = Buffer.from(hasher.save()).toString('base64url');
    const reached = after === undefined ? {} : { after };
    const now: State = {
      v: 1,
      ...next,
      at,
      written: [...writer.written()],
      hash,
      count,
      byStatus,
      ...reached,
    };
    kept = await desk.drafts.save({ jws: await desk.sign(DRAFT_TYPE, JSON.stringify(now)) }, kept);
    return kept !== undefined;
  }

  if (state === undefined) put({ format: 1, ...next, at, tenant: desk.tenant, software: desk.software });
  return {
    at,
    after,
    count: () => count,
    add: async (head) => {
      put(head);
      count += 1;
      after = head;
      if (head.status !== undefined) byStatus[head.status] = (byStatus[head.status] ?? 0) + 1;
      return bytes < BLOCK_BYTES || (await keep());
    },
    keep,
    end: async () => {
      put({ count, by_status: byStatus });
      await flush();
      return { sha256: hasher.digest('hex'), count };
    },
    commit: (jws) => writer.commit(jws),
  };
}

/** What is kept of this very list; nothing where it is of another, was not signed by us, or its blocks may be gone. */
async function stateOf(
  { openAny, clock }: DraftDesk,
  kept: Stored<KeptDraft> | undefined,
  { n, prev }: Next,
): Promise<State | undefined> {
  const payload = kept === undefined ? undefined : await openAny(DRAFT_TYPE, kept.data.jws);
  const state = payload === undefined ? undefined : shape.safeParse(JSON.parse(payload)).data;
  const isThis = state?.n === n && state.prev === prev && clock() < later(state.at, GOOD_FOR_MS);
  return isThis ? state : undefined;
}

/** `false`: the state is of another version of the hash library, and the list begins anew. */
function goesOn(hasher: IHasher, hash: string): boolean {
  try {
    hasher.load(Buffer.from(hash, 'base64url'));
    return true;
  } catch {
    return false;
  }
}
