// The record as it is exported, entry by entry: an entry is what one page must hold together, usually a whole record. Reads several
// requests ahead, so that a page does not wait for one query after another, and holds no more than these in memory.

import type { Standing } from '../agent/standing.ts';
import { isRequestId } from '../request-id.ts';
import { REQUEST_KEY, STANDING_KEY } from '../row-keys.ts';
import { dayAfter, dayOf } from '../time.ts';
import type { ApprovalRequest, ChainEvent, ChainId, RequestId, Status, Text } from '../words.ts';
import { ahead } from './ahead.ts';
import type { Export, Position, Within } from './cursor.ts';
import { isLogId, logId } from './log.ts';
import type { ReadRecord, RecordReads } from './ports.ts';
import { eventOfText, requestLine, standingLine, textLine } from './record-lines.ts';
import { type Line, lineOf } from './tally.ts';

/** What goes out together, what it counts for, and where to go on behind it. */
export interface Entry {
  readonly lines: readonly Line[];
  readonly head?: { readonly id: ChainId; readonly seq: number; readonly hash: string };
  readonly status?: Status;
  /** An id of the catalog that never became a request. */
  readonly missing?: true;
  readonly after: Position;
}

/** What entries are made of. */
export interface Source {
  readonly reads: RecordReads;
  readonly tenant: string;
  /** The keys that ever signed here. */
  readonly keys: () => Promise<object>;
  readonly clock: () => string;
}

type Head = Pick<ApprovalRequest | Standing, 'seq' | 'head'>;

/** About so many rows are held in memory. */
const ROWS_AHEAD = 1500;
/** A record of more is sent in slices, which may come in several pages. */
const WHOLE_BYTES = 2_000_000;
/** A commit between two reads may tear what was read; a record that stays torn was tampered with, and is shown as it is. */
const READS_OF_A_TORN_RECORD = 3;

/** Everything behind `position`, in order. */
export async function* entriesFrom(
  source: Source,
  { query, event, position }: Export,
): AsyncGenerator<Entry> {
  let at: Position = position;
  if (at.phase === 'requests') {
    yield* requests(source, at, query.to);
    at = { phase: 'standings' };
  }
  if (at.phase === 'standings') {
    yield* standings(source, at);
    at = { phase: 'log' };
  }
  if (at.phase === 'log') {
    const id = logId(source.tenant);
    const within = at.within ?? { id, upTo: event, event: 0 };
    yield* slices(source.reads, within, (more) => ({ phase: 'log', within: more }));
    at = { phase: 'policies', before: source.clock() };
  }
  if (at.phase === 'policies') yield* policies(source, at);
}

async function* requests(
  { reads }: Source,
  position: Extract<Position, { phase: 'requests' }>,
  to: string,
): AsyncGenerator<Entry> {
  let { day, at, within } = position;
  for (;;) {
    const here = day;
    if (within !== undefined) {
      const { id } = within;
      yield* slices(reads, within, (more) => ({ phase: 'requests', day: here, at: id, within: more }));
      yield { lines: [], after: { phase: 'requests', day: here, at: id } };
      at = id;
      within = undefined;
    }
    // Days on which nothing was asked cost nothing: the catalog tells which is next.
    const found = at === undefined ? await reads.nextDay(day, to) : day;
    if (found === undefined) return;
    const ids = reads.idsOf(found, at);
    // Long records are read one by one: what was read ahead when a page is full was read for nothing.
    let width = 1;
    const readOne = (id: RequestId) => readWhole<ApprovalRequest>(reads, id, REQUEST_KEY);
    for await (const { id, read } of ahead(ids, readOne, () => width)) {
      width = Math.floor(ROWS_AHEAD / (1 + read.events.length + read.texts.length));
      yield* requestEntries(reads, { id, day: found, read });
    }
    if (found >= to) return;
    day = dayAfter(found);
    at = undefined;
  }
}

interface Found {
  readonly id: RequestId;
  readonly day: string;
  readonly read: ReadRecord<ApprovalRequest>;
}

async function* requestEntries(reads: RecordReads, { id, day, read }: Found): AsyncGenerator<Entry> {
  const after: Position = { phase: 'requests', day, at: id };
  const { head } = read;
  if (head === undefined) {
    // Also events without a request are shown: whoever removed the one may have forgotten the other.
    yield { lines: chainLines(id, read), missing: true, after };
    return;
  }
  // Asked around midnight it stands on two days, and is told on its own; but never on none.
  const own = typeof head.createdAt === 'string' ? dayOf(head.createdAt) : day;
  if (own !== day && (await reads.isListed(own, id))) {
    yield { lines: [], after };
    return;
  }
  const first = lineOf('requests.ndjson', requestLine({ ...read, head }, day));
  const lines = read.more ? [] : [first, ...chainLines(id, read)];
  const told = { head: { id, seq: head.seq, hash: head.head }, status: head.status };
  if (!read.more && sizeOf(lines) <= WHOLE_BYTES) {
    yield { lines, ...told, after };
    return;
  }
  const within: Within = { id, upTo: head.seq, event: 0 };
  yield { lines: [first], ...told, after: { ...after, within } };
  yield* slices(reads, within, (more) => ({ ...after, within: more }));
  yield { lines: [], after };
}

async function* standings(
  { reads }: Source,
  { at, within }: Extract<Position, { phase: 'standings' }>,
): AsyncGenerator<Entry> {
  if (within !== undefined) {
    yield* slices(reads, within, (more) => ({ phase: 'standings', at: within.id, within: more }));
  }
  for (const id of (await reads.standingIds()).filter((each) => each > (at ?? ''))) {
    const { head, newer } = await readWhole<Standing>(reads, id, STANDING_KEY);
    if (head === undefined) continue;
    const begun: Within = { id, upTo: head.seq, event: 0 };
    yield {
      lines: [lineOf('standings.ndjson', standingLine(head, newer))],
      head: { id, seq: head.seq, hash: head.head },
      after: { phase: 'standings', at: id, within: begun },
    };
    yield* slices(reads, begun, (more) => ({ phase: 'standings', at: id, within: more }));
  }
}

async function* policies(
  { reads, keys }: Source,
  { at, before }: Extract<Position, { phase: 'policies' }>,
): AsyncGenerator<Entry> {
  for (let after = at ?? '', more = true; more; ) {
    const slice = await reads.policies(after, before);
    for (const { at: version, data } of slice.rows) {
      after = version;
      const line = lineOf('policies.ndjson', { version, text: data.text });
      yield { lines: [line], after: { phase: 'policies', at: version, before } };
    }
    more = slice.more;
  }
  yield { lines: [lineOf('keys.json', await keys())], after: { phase: 'end', before } };
}

/** The rest of a record's events up to the one its head named when it was begun, then the texts they brought. */
async function* slices(
  reads: RecordReads,
  begun: Within,
  position: (within: Within) => Position,
): AsyncGenerator<Entry> {
  let at = begun;
  for (let more = at.event < at.upTo; more; ) {
    const slice = await reads.events(at.id, at.event + 1, at.upTo);
    for (const { at: n, data } of slice.rows) {
      at = { ...at, event: n };
      // The log has no row of its own in the package: its head is the last event told.
      const isLogsEnd = isLogId(at.id) && n === at.upTo;
      yield {
        lines: [lineOf('events.ndjson', data)],
        ...(isLogsEnd ? { head: { id: at.id, seq: n, hash: data.hash } } : {}),
        after: position(at),
      };
    }
    more = slice.more;
  }
  at = { ...at, event: at.upTo };
  const head = isRequestId(at.id) ? (await reads.peek<ApprovalRequest>(at.id, REQUEST_KEY))?.data : undefined;
  for (let more = true; more; ) {
    const slice = await reads.texts(at.id, at.text ?? '');
    for (const { at: digest, data } of slice.rows) {
      at = { ...at, text: digest };
      const lines = eventOfText(data) > at.upTo ? [] : [lineOf('texts.ndjson', textLine(at.id, data, head))];
      yield { lines, after: position(at) };
    }
    more = slice.more;
  }
}

const chainLines = (id: ChainId, { head, events, texts }: ReadRecord<ApprovalRequest>): Line[] => [
  ...events.map((event: ChainEvent) => lineOf('events.ndjson', event)),
  ...texts.map((text: Text) => lineOf('texts.ndjson', textLine(id, text, head))),
];

async function readWhole<T extends Head>(
  reads: RecordReads,
  id: ChainId,
  key: string,
): Promise<ReadRecord<T>> {
  let read = await reads.whole<T>(id, key);
  for (let tries = 1; !read.more && !isOfOneMoment(read) && tries < READS_OF_A_TORN_RECORD; tries++) {
    read = await reads.whole<T>(id, key);
  }
  if (!read.more) return read;
  // Too long for one query: its head first, for it says how far the chain reached when it was read.
  const head = await reads.peek<T>(id, key);
  const intent = await reads.intent(id);
  return {
    ...read,
    ...(head === undefined ? {} : { head: head.data }),
    ...(intent === undefined ? {} : { intent }),
    ...(head?.newer === undefined ? {} : { newer: head.newer }),
  };
}

const isOfOneMoment = ({ head, events }: ReadRecord<Head>): boolean =>
  head === undefined ? events.length === 0 : head.seq === events.length && head.head === events.at(-1)?.hash;

const sizeOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { text }) => sum + Buffer.byteLength(text, 'utf8'), 0);
