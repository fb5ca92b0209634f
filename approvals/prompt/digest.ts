// The digest of a conversation: while many cards wait for their turn there, one card lists the most urgent of them, and each can be opened
// before its turn. It is kept up to date, and says so when nothing waits any more. It decides nothing.
import { SendFault } from '../faults.ts';
import type { Held, HeldList } from '../pace/pace-book.ts';
import type { Turns } from '../pace/turns.ts';
import type { Desk, Stored } from '../ports.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { Digest, DigestBook, DigestCards, DigestView } from './digest-ports.ts';
import { isNewPlace } from './hold.ts';
import { isReader, isSummary } from './reader.ts';

/** What it takes. */
export type DigestDesk = Pick<Desk, 'store' | 'clock' | 'mint' | 'waitBeforeTry'> & {
  readonly held: HeldList;
  readonly turns: Turns;
  readonly digests: DigestBook;
  readonly digestCards: DigestCards;
};

/** Fewer have their own cards within ten seconds, by Teams' limits: no list is needed. */
const DIGEST_FROM = 10;
/** So many are listed, each with a button: more would not fit a phone, and would be out of date before they are read. */
const LISTED = 8;
/** One send in so many milliseconds: a digest must not take the turns of the cards it lists. */
const EVERY_MS = 10_000;
/** So many are counted; beyond it says "more than". */
const COUNTED = 999;
const SEND_MS = 15_000;
const MAX_LOST = 3;
const MAX_TRIES = 5;

/** Brings the digest of a conversation up to date. `false`: it has to be looked at again, also if nothing waits there any more. */
export async function tellDigest(desk: DigestDesk, conversation: string): Promise<boolean> {
  const row = await desk.digests.read(conversation);
  // Counting a line costs: not for a digest that is young, as long as anything waits.
  if (isYoung(row?.data, Date.parse(desk.clock())) && (await desk.held.first(conversation, 1)).length > 0)
    return false;
  const line = (await desk.held.first(conversation, COUNTED + 1)).filter(({ place }) => isNewPlace(place));
  const to = row?.data.conversation ?? line[0]?.to;
  if (to === undefined) return true;
  const first = line.length === 0 ? [] : await firstOf(desk, line);
  const requests = first.map(({ request }) => request);
  const shows = [...requests.map(({ id }) => id), line.length].join(' ');
  const next = nextSend(row?.data, { waiting: line.length, shows }, Date.parse(desk.clock()));
  if (next === 'nothing') return true;
  if (next === 'later') return false;
  if ((await desk.turns.take(to, { urgent: true, queues: false })) !== 'now') return false;
  const claimed = await claim(desk, conversation, row, to);
  if (claimed === undefined) return false;
  const view: DigestView = {
    nonce: claimed.nonce,
    requests,
    summaries: first.filter(({ isSummary }) => isSummary).map(({ request: { id } }) => id),
    ...(first.some(({ isReader }) => isReader) ? { toRead: true } : {}),
    more: Math.max(0, Math.min(line.length, COUNTED) - requests.length),
    isCut: line.length > COUNTED,
    at: desk.clock(),
  };
  const learned = await send(desk, claimed, view, shows);
  await settle(desk, conversation, learned);
  return line.length > 0 || learned(claimed).activity === undefined;
}

interface Line {
  readonly waiting: number;
  readonly shows: string;
}

/** What to do with the card now. */
function nextSend(
  digest: Digest | undefined,
  { waiting, shows }: Line,
  now: number,
): 'send' | 'later' | 'nothing' {
  const stands = digest?.activity !== undefined;
  if (digest?.busyUntil !== undefined && digest.busyUntil > now) return 'later';
  if (!stands) {
    const isTried = (digest?.lost ?? 0) >= MAX_LOST;
    return waiting >= DIGEST_FROM && !isTried ? 'send' : 'nothing';
  }
  if (waiting === 0) return 'send';
  if (digest.shows === shows) return 'nothing';
  return isYoung(digest, now) ? 'later' : 'send';
}

/** It was sent a moment ago. */
const isYoung = (digest: Digest | undefined, now: number): boolean =>
  digest?.activity !== undefined && (digest.sentAt ?? 0) + EVERY_MS > now;

/** A request in the list, and what its card here is. */
interface Listed {
  readonly request: ApprovalRequest;
  readonly isSummary: boolean;
  readonly isReader: boolean;
}

/** The first of the line that still wait. */
async function firstOf(desk: DigestDesk, line: readonly Held[]): Promise<readonly Listed[]> {
  const rows = await Promise.all(
    line.slice(0, LISTED).map(async ({ request, prompt }) => {
      const [row, card] = await Promise.all([
        desk.store.peek<ApprovalRequest>(request, REQUEST_KEY),
        desk.store.peek<Prompt>(request, prompt),
      ]);
      // Of a card that is not there no more is told than of a summary.
      if (card === undefined) return { row, isSummary: true, isReader: true };
      return { row, isSummary: isSummary(card.data), isReader: isReader(card.data) };
    }),
  );
  return rows.flatMap(({ row, ...is }) =>
    row?.data.status === 'pending' ? [{ request: row.data, ...is }] : [],
  );
}

/** Nobody else sends it for a while; counted as lost until its post is confirmed. */
async function claim(
  desk: DigestDesk,
  conversation: string,
  row: Stored<Digest> | undefined,
  to: Digest['conversation'],
): Promise<Digest | undefined> {
  const before = row?.data ?? { conversation: to, nonce: desk.mint('n'), lost: 0 };
  const lost = before.lost + (before.activity === undefined ? 1 : 0);
  const claimed = { ...before, lost, busyUntil: Date.parse(desk.clock()) + SEND_MS };
  return (await desk.digests.write(conversation, claimed, row?.etag)) ? claimed : undefined;
}

type Learned = (digest: Digest) => Digest;

async function send(desk: DigestDesk, digest: Digest, view: DigestView, shows: string): Promise<Learned> {
  const { conversation, activity } = digest;
  try {
    const id = activity ?? (await desk.digestCards.post(conversation, view));
    if (activity !== undefined) await desk.digestCards.update(conversation, activity, view);
    const sentAt = Date.parse(desk.clock());
    // What says that nothing waits is said for good: the next line gets a card of its own, at the end of the conversation.
    return (row) =>
      view.requests.length + view.more === 0
        ? standing(row, undefined)
        : { ...standing(row, id), shows, sentAt, lost: 0 };
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    if (error.kind === 'later') {
      if (error.retryAfterSeconds !== undefined)
        await desk.turns.pause(conversation, error.retryAfterSeconds);
      return (row) => ({ ...standing(row, activity), lost: Math.max(0, row.lost - 1) });
    }
    const isLost = ['gone', 'refused', 'closed', 'too_big'].includes(error.kind);
    if (isLost) return (row) => standing(row, undefined);
    return (row) => standing(row, activity);
  }
}

/** The row with this card or none, and free. */
function standing(
  { activity: _was, busyUntil: _free, shows: _shown, ...rest }: Digest,
  activity: string | undefined,
): Digest {
  return activity === undefined ? rest : { ...rest, activity };
}

async function settle(desk: DigestDesk, conversation: string, learned: Learned): Promise<void> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const row = await desk.digests.read(conversation);
    if (row === undefined || (await desk.digests.write(conversation, learned(row.data), row.etag))) return;
    await desk.waitBeforeTry(attempt);
  }
}
