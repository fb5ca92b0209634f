// The rules of one prompt: what its holder has to do next so that every known card shows what is true. Pure; the loop is in show.ts.
// Teams has no If-Match, so an older update can land last: every revision from the terminal one on is sent twice.
import { later } from './time.ts';
import type { ApprovalRequest, Instant, Prompt, PromptActivity } from './words.ts';

/** Posts for one revision without a confirmation; then the prompt is dead until something revives it. */
const MAX_POSTS = 3;
/** Sends for one revision; then dead until a new revision, a click or a reinstallation. */
const MAX_ATTEMPTS = 12;
const AGAIN_AFTER_MS = 5 * 60_000;
const FIRST_BACKOFF_MS = 2000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const UNLINKED_RETRY_MS = 30_000;

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
  if (fresh.dead) return { do: 'nothing' };
  const open = openWork(fresh, request);
  if (open.do === 'nothing') return open;
  if (fresh.nextTry !== undefined && fresh.nextTry > now) return { do: 'wait', at: fresh.nextTry };
  if (open.do !== 'again') return open;
  return open.at > now ? { do: 'wait', at: open.at } : { do: 'update', activity: open.activity };
}

/** The prompt as it stands for the request's revision: a new revision starts a new count and revives the dead. */
export function refreshed(prompt: Prompt, request: ApprovalRequest): Prompt {
  if (prompt.revision >= request.revision) return prompt;
  const { nextTry: _nextTry, lastError: _lastError, ...rest } = prompt;
  return { ...rest, revision: request.revision, attempts: 0, dead: false };
}

/** Counts a send before it is made: a crash after it must never lead to endless posting. */
export function countSend(prompt: Prompt, request: ApprovalRequest, send: 'post' | 'update'): Prompt {
  const fresh = refreshed(prompt, request);
  return {
    ...fresh,
    attempts: fresh.attempts + 1,
    unconfirmed: fresh.unconfirmed + (send === 'post' ? 1 : 0),
  };
}

/** A post was confirmed: its id is known from now on, and never dropped. */
export function rememberPost(prompt: Prompt, activityId: string, shows: number): Prompt {
  const known = prompt.activities.some((each) => each.id === activityId);
  const unconfirmed = Math.max(0, prompt.unconfirmed - 1);
  if (known) return { ...prompt, unconfirmed };
  return {
    ...prompt,
    unconfirmed,
    activities: [...prompt.activities, { id: activityId, shows, gone: false }],
  };
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
): Prompt {
  const { nextTry: _done, ...rest } = prompt;
  const activities = prompt.activities.map((each): PromptActivity => {
    if (each.id !== activityId || each.shows > shows || (each.shows === shows && !second)) return each;
    const { againAt: _due, ...card } = each;
    if (!isTerminal(request)) return { ...card, shows };
    if (each.shows === shows) return { ...card, again: shows };
    return { ...card, shows, againAt: later(now, AGAIN_AFTER_MS) };
  });
  return { ...rest, activities };
}

/** The card was deleted: nothing more is sent to it, and nothing is posted in its place. */
export function markGone(prompt: Prompt, activityId: string): Prompt {
  const activities = prompt.activities.map((each) =>
    each.id === activityId ? { ...each, gone: true } : each,
  );
  return { ...prompt, activities };
}

/** A send failed. `final`: the channel will not take it. Otherwise tried again, ever more slowly, until it is dead. */
export function backOff(
  prompt: Prompt,
  error: string,
  now: Instant,
  how: { readonly final?: boolean; readonly afterSeconds?: number; readonly notSent?: boolean } = {},
): Prompt {
  const unconfirmed = how.notSent === true ? Math.max(0, prompt.unconfirmed - 1) : prompt.unconfirmed;
  // A throttled send never happened: it counts neither as a lost post nor towards the end.
  const attempts = how.notSent === true && how.final !== true ? prompt.attempts - 1 : prompt.attempts;
  const noMore = attempts >= (prompt.activities.length === 0 ? MAX_POSTS : MAX_ATTEMPTS);
  const wait = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, prompt.attempts - 1));
  return {
    ...prompt,
    attempts,
    unconfirmed,
    lastError: error,
    dead: how.final === true || noMore,
    nextTry: later(now, how.afterSeconds === undefined ? wait : how.afterSeconds * 1000),
  };
}

/** The route is not linked to a conversation yet: looked at again soon. */
export function waitForLink(prompt: Prompt, now: Instant): Prompt {
  return {
    ...prompt,
    lastError: `route ${prompt.route} is not linked: write "@Countersign link ${prompt.route}" in a channel`,
    nextTry: later(now, UNLINKED_RETRY_MS),
  };
}

/** A click revives: whoever can click can see the card. A card showing an older revision is sent again. */
export function revive(prompt: Prompt, activityId: string | undefined, stale: boolean): Prompt {
  const { nextTry: _nextTry, ...rest } = prompt;
  const activities = stale
    ? prompt.activities.map((each) => (each.id === activityId ? { ...each, shows: 0, gone: false } : each))
    : prompt.activities;
  return { ...rest, dead: false, attempts: 0, activities };
}

/** When the sweep must look at this prompt again; `undefined`: it owes nothing. */
export function promptDue(prompt: Prompt, request: ApprovalRequest, now: Instant): Instant | undefined {
  if (prompt.lease !== undefined && prompt.lease.until > now) return prompt.lease.until;
  const next = nextSend(prompt, request, now);
  if (next.do === 'nothing') return undefined;
  return next.do === 'wait' ? next.at : now;
}

/** How a prompt is told in status: did anybody get it? */
export function deliveryOf(prompt: Prompt): 'delivered' | 'unconfirmed' | 'gone' | 'dead' | 'waiting' {
  if (prompt.activities.some((each) => !each.gone)) return 'delivered';
  if (prompt.dead) return 'dead';
  if (prompt.activities.length > 0) return 'gone';
  return prompt.unconfirmed > 0 ? 'unconfirmed' : 'waiting';
}

type OpenWork =
  | Exclude<NextSend, { do: 'wait' }>
  | { readonly do: 'again'; readonly activity: PromptActivity; readonly at: Instant };

function openWork(prompt: Prompt, request: ApprovalRequest): OpenWork {
  if (prompt.activities.length === 0) {
    // A request that ended before any card was posted needs none; a post that got lost is adopted when it is clicked.
    return request.status === 'pending' ? { do: 'post' } : { do: 'nothing' };
  }
  const live = prompt.activities.filter((each) => !each.gone);
  const behind = live.find((each) => each.shows < request.revision);
  if (behind !== undefined) return { do: 'update', activity: behind };
  if (!isTerminal(request)) return { do: 'nothing' };
  const [once] = live
    .filter((each) => (each.again ?? 0) < request.revision)
    .map((activity) => ({ activity, at: activity.againAt ?? '' }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return once === undefined ? { do: 'nothing' } : { do: 'again', ...once };
}

const isTerminal = (request: ApprovalRequest): boolean => request.status !== 'pending';
