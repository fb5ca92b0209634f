// The rules of one prompt: what its holder has to do next so that every known card shows what is true. Pure; the loop is in show.ts.
// Teams has no If-Match, so an older update can land last: every revision from the terminal one on is sent twice.

import { isHeld } from '../change/lease.ts';
import { ADMINISTRATORS } from '../mark.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Addressee, Prompt, PromptActivity } from '../work.ts';
import { firstBehind } from './behind.ts';
import { isCalled, oneMore, replacing, standingAgain } from './recall.ts';
import { lateSend, sentLate } from './take-over.ts';

/** Posts for one revision without a confirmation; then the prompt is dead until a new revision, a click or a reinstallation. */
const MAX_POSTS = 3;
/** The same for updates: they can be repeated without harm, so they outlast half a day without Teams. */
const MAX_UPDATES = 150;
const AGAIN_AFTER_MS = 5 * 60_000;
const FIRST_BACKOFF_MS = 2000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
/** Teams put a send off (412, 429, or it cannot be reached): that is over soon, almost always. */
const LONGEST_PUT_OFF_MS = 30_000;

/** What a prompt's holder does next. */
export type NextSend =
  | { readonly do: 'post' }
  | { readonly do: 'update'; readonly activity: PromptActivity }
  /** Nothing to send before `at`. */
  | { readonly do: 'wait'; readonly at: Instant }
  /** Every known card is current or gone, and was sent twice where that is owed. */
  | { readonly do: 'nothing' };

/** What to send next for the request as stored now. */
export function nextSend(prompt: Prompt, request: ApprovalRequest, now: Instant): NextSend {
  const fresh = refreshed(prompt, request);
  // Counted before each send and looked at before the next: a handler may die in any of them.
  if (fresh.dead || isSpent(fresh)) return { do: 'nothing' };
  const open = openWork(fresh, request);
  if (open.do === 'nothing') return open;
  if (fresh.nextTry !== undefined && fresh.nextTry > now) return { do: 'wait', at: fresh.nextTry };
  if (open.do !== 'again') return open;
  return open.at > now ? { do: 'wait', at: open.at } : { do: 'update', activity: open.activity };
}

/** The prompt as it stands for the request's revision: a new revision starts a new count and revives the dead. */
export function refreshed(prompt: Prompt, request: ApprovalRequest): Prompt {
  if (prompt.revision >= request.revision) return prompt;
  const { nextTry: _nextTry, lastError: _lastError, putOffSince: _anew, ...rest } = prompt;
  return { ...rest, revision: request.revision, attempts: 0, dead: false };
}

/** Counts a send before it is made: a crash after it must never lead to endless posting. */
export function countSend(prompt: Prompt, request: ApprovalRequest, send: 'post' | 'update'): Prompt {
  const { nextTry: _come, held: _turn, ...fresh } = refreshed(prompt, request);
  return {
    ...fresh,
    attempts: fresh.attempts + 1,
    unconfirmed: fresh.unconfirmed + (send === 'post' ? 1 : 0),
    ...(send === 'post' && fresh.activities.length > 0 ? { calling: oneMore(fresh, request) } : {}),
  };
}

/**
 * A post was confirmed: its id is known from now on. It takes the place of every card of this prompt that stood there before: those are sent
 * once more, to say so. `calls`: how many calls it answers.
 */
export function rememberPost(
  prompt: Prompt,
  activityId: string,
  shows: number,
  calls = 0,
  standing?: number,
): Prompt {
  const known = prompt.activities.some((each) => each.id === activityId);
  const unconfirmed = Math.max(0, prompt.unconfirmed - 1);
  const activities = known
    ? prompt.activities
    : [...replacing(prompt.activities), { id: activityId, shows, gone: false, ...marked(standing) }];
  const { calling: _answered, ...posted } = confirmed(prompt);
  const called = Math.max(calls, prompt.called ?? 0);
  return { ...posted, ...(called > 0 ? { called } : {}), unconfirmed, activities };
}

/**
 * An update was confirmed. The first one to a terminal revision puts down when the second is due. `second` is what the send was when it
 * was planned: by now the row may hold what another holder did, or this very answer, stored by a write that seemed to fail.
 */
export function rememberUpdate(
  prompt: Prompt,
  activityId: string,
  shows: number,
  request: ApprovalRequest,
  now: Instant,
  second: boolean,
  standing?: number,
): Prompt {
  const activities = prompt.activities.map((each): PromptActivity => {
    if (each.id !== activityId || each.shows > shows) return each;
    const isNews = (each.standing ?? 0) < (standing ?? 0);
    if (each.shows === shows && !second && !isNews) return each;
    const { againAt: _due, again, withdrawn: _said, ...sent } = { ...each, ...marked(standing) };
    const card = prompt.withdrawn === true ? { ...sent, withdrawn: true as const } : sent;
    if (!isTerminal(request)) return { ...card, ...(again === undefined ? {} : { again }), shows };
    if (each.shows === shows && !isNews) return { ...card, again: shows };
    // Sent twice, too: an older send may be on its way.
    return { ...card, shows, againAt: later(now, AGAIN_AFTER_MS) };
  });
  return { ...confirmed(prompt), activities };
}

/** A card was sent once more since an older update might have landed until then, `lateUntil`. */
export const rememberLate = (
  prompt: Prompt,
  activityId: string,
  lateUntil: Instant,
  now: Instant,
): Prompt => ({
  ...confirmed(prompt),
  activities: prompt.activities.map((each) =>
    each.id === activityId ? sentLate(each, lateUntil, now) : each,
  ),
});

/** The card was deleted: nothing more is sent to it, and nothing is posted in its place. */
export function markGone(prompt: Prompt, activityId: string): Prompt {
  const activities = prompt.activities.map((each) =>
    each.id === activityId ? { ...each, gone: true } : each,
  );
  return { ...prompt, activities: standingAgain(activities) };
}

/**
 * A send failed. `final`: the channel will not take it. `notSent`: it certainly did not arrive. Tried again, ever more slowly, until it
 * is dead.
 */
export function backOff(
  prompt: Prompt,
  error: string,
  now: Instant,
  how: {
    readonly final?: boolean;
    readonly afterSeconds?: number;
    readonly notSent?: 'post' | 'update';
  } = {},
): Prompt {
  const unconfirmed = Math.max(0, prompt.unconfirmed - (how.notSent === 'post' ? 1 : 0));
  // A throttled send never happened: it counts neither as a lost post nor towards the end.
  const uncounted = how.notSent !== undefined && how.final !== true;
  const attempts = Math.max(0, prompt.attempts - (uncounted ? 1 : 0));
  const { calling } = prompt;
  const isNoCall = uncounted && how.notSent === 'post' && calling !== undefined;
  const { putOffSince = now, ...rest } = prompt;
  return {
    ...rest,
    ...(uncounted ? { putOffSince } : {}),
    ...(isNoCall ? { calling: { ...calling, posts: Math.max(0, calling.posts - 1) } } : {}),
    attempts,
    unconfirmed,
    lastError: error,
    dead: how.final === true || isSpent({ ...prompt, attempts }),
    nextTry: later(now, uncounted ? putOffFor(putOffSince, now, how.afterSeconds) : backOffFor(prompt)),
  };
}

/** For as long as it was put off already, and no shorter than Teams asks. */
function putOffFor(since: Instant, now: Instant, afterSeconds = 0): number {
  const already = Math.min(LONGEST_PUT_OFF_MS, Date.parse(now) - Date.parse(since));
  return Math.max(afterSeconds * 1000, already);
}

const backOffFor = ({ attempts }: Prompt): number =>
  Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, attempts - 1));

/** The row as it is left when nothing is to be sent now. What died with its handlers is told as dead. */
export function atRest(prompt: Prompt, request: ApprovalRequest, next: NextSend): Prompt {
  const { nextTry: _nextTry, held: place, ...fresh } = refreshed(prompt, request);
  const left = { ...fresh, dead: fresh.dead || isGivenUp(fresh, request) };
  return next.do === 'wait' ? { ...left, nextTry: next.at, ...(place && { held: place }) } : left;
}

/** A click revives: whoever can click can see the card. A card showing an older revision is sent again. */
export function revive(prompt: Prompt, activityId: string | undefined, stale: boolean): Prompt {
  const { nextTry: _nextTry, putOffSince: _anew, ...rest } = prompt;
  const activities = stale
    ? prompt.activities.map((each) => (each.id === activityId ? { ...each, shows: 0, gone: false } : each))
    : prompt.activities;
  return { ...rest, dead: false, attempts: 0, activities };
}

/** When the sweep must look at this prompt again; `undefined`: it owes nothing. */
export function promptDue(prompt: Prompt, request: ApprovalRequest, now: Instant): Instant | undefined {
  if (isHeld(prompt.lease, now)) return prompt.lease?.until;
  const next = nextSend(prompt, request, now);
  if (next.do === 'nothing') return isGivenUp(refreshed(prompt, request), request) ? now : undefined;
  return next.do === 'wait' ? next.at : now;
}

const marked = (standing: number | undefined): Pick<PromptActivity, 'standing'> =>
  standing === undefined ? {} : { standing };

type OpenWork =
  | Exclude<NextSend, { do: 'wait' }>
  | { readonly do: 'again'; readonly activity: PromptActivity; readonly at: Instant };

/** What it owes, whenever that is due. */
export function openWork(prompt: Prompt, request: ApprovalRequest): OpenWork {
  if (prompt.activities.length === 0) {
    // A request that ended before any card was posted needs none; a post that got lost is adopted when it is clicked.
    // One recorded after the fact was never open: its card is how people hear of it.
    // So are administrators of a report, by cards of their own.
    const isAlert = request.reported !== undefined && groupOf(prompt) === ADMINISTRATORS;
    const isNews = request.status === 'pending' || request.record !== undefined || isAlert;
    return isNews ? { do: 'post' } : { do: 'nothing' };
  }
  if (isCalled(prompt, request)) return { do: 'post' };
  const live = prompt.activities.filter((each) => !each.gone);
  const behind = firstBehind(prompt, live, request);
  if (behind !== undefined) return { do: 'update', activity: behind };
  const late = lateSend(live);
  if (late !== undefined) return { do: 'again', ...late };
  // Born ended and posted so: no older update is on its way that could land after it.
  if (!isTerminal(request) || request.revision === 1) return { do: 'nothing' };
  const [once] = live
    .filter((each) => (each.again ?? 0) < request.revision)
    .map((activity) => ({ activity, at: activity.againAt ?? '' }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return once === undefined ? { do: 'nothing' } : { do: 'again', ...once };
}

const groupOf = (to: Addressee): string | undefined => (to.person === undefined ? undefined : to.group);

const isSpent = (prompt: Prompt): boolean =>
  prompt.attempts >= (prompt.activities.length === 0 ? MAX_POSTS : MAX_UPDATES);

/** Spent with work left, and not yet told as dead: its last handler died. */
const isGivenUp = (prompt: Prompt, request: ApprovalRequest): boolean =>
  !prompt.dead && isSpent(prompt) && openWork(prompt, request).do !== 'nothing';

/** The channel took a send: whatever failed before is over, and only tries without a confirmation are counted. */
function confirmed(prompt: Prompt): Prompt {
  const { nextTry: _nextTry, lastError: _lastError, failing: _over, putOffSince: _past, ...rest } = prompt;
  return { ...rest, attempts: 0, dead: false };
}

const isTerminal = (request: ApprovalRequest): boolean => request.status !== 'pending';
