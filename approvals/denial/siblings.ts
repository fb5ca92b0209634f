// Requests of one agent for one intent that wait side by side, however it is spelled: an agent may ask five times at once. What a person denies on one of them
// nobody approves on another while the cool-down lasts, also not at the very same moment: each side writes before it reads.

import { end } from '../change/end.ts';
import { lapsed } from '../change/time-out.ts';
import { type Step, transition } from '../change/transition.ts';
import { pendingOf } from '../counting/quota.ts';
import type { QuotaBook } from '../counting/quota-book.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { saySame } from '../intent/like.ts';
import type { CoolDown } from '../mark.ts';
import type { Desk } from '../ports.ts';
import { TRANSIENT } from '../refusal.ts';
import { later } from '../time.ts';
import { unlessNewer } from '../unless-newer.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';
import { closedByCoolDown } from './cool-down.ts';
import type { DenialBook, NotedDenial } from './denial-book.ts';
import { coolDownAfter, denialOf, notedAlike } from './earlier-denial.ts';
import { isNews, noteDenial } from './near-copies.ts';

/** What minding siblings takes. */
export type SiblingDesk = Desk & { readonly quota: QuotaBook; readonly denials: DenialBook };

/** A sibling that a person denied, and what that means for the one that waits. */
export interface DeniedSibling {
  readonly coolDown: CoolDown;
  /** Name of who denied it. */
  readonly by: string;
}

const AT_ONCE = 8;
/** Others may be writing at the same moment: then it is looked at again, so often. */
const LOOKS = 5;
/** A denial noted so shortly before is on its way into the record: the others wait for it. Were its turn taken each time, nobody could say no. */
const ON_ITS_WAY_MS = 1500;

/**
 * Before a yes on `request`, which was loaded before: the sibling whose denial holds at `now`. `busy`: one is being denied just now. When
 * nothing is found no denial of a sibling lands before that yes: one that was noted a while ago and not recorded loses its turn, and one that
 * is noted later takes the turn of the yes (`fenceSiblings`). Throws `StoreFault` when storage does not answer.
 */
export async function deniedSibling(
  desk: Pick<SiblingDesk, 'store' | 'denials'>,
  request: ApprovalRequest,
  now: Instant,
): Promise<DeniedSibling | 'busy' | undefined> {
  const { coolDownMs } = request.verdict;
  if (coolDownMs === undefined) return undefined;
  const rows = await notedAlike(desk.denials, request, later(now, -coolDownMs));
  const ids = new Set(rows.map((row) => row.request).filter((id) => id !== request.id));
  const onTheirWay = idsSince(rows, later(now, -ON_ITS_WAY_MS));
  for (const id of ids) {
    const found = await fenced(desk, id, (each) => isSibling(each, request), onTheirWay.has(id));
    if (found === 'busy') return 'busy';
    if (found === undefined) continue;
    const coolDown = coolDownAfter(found, coolDownMs, now);
    if (coolDown !== undefined) return { coolDown, by: denialOf(found)?.by.name ?? '' };
  }
  return undefined;
}

/**
 * After a denial of `request` was noted: is one of a sibling on its way, whose turn comes first? Of two that are noted at the same moment each
 * sees the other, and the lower id goes first. Throws `StoreFault`.
 */
export async function isBehindDenial(
  { store, denials }: Pick<SiblingDesk, 'store' | 'denials'>,
  request: ApprovalRequest,
  now: Instant,
): Promise<boolean> {
  if (request.verdict.coolDownMs === undefined) return false;
  const since = later(now, -ON_ITS_WAY_MS);
  const rows = await notedAlike(denials, request, since);
  for (const id of idsSince(rows, since)) {
    if (id >= request.id) continue;
    const loaded = await unlessNewer(() => store.load(id));
    if (loaded?.data.status === 'pending' && isSibling(loaded.data, request)) return true;
  }
  return false;
}

/**
 * Before a denial of `request` is recorded, and after it was noted: no yes on a sibling that looked before the note lands any more.
 * `false`: others are writing just now. One that is on its way into the record looks for itself. Throws `StoreFault`.
 */
export async function fenceSiblings(desk: SiblingDesk, request: ApprovalRequest): Promise<boolean> {
  if (request.verdict.coolDownMs === undefined) return true;
  const looked = await eachOf(desk, request, (id) => fenced(desk, id, (each) => isSibling(each, request)));
  return !looked.includes('busy');
}

/**
 * After a denial of `request` by a person is recorded: its siblings are denied, each with its event, card and callback, and on the cards of
 * what is like it and waits people are told, starting none at or after `until`. Does nothing for any other request. `false`: some are left, for
 * another look. Throws `StoreFault` once the others are done.
 */
export async function tellOthers(
  desk: SiblingDesk,
  request: ApprovalRequest,
  until: Instant,
): Promise<boolean> {
  const { coolDownMs = 0 } = request.verdict;
  const begun = desk.clock();
  const isHot = coolDownAfter(request, coolDownMs, begun) !== undefined;
  if (!isHot && !isNews(request, begun)) return true;
  const settled = await eachOf(desk, request, async (id) => {
    if (desk.clock() >= until) return false;
    const done = await transition(desk, id, (sibling, now) => {
      const ownMs = sibling.verdict.coolDownMs;
      const isMeant =
        isHot && isSibling(sibling, request) && sibling.status === 'pending' && ownMs !== undefined;
      const coolDown = isMeant ? coolDownAfter(request, ownMs, now) : undefined;
      if (coolDown !== undefined) return denyAlike(sibling, coolDown, now, desk.baseUrl);
      return isNews(request, now) ? noteDenial(desk, sibling, request, now) : { do: 'keep' };
    });
    // Not there, or of a newer version: no look of ours changes that.
    return done.ok || !TRANSIENT.includes(done.refusal.reason);
  });
  return !settled.includes(false);
}

/** The rule: what waits is denied because a sibling was. */
export function denyAlike(request: ApprovalRequest, coolDown: CoolDown, now: Instant, baseUrl: string): Step {
  if (now >= request.expiresAt) return lapsed(request, now, baseUrl);
  const { change, event } = closedByCoolDown(request.verdict, coolDown);
  return {
    do: 'write',
    ...end(request, 'denied', now, baseUrl, change),
    events: [event],
    before: request.expiresAt,
  };
}

const idsSince = (rows: readonly NotedDenial[], since: Instant): ReadonlySet<RequestId> =>
  new Set(rows.filter(({ at }) => at > since).map((row) => row.request));

const isSibling = (one: ApprovalRequest, other: ApprovalRequest): boolean =>
  saySame(one, other) && one.agent.clientId.toLowerCase() === other.agent.clientId.toLowerCase();

/**
 * A request that nothing read before can write to any more; as it is when it has ended. Nothing when it is not meant, or not known here. One that
 * waits and is not to be disturbed is `busy`.
 */
async function fenced(
  { store }: Pick<Desk, 'store'>,
  id: RequestId,
  isMeant: (request: ApprovalRequest) => boolean,
  isOnItsWay = false,
): Promise<ApprovalRequest | 'busy' | undefined> {
  for (let look = 1; look <= LOOKS; look++) {
    const loaded = await unlessNewer(() => store.load(id));
    if (loaded === undefined || !isMeant(loaded.data)) return undefined;
    if (loaded.data.status !== 'pending') return loaded.data;
    if (isOnItsWay) return 'busy';
    if (await store.fence(id, loaded.etag)) return loaded.data;
  }
  return 'busy';
}

/** Does `look` at every other request of the agent that may wait; the first fault is thrown once the others are done. */
async function eachOf<T>(
  desk: SiblingDesk,
  { id: own, agent }: ApprovalRequest,
  look: (id: RequestId) => Promise<T>,
): Promise<readonly T[]> {
  const others = (await pendingOf(desk, agent.clientId)).filter((id) => id !== own);
  return await eachAtOnce(others, AT_ONCE, look);
}
