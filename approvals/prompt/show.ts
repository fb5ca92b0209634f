// Trip 2, Show: one holder of a prompt posts or updates every known card until all show what is stored.
// Re-reads the request and its lease after each send; a learned card id is never dropped.

import { isEnough, keep, release, take } from '../change/lease.ts';
import { giveBackPlaces } from '../counting/quota.ts';
import type { QuotaBook } from '../counting/quota-book.ts';
import { StoreFault } from '../faults.ts';
import type { NudgeLater } from '../pace/pace-book.ts';
import type { Turns } from '../pace/turns.ts';
import type { Desk, Index, Stored } from '../ports.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { CardDesk, WhoToMention } from './card-ports.ts';
import { reachesNobody } from './delivery.ts';
import { isFailing } from './failing.ts';
import { fallenBack } from './fall-back.ts';
import { held, inLine, notWaiting, sendingOf } from './hold.ts';
import { notedDead } from './ledger.ts';
import { findPlace, type PlacingDesk } from './placing.ts';
import { atRest, countSend, nextSend, refreshed } from './prompt.ts';
import { isUnreached } from './reach.ts';
import { isReader } from './reader.ts';
import { putDown } from './repeat.ts';
import { type Learned, sendCard, shutOut } from './send-card.ts';
import { againIn, secondsTo } from './soon.ts';
import { takenOver } from './take-over.ts';

/** What Show needs. */
export type ShowDesk = Pick<Desk, 'store' | 'standings' | 'clock' | 'mint' | 'waitBeforeTry' | 'baseUrl'> &
  PlacingDesk & {
    readonly cards: CardDesk;
    readonly mentions: WhoToMention;
    readonly index: Index;
    readonly quota: QuotaBook;
    readonly turns: Turns;
    readonly nudgeLater: NudgeLater;
  };

/** Sends at most this many times in one go; what is left is brought by a nudge. */
const MAX_SENDS = 12;
const MAX_REMEMBER_TRIES = 10;

/**
 * How it is shown. `first`: it stands at the head of its conversation's line. `since`: who held it
 * before then and has written nothing since is gone.
 */
interface How {
  readonly first?: boolean;
  readonly since?: Instant;
}

/** Brings every card of one prompt up to date. Returns quietly when another holds it: that holder reads again before it lets go. */
export async function show(
  desk: ShowDesk,
  id: RequestId,
  key: string,
  { first = false, since }: How = {},
): Promise<void> {
  const holder = desk.mint('h');
  const takeOver = since === undefined ? undefined : (prompt: Prompt) => takenOver(prompt, since);
  for (;;) {
    const taken = await take<Prompt>(desk, id, key, holder, takeOver);
    if (taken === 'held' || taken === 'absent') return;
    // At the head of the line its wait is over.
    const due = first ? { ...taken, data: notWaiting(taken.data) } : taken;
    const seen = await bringUpToDate(desk, { id, key, holder, first }, due);
    if (seen === undefined) return;
    // Whoever committed while we held the lease found it held and went away: look once more now that it is free.
    const request = await desk.store.load(id);
    if (request === undefined || request.data.revision <= seen) return;
  }
}

/** Who holds which prompt; `first`: it stands at the head of its conversation's line. */
interface Holding {
  readonly id: RequestId;
  readonly key: string;
  readonly holder: string;
  readonly first: boolean;
}

/** Returns the revision the cards were brought to, or `undefined` when the row was lost to another holder. */
async function bringUpToDate(
  desk: ShowDesk,
  { id, key, holder, first }: Holding,
  taken: Stored<Prompt>,
): Promise<number | undefined> {
  let row: Stored<Prompt> | undefined = taken;
  for (let sends = 0; row !== undefined; sends++) {
    const loaded = await desk.store.load(id);
    if (loaded === undefined) return undefined;
    const request = loaded.data;
    const now = desk.clock();
    const next = nextSend(row.data, request, now);
    if (next.do === 'nothing' || next.do === 'wait' || sends >= MAX_SENDS) {
      const rest = notedDead(row.data, atRest(row.data, request, next), now);
      const moved = fallenBack(rest, request, now);
      if (moved !== undefined) {
        const kept: Stored<Prompt> | undefined = await keep(desk, id, key, row, moved, holder);
        row = kept ?? (await stillHeld(desk, id, key, holder));
        continue;
      }
      if ((await release(desk, id, key, row, rest)) !== undefined) {
        // Last of all: rows that decide nothing must not keep the lease.
        await Promise.all([tellIndex(desk, request, taken.data, rest), giveBackPlaces(desk, request)]);
        await nudgeIn(desk, id, key, sends > 0 ? secondsTo(next, now) : undefined);
        return request.revision;
      }
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    const place = await findPlace(desk, row.data, request, next);
    if (place.do === 'keep') {
      const kept: Stored<Prompt> | undefined = await keep(desk, id, key, row, place.prompt, holder);
      row = kept ?? (await stillHeld(desk, id, key, holder));
      continue;
    }
    if (place.do === 'wait') {
      if ((await release(desk, id, key, row, place.prompt)) !== undefined) {
        // It is looked at again every half minute; that is told once for each revision, and whenever it turns.
        const isFirst = refreshed(row.data, request).lastError === undefined;
        if (isFirst || isAlone(taken.data) !== isAlone(place.prompt))
          await tellIndex(desk, request, taken.data, place.prompt);
        return undefined;
      }
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    const { conversation } = place;
    const isElsewhere = next.do === 'update' && next.activity.at !== undefined;
    const sending = sendingOf(row.data, request, next, first);
    const turn = await desk.turns.take(conversation, sending);
    if (turn !== 'now' && 'closed' in turn) {
      // Known without a call: the loop finds it dead, and tells so.
      const dead = notedDead(row.data, shutOut(refreshed(row.data, request), turn.closed, now), now);
      const kept: Stored<Prompt> | undefined = await keep(desk, id, key, row, dead, holder);
      row = kept ?? (await stillHeld(desk, id, key, holder));
      continue;
    }
    if (turn !== 'now') {
      const waits = held(refreshed(row.data, request), request, next, {
        now,
        conversation: conversation.id,
      });
      if ((await release(desk, id, key, row, waits)) !== undefined) {
        await desk.turns.hold(inLine(waits, id, conversation), sending);
        if (taken.data.held === undefined) await tellIndex(desk, request, taken.data, waits);
        return undefined;
      }
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    if (!isEnough(row.data.lease, holder, desk.clock())) return undefined;

    const sent = countSend(place.prompt, request, next.do);
    const there = isElsewhere ? sent : { ...sent, conversation };
    const put = next.do === 'update' ? putDown(there, next.activity, request, now) : there;
    const claimed: Stored<Prompt> | undefined = await keep(desk, id, key, row, put, holder);
    if (claimed === undefined) {
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    const after = await sendCard(desk, claimed.data, request, conversation, next);
    row = await remember(desk, id, key, claimed, after, holder);
    // Given up, or as good as that: once more round the loop, so that it is told, or goes to the fallback.
    if (row?.data.nextTry === undefined || row.data.dead || isFailing(row.data)) continue;
    const left = row.data;
    if ((await release(desk, id, key, row, left)) !== undefined) {
      if (isAlone(taken.data) !== isAlone(left)) await tellIndex(desk, request, taken.data, left);
      await nudgeIn(desk, id, key, againIn(next, claimed.data, left, desk.clock()));
      return undefined;
    }
    row = await stillHeld(desk, id, key, holder);
  }
  return undefined;
}

/** Has somebody look again in so many seconds; `undefined`: the sweep is soon enough. */
async function nudgeIn(
  { nudgeLater }: Pick<ShowDesk, 'nudgeLater'>,
  request: RequestId,
  todo: string,
  seconds: number | undefined,
): Promise<void> {
  if (seconds !== undefined) await nudgeLater({ kind: 'show', request, todo }, seconds);
}

/** Tells the index how the prompt is left. Only when nobody is reached by it are the others looked at: it is rare. */
async function tellIndex(
  desk: ShowDesk,
  request: ApprovalRequest,
  before: Prompt,
  left: Prompt,
): Promise<void> {
  const { key, dead } = left;
  const silenced = !isAlone(before);
  const unreached = request.status === 'pending' && isAlone(left) && (await isUnreached(desk.store, request));
  await desk.index(request, { key, dead, died: dead && !before.dead, unreached, silenced });
}

/** Nobody who could decide reads of it by this prompt: whether anybody does, the others tell. */
const isAlone = (prompt: Prompt): boolean => isReader(prompt) || reachesNobody(prompt);

/**
 * The row as a click has just changed it under us (adoption, revival), while the lease is still ours. To walk away now would leave the
 * lease standing with nobody behind it: nudges would find it held, and the card would stay old until it ran out.
 */
async function stillHeld(
  desk: ShowDesk,
  id: RequestId,
  key: string,
  holder: string,
): Promise<Stored<Prompt> | undefined> {
  const fresh = await desk.store.read<Prompt>(id, key);
  return fresh?.data.lease?.holder === holder ? fresh : undefined;
}

/** Stores what the send taught, against whatever the row has become meanwhile: a click may have adopted a card in between. */
async function remember(
  desk: ShowDesk,
  id: RequestId,
  key: string,
  claimed: Stored<Prompt>,
  learned: Learned,
  holder: string,
): Promise<Stored<Prompt> | undefined> {
  let row: Stored<Prompt> | undefined = claimed;
  for (let attempt = 1; attempt <= MAX_REMEMBER_TRIES && row !== undefined; attempt++) {
    try {
      const stillOurs: boolean = row.data.lease?.holder === holder;
      const next = learned(row.data);
      const stored: Stored<Prompt> | undefined = stillOurs
        ? await keep(desk, id, key, row, next, holder)
        : await desk.store.swap(id, key, row.etag, next);
      if (stored !== undefined) return stillOurs ? stored : undefined;
      row = await desk.store.read<Prompt>(id, key);
    } catch (error) {
      if (!(error instanceof StoreFault) || attempt === MAX_REMEMBER_TRIES) throw error;
      await desk.waitBeforeTry(attempt);
    }
  }
  return undefined;
}
