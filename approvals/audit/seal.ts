// Sealing: how far every chain reaches, written down as one list that nobody can change afterwards, each naming the one before. Whoever
// changes or removes a record later contradicts a list. Holds no more than a block of it in memory.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { GENESIS } from '../change/chain.ts';
import { type Answer, accept, type Refusal, refuse } from '../refusal.ts';
import { LOG_KEY, sealedKey } from '../row-keys.ts';
import { dayOf, later } from '../time.ts';
import type { Instant, Status } from '../words.ts';
import { headsOf } from './heads.ts';
import { type Auditor, type LogDesk, logId, noteOnce, type RecordLog } from './log.ts';
import type { Manifest } from './manifest.ts';
import { type ListStatement, SEALED_HEADS_TYPE, type SealedHead } from './package.ts';
import type { ListWriter, OpenStatement, RecordReads, SealedLists, SignStatement } from './ports.ts';

/** What sealing needs. */
export interface SealDesk extends LogDesk {
  readonly reads: RecordReads;
  readonly lists: SealedLists;
  readonly sign: SignStatement;
  /** Opens what any key signed that was ever ours. */
  readonly openAny: OpenStatement;
  readonly software: Manifest['software'];
  /** Tells operators that somebody put a file where the signature of list `n` belongs, and under which name the signature lies. */
  readonly alarm: (n: number, name: string) => void;
}

/** A list as it lies in the container: with its signature. */
type SignedList = ListStatement & { readonly jws: string };

/** How a sealing is done: by whom, and until when at the latest. */
export interface Order {
  readonly by: Auditor;
  readonly until?: Instant;
}

const BLOCK_BYTES = 4_000_000;
/** Each list stays for a year and more: they are not made by the minute. */
const APART_MS = 5 * 60_000;
const LATER_SECONDS = 300;
const CLOCK: Auditor = { kind: 'clock', id: 'timer' };

/**
 * Seals now, and tells the log. Of several who seal at once one list comes, and all of them get it. Refusals: `limit_reached` within five
 * minutes of the last list, or when `until` comes first, and those of the log. Throws `StoreFault`.
 */
export async function sealHeads(desk: SealDesk, { by, until }: Order): Promise<Answer<ListStatement>> {
  const all = await desk.lists.all();
  const last = await newestOf(desk, all);
  if (last !== undefined) {
    const told = await finish(desk, last, by);
    if (!told.ok) return told;
    if (desk.clock() < later(last.at, APART_MS)) return refuse(TOO_SOON);
  }
  // Numbers that somebody else took are passed over: what has no signature of ours is no list.
  const taken = new Set(all.map((list) => list.n));
  let n = (last?.n ?? 0) + 1;
  while (taken.has(n)) n += 1;
  const written = await write(desk, { n, prev: last?.sha256 ?? GENESIS, until });
  if (written === 'too_long') return refuse(TOO_LONG);
  if (written !== undefined) return await finish(desk, written, by);
  // Somebody else was faster: theirs is as good as ours.
  const theirs = await newestOf(desk, await desk.lists.all());
  return theirs?.n === n ? accept(theirs) : refuse({ reason: 'busy' });
}

/** Gives the day (UTC) its list, unless there is one; answers with what kept it from that. Somebody else who seals just now does not. */
export async function sealToday(desk: SealDesk): Promise<Refusal | undefined> {
  const last = await newestList(desk);
  if (last !== undefined && dayOf(last.at) === dayOf(desk.clock())) return undefined;
  const sealed = await sealHeads(desk, { by: CLOCK });
  // Another instance is at it, or somebody sealed just now: the next call sees.
  return sealed.ok || ['busy', 'limit_reached'].includes(sealed.refusal.reason) ? undefined : sealed.refusal;
}

/** The newest list that bears our signature. */
export async function newestList(
  desk: Pick<SealDesk, 'lists' | 'openAny'>,
): Promise<ListStatement | undefined> {
  return newestOf(desk, await desk.lists.all());
}

/** What the signature of a list says, when it is ours and of this list. */
export async function readStatement(
  open: OpenStatement,
  n: number,
  jws: string | undefined,
): Promise<ListStatement | undefined> {
  const payload = jws === undefined ? undefined : await open(SEALED_HEADS_TYPE, jws);
  const statement = payload === undefined ? undefined : (JSON.parse(payload) as ListStatement);
  return statement?.n === n ? statement : undefined;
}

const TOO_SOON = {
  reason: 'limit_reached',
  limit: 'Heads were sealed less than five minutes ago. Nothing was sealed.',
  retryAfterSeconds: LATER_SECONDS,
} as const;
const TOO_LONG = {
  reason: 'limit_reached',
  limit:
    'There are more records than one call has time to seal. The daily timer seals them. Nothing was sealed.',
  retryAfterSeconds: 3600,
} as const;

async function newestOf(
  { openAny }: Pick<SealDesk, 'openAny'>,
  all: Awaited<ReturnType<SealedLists['all']>>,
): Promise<SignedList | undefined> {
  for (const { n, jws } of all.toReversed()) {
    const statement = await readStatement(openAny, n, jws);
    if (statement !== undefined && jws !== undefined) return { ...statement, jws };
  }
  return undefined;
}

/** What must follow a list, also after whoever wrote it died: its signature beside it, and the event that tells of it. */
async function finish(
  desk: SealDesk,
  { jws, ...statement }: SignedList,
  by: Auditor,
): Promise<Answer<ListStatement>> {
  // What lies there is compared each time: a file that somebody put there first would make the copied list worthless.
  const beside = await desk.lists.putSignature(statement.n, jws);
  if (beside.isPlanted) desk.alarm(statement.n, beside.name);
  const log = await desk.log.peek<RecordLog>(logId(desk.tenant), LOG_KEY);
  if ((log?.data.sealed?.n ?? 0) >= statement.n) return accept(statement);
  const { n, sha256, at, prev, count } = statement;
  return noteOnce(desk, sealedKey(n), () => ({
    note: statement,
    change: { sealed: { n, sha256, at } },
    event: { type: 'heads_sealed', by, facts: { n, sha256, prev, count, at } },
  }));
}

/** Writes the list. `undefined`: the number was taken meanwhile. */
async function write(
  desk: SealDesk,
  { n, prev, until }: { readonly n: number; readonly prev: string; readonly until: Instant | undefined },
): Promise<SignedList | 'too_long' | undefined> {
  const at = desk.clock();
  const file = startFile(desk.lists.begin(n));
  await file.add({ format: 1, n, prev, at, tenant: desk.tenant, software: desk.software });
  const byStatus: Partial<Record<Status, number>> = {};
  let count = 0;
  for await (const head of headsOf(desk, at)) {
    if (until !== undefined && desk.clock() >= until) return 'too_long';
    await file.add(head);
    count += 1;
    if (head.status !== undefined) byStatus[head.status] = (byStatus[head.status] ?? 0) + 1;
  }
  await file.add({ count, by_status: byStatus });
  const sha256 = await file.end();
  const statement: ListStatement = { n, prev, sha256, count, at };
  const jws = await desk.sign(SEALED_HEADS_TYPE, canonicalize(statement) ?? '');
  return (await file.commit(jws)) ? { ...statement, jws } : undefined;
}

/** Lines gathered into blocks, and the hash over all of them. */
function startFile(writer: ListWriter) {
  const hash = createHash('sha256');
  let lines: Buffer[] = [];
  let bytes = 0;
  async function flush(): Promise<void> {
    if (bytes === 0) return;
    await writer.add(Buffer.concat(lines));
    lines = [];
    bytes = 0;
  }
  return {
    add: async (row: object | SealedHead) => {
      const line = Buffer.from(`${canonicalize(row)}\n`, 'utf8');
      hash.update(line);
      lines.push(line);
      bytes += line.length;
      if (bytes >= BLOCK_BYTES) await flush();
    },
    end: async () => {
      await flush();
      return hash.digest('hex');
    },
    commit: (jws: string) => writer.commit(jws),
  };
}
