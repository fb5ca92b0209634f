// Sealing: how far every chain reaches, written down as one list that nobody can change afterwards, each naming the one before. Whoever
// changes or removes a record later contradicts a list.
import canonicalize from 'canonicalize';
import { GENESIS } from '../change/chain.ts';
import { type Answer, accept, type Refusal, refuse } from '../refusal.ts';
import { LOG_KEY, sealedKey } from '../row-keys.ts';
import { dayOf, later } from '../time.ts';
import type { Instant } from '../words.ts';
import { headsOf } from './heads.ts';
import { type Auditor, type LogDesk, logId, noteOnce, type RecordLog } from './log.ts';
import { type ListStatement, SEALED_HEADS_TYPE } from './package.ts';
import type { OpenStatement, RecordReads, StoredList } from './ports.ts';
import { type DraftDesk, isBegun, type Next, openDraft } from './seal-draft.ts';

/** What sealing needs. */
export interface SealDesk extends LogDesk, DraftDesk {
  readonly reads: RecordReads;
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

/** Each list stays for a year and more: they are not made by the minute. */
const APART_MS = 5 * 60_000;
const LATER_SECONDS = 300;
const CLOCK: Auditor = { kind: 'clock', id: 'timer' };

/**
 * Seals now, and tells the log. Of several who seal at once one list comes, and all of them get it. Refusals: `limit_reached` within five
 * minutes of the last list, or when `until` comes first (then the next call goes on with it), and those of the log. Throws `StoreFault`.
 */
export async function sealHeads(desk: SealDesk, { by, until }: Order): Promise<Answer<ListStatement>> {
  const all = await desk.lists.all();
  const last = await newestOf(desk, all);
  if (last !== undefined) {
    const told = await finish(desk, last, by);
    if (!told.ok) return told;
    if (desk.clock() < later(last.at, APART_MS)) return refuse(TOO_SOON);
  }
  const next = nextOf(all, last);
  const written = await write(desk, next, until);
  if (written !== undefined && 'soFar' in written) return refuse(unfinished(written.soFar));
  if (written !== undefined) return await finish(desk, written, by);
  // Somebody else was faster: theirs is as good as ours.
  const theirs = await newestOf(desk, await desk.lists.all());
  return theirs?.n === next.n ? accept(theirs) : refuse({ reason: 'busy' });
}

/**
 * Gives the day (UTC) its list, unless there is one, and goes on with one that a call before had no time for, until `until` at the latest.
 * Answers with what kept it from that. Somebody else who seals just now does not, and neither does the time: the next call goes on.
 */
export async function sealToday(desk: SealDesk, until: Instant): Promise<Refusal | undefined> {
  const all = await desk.lists.all();
  const last = await newestOf(desk, all);
  const hasList = last !== undefined && dayOf(last.at) === dayOf(desk.clock());
  if (hasList && !(await isBegun(desk, nextOf(all, last)))) return undefined;
  const sealed = await sealHeads(desk, { by: CLOCK, until });
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
const unfinished = (soFar: number): Refusal => ({
  reason: 'limit_reached',
  limit: `There are more records than one call has time to seal. The heads of ${soFar} chains are written down so far; the timer goes on by itself, and so does the next call. Nothing is sealed until all are.`,
  retryAfterSeconds: LATER_SECONDS,
});

/** The list to write. Numbers that somebody else took are passed over: what has no signature of ours is no list. */
function nextOf(all: readonly StoredList[], last: ListStatement | undefined): Next {
  const taken = new Set(all.map((list) => list.n));
  let n = (last?.n ?? 0) + 1;
  while (taken.has(n)) n += 1;
  return { n, prev: last?.sha256 ?? GENESIS };
}

async function newestOf(
  { openAny }: Pick<SealDesk, 'openAny'>,
  all: readonly StoredList[],
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

/** Writes the list, or as much of it as there is time for. Nothing: another instance is at it, or the number was taken meanwhile. */
async function write(
  desk: SealDesk,
  next: Next,
  until: Instant | undefined,
): Promise<SignedList | { readonly soFar: number } | undefined> {
  const draft = await openDraft(desk, next);
  for await (const head of headsOf(desk, draft.at, draft.after)) {
    if (!(await draft.add(head))) return undefined;
    // Behind a head, so that each call comes further, however little time it has.
    const isLate = until !== undefined && desk.clock() >= until;
    if (isLate) return (await draft.keep()) ? { soFar: draft.count() } : undefined;
  }
  const { sha256, count } = await draft.end();
  const statement: ListStatement = { ...next, sha256, count, at: draft.at };
  const jws = await desk.sign(SEALED_HEADS_TYPE, canonicalize(statement) ?? '');
  return (await draft.commit(jws)) ? { ...statement, jws } : undefined;
}
