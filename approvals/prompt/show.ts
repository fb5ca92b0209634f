// Trip 2, Show: one holder of a prompt posts or updates every known card until all show what is stored.
// Re-reads the request and its lease after each send; a learned card id is never dropped.

import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import { isEnough, keep, release, take } from '../change/lease.ts';
import { giveBackPlaces } from '../counting/quota.ts';
import type { QuotaBook } from '../counting/quota-book.ts';
import { SendFault, StoreFault } from '../faults.ts';
import type { Turns } from '../pace/turns.ts';
import type { Desk, Index, Stored } from '../ports.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { Addressee, Conversation, Prompt } from '../work.ts';
import type { CardDesk, PeopleBook, RouteBook } from './card-ports.ts';
import { held, inLine, notWaiting, type Send, sendingOf } from './hold.ts';
import {
  appless,
  atRest,
  backOff,
  countSend,
  markGone,
  nextSend,
  reachesNobody,
  refreshed,
  rememberPost,
  rememberUpdate,
  waitForApp,
  waitForLink,
} from './prompt.ts';
import { isUnreached } from './reach.ts';
import { recallsTo } from './recall.ts';
import { viewOf } from './view.ts';

/** What Show needs. */
export type ShowDesk = Pick<Desk, 'store' | 'clock' | 'mint' | 'waitBeforeTry' | 'baseUrl'> &
  PersonDesk & {
    readonly cards: CardDesk;
    readonly routes: RouteBook;
    readonly people: PeopleBook;
    readonly index: Index;
    readonly quota: QuotaBook;
    readonly turns: Turns;
  };

/** Sends at most this many times in one go; what is left stays in `nextTry` for the sweep. */
const MAX_SENDS = 12;
const MAX_REMEMBER_TRIES = 10;

/** Brings every card of one prompt up to date. Returns quietly when another holds it: that holder reads again before it lets go. */
export async function show(
  desk: ShowDesk,
  id: RequestId,
  key: string,
  { first = false }: { readonly first?: boolean } = {},
): Promise<void> {
  const holder = desk.mint('h');
  for (;;) {
    const taken = await take<Prompt>(desk, id, key, holder);
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
      const rest = atRest(row.data, request, next);
      if ((await release(desk, id, key, row, rest)) !== undefined) {
        // Last of all: rows that decide nothing must not keep the lease.
        await Promise.all([tellIndex(desk, request, taken.data, rest), giveBackPlaces(desk, request)]);
        return request.revision;
      }
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    const conversation = row.data.conversation ?? (await conversationOf(desk, row.data));
    if (conversation === undefined) {
      const fresh = refreshed(row.data, request);
      const waiting = await waitForConversation(desk, fresh, request);
      if ((await release(desk, id, key, row, waiting)) !== undefined) {
        // It is looked at again every half minute; once for each revision is enough to be told.
        if (fresh.lastError === undefined) await tellIndex(desk, request, taken.data, waiting);
        return undefined;
      }
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    const sending = sendingOf(row.data, request, next, first);
    if ((await desk.turns.take(conversation, sending)) !== 'now') {
      const waits = held(refreshed(row.data, request), request, next, now);
      if ((await release(desk, id, key, row, waits)) !== undefined) {
        await desk.turns.hold({ ...inLine(waits, id, conversation.id), since: waits.held.since }, sending);
        if (taken.data.held === undefined) await tellIndex(desk, request, taken.data, waits);
        return undefined;
      }
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    if (!isEnough(row.data.lease, holder, desk.clock())) return undefined;

    const counted = { ...countSend(row.data, request, next.do), conversation };
    const claimed: Stored<Prompt> | undefined = await keep(desk, id, key, row, counted, holder);
    if (claimed === undefined) {
      row = await stillHeld(desk, id, key, holder);
      continue;
    }
    const after = await send(desk, claimed.data, request, conversation, next);
    row = await remember(desk, id, key, claimed, after, holder);
    // Given up: once more round the loop, so that it is told among the dead.
    if (row?.data.nextTry === undefined || row.data.dead) continue;
    if ((await release(desk, id, key, row, row.data)) !== undefined) return undefined;
    row = await stillHeld(desk, id, key, holder);
  }
  return undefined;
}

/** Tells the index how the prompt is left. Only when nobody is reached by it are the others looked at: it is rare. */
async function tellIndex(
  desk: ShowDesk,
  request: ApprovalRequest,
  before: Prompt,
  left: Prompt,
): Promise<void> {
  const { key, dead } = left;
  const silenced = !reachesNobody(before);
  const unreached =
    request.status === 'pending' && reachesNobody(left) && (await isUnreached(desk.store, request));
  await desk.index(request, { key, dead, died: dead && !before.dead, unreached, silenced });
}

/** Where it is to stand, if that is known by now. */
const conversationOf = (
  { routes, people }: ShowDesk,
  { route, person }: Addressee,
): Promise<Conversation | undefined> => (person === undefined ? routes.find(route) : people.find(person));

/** As it is left until there is a conversation. Who a person is, the directory is asked but once for each revision. */
async function waitForConversation(
  desk: ShowDesk,
  prompt: Prompt,
  request: ApprovalRequest,
): Promise<Prompt> {
  if (prompt.person === undefined) return waitForLink(prompt, desk.clock());
  if (prompt.lastError !== undefined) return waitForApp(prompt, prompt.lastError, request, desk.clock());
  const found = await askPerson(desk, prompt.person, []);
  const name = found === 'silent' ? undefined : found.person?.name;
  return waitForApp(prompt, appless(name ?? prompt.person), request, desk.clock());
}

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

type Learned = (prompt: Prompt) => Prompt;

async function send(
  desk: ShowDesk,
  prompt: Prompt,
  request: ApprovalRequest,
  conversation: Conversation,
  next: Send,
): Promise<Learned> {
  const replaced = next.do === 'update' && next.activity.replaced;
  const view = await viewOf(desk, request, prompt, { replaced });
  try {
    if (next.do === 'post') {
      const activityId = await desk.cards.post(conversation, view);
      return (row) => rememberPost(row, activityId, request.revision, recallsTo(request, row));
    }
    const activityId = next.activity.id;
    await desk.cards.update(conversation, activityId, view);
    const second = next.activity.shows >= request.revision;
    return (row) => rememberUpdate(row, activityId, request.revision, request, desk.clock(), second);
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    const now = desk.clock();
    if (error.kind === 'gone' && next.do === 'update') return (row) => markGone(row, next.activity.id);
    if (error.kind === 'gone' || error.kind === 'refused') {
      return (row) => backOff(row, error.message, now, { final: true, notSent: next.do });
    }
    const pause = error.kind === 'later' ? error.retryAfterSeconds : undefined;
    // All who send to this conversation wait, not only this card.
    if (pause !== undefined) await desk.turns.pause(conversation, pause);
    const throttled =
      error.kind === 'later' ? { notSent: next.do, afterSeconds: error.retryAfterSeconds ?? 2 } : {};
    return (row) => backOff(row, error.message, now, throttled);
  }
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
