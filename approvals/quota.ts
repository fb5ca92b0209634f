// How much an agent may ask: requests in one minute, and requests that wait at one time. A place is put down first and counted then,
// so that of many tries, on however many hosts, none can overlook another: never more than the limit gets in. What a crash leaves
// behind counts against the agent for minutes, never for it and never for good.
import { StoreFault } from './faults.ts';
import type { Desk } from './ports.ts';
import type { Place, Quota, QuotaBook } from './quota-book.ts';
import { type Answer, accept, type Refusal, refuse } from './refusal.ts';
import { REQUEST_KEY } from './row-keys.ts';
import type { Limits } from './verdict.ts';
import type { Agent, ApprovalRequest, Instant, RequestId } from './words.ts';

/** What a try to be counted needs. */
export type QuotaDesk = Pick<Desk, 'store' | 'clock' | 'waitBeforeTry'> & { readonly quota: QuotaBook };

/** Who wants to be counted, for which request, within which limits. */
export interface Claim {
  readonly id: RequestId;
  readonly op: string;
  readonly agent: Agent;
  readonly limits: Limits;
  /** It will wait for people: what is decided at once takes no place among those that wait. */
  readonly waits: boolean;
}

/** A place whose request is not there yet is kept this long: its commit, seconds away at most, may still be on its way. */
const ON_ITS_WAY_MS = 5 * 60_000;
/** No try to be counted takes longer. */
const TRY_FOR_MS = 10_000;
/** At most so many counted requests are looked at before a refusal; another refusal looks at others. */
const LOOK_AT = 20;
/** Times to count before giving way to tries that have yet to give way themselves; so many more for those in front. */
const PATIENCE = 5;
const MORE_IN_FRONT = 3;
const PENDING_RETRY_SECONDS = 30;
const MINUTE_MS = 60_000;

/**
 * Takes the agent's places for one request: one of this minute, and for a request that will wait one of those that wait. What a rule
 * decides at once waits for nobody. Refusal: `limit_reached`, the rate's first. Throws `StoreFault` when storage does not answer: a
 * place may stay behind, which is strict.
 */
export async function takePlaces(desk: QuotaDesk, claim: Claim): Promise<Answer<readonly Place[]>> {
  const { id, op, limits, waits } = claim;
  const now = desk.clock();
  const place = { request: id, op, at: now };
  const rate = rateOf(claim.agent, now);
  // A flood is refused without another call to storage: it must not slow the other agents.
  if (desk.quota.isOver(rate)) return refuse(tooManyAsked(claim, now));
  const [inRate, inPending] = await Promise.all([
    take(desk, rate, limits.requestsPerMinute, place),
    waits ? take(desk, pendingQuota(claim.agent.clientId), limits.maxPending, place) : true,
  ]);
  if (inRate && inPending) return accept(waits ? [place] : []);
  if (inRate) return refuse(tooManyWait(claim));
  if (waits && inPending) await desk.quota.remove(pendingQuota(claim.agent.clientId), [place]);
  return refuse(tooManyAsked(claim, now));
}

/** The requests of an agent that may be waiting: each of them has its place before it is recorded, and may have ended since. */
export async function pendingOf(
  desk: { readonly quota: QuotaBook },
  clientId: string,
): Promise<readonly RequestId[]> {
  const places = await desk.quota.list(pendingQuota(clientId));
  return [...new Set(places.map((place) => place.request))];
}

/** A request that has ended waits no more. Does nothing for one that waits, and for one that never did. */
export async function giveBackPlaces(
  desk: { readonly quota: QuotaBook },
  request: ApprovalRequest,
): Promise<void> {
  if (request.status === 'pending' || request.verdict.effect !== 'review') return;
  await desk.quota.clear(pendingQuota(request.agent.clientId), request.id);
}

/** Removes places as well as may be: one that stays counts until its request ends, or for minutes when it never comes. */
export async function leavePlaces(
  desk: { readonly quota: QuotaBook },
  quota: Quota,
  places: readonly Place[],
): Promise<void> {
  try {
    if (places.length > 0) await desk.quota.remove(quota, places);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}

/** The minute of the clock an instant lies in; minutes sort as texts. */
export const minuteOf = (at: Instant): string => at.slice(0, 16);

/** Requests of one agent that wait. */
export const pendingQuota = (clientId: string): Quota => ({ kind: 'pending', agent: clientId });

const rateOf = (agent: Agent, now: Instant): Quota => ({
  kind: 'rate',
  agent: agent.clientId,
  minute: minuteOf(now),
});

/** One place under one limit, or none. */
async function take(desk: QuotaDesk, quota: Quota, limit: number, place: Place): Promise<boolean> {
  try {
    await desk.quota.put(quota, place);
    if (await isWithin(desk, quota, limit, place)) return true;
  } catch (error) {
    if (error instanceof StoreFault) await leavePlaces(desk, quota, [place]);
    throw error;
  }
  await desk.quota.remove(quota, [place]);
  return false;
}

async function isWithin(desk: QuotaDesk, quota: Quota, limit: number, place: Place): Promise<boolean> {
  // A minute's places stay whatever becomes of their requests: only those that wait can have ended, and are looked at once.
  let mayHaveEnded = quota.kind === 'pending';
  for (let attempt = 1; ; attempt++) {
    let others = othersOf(await desk.quota.list(quota), place);
    if (others.length >= limit && mayHaveEnded) {
      mayHaveEnded = false;
      const ended = await removeEnded(desk, quota, others, place);
      others = others.filter((each) => !ended.has(each.request));
    }
    if (others.length < limit) return true;
    // Many at once see each other and must not all give way: the first ones stay until those behind them have gone. Whoever waits
    // behind a full limit goes at once, and of those who stay the last one loses patience first.
    const before = others.filter((each) => isBefore(each, place)).length;
    const patience = PATIENCE + Math.min(MORE_IN_FRONT, limit - 1 - before);
    if (before >= limit || attempt >= patience) {
      if (quota.kind === 'rate' && settled(others, place).length >= limit) desk.quota.noteOver(quota);
      return false;
    }
    await desk.waitBeforeTry(attempt);
  }
}

/** One place for each other request, the earliest. */
function othersOf(places: readonly Place[], own: Place): readonly Place[] {
  const others = new Map<RequestId, Place>();
  for (const each of places) {
    if (each.request === own.request) continue;
    const known = others.get(each.request);
    if (known === undefined || isBefore(each, known)) others.set(each.request, each);
  }
  return [...others.values()];
}

/** Places of tries that are over: those still there were let in. */
const settled = (others: readonly Place[], { at }: Place): readonly Place[] =>
  others.filter((each) => Date.parse(at) - Date.parse(each.at) > TRY_FOR_MS);

const isBefore = (one: Place, other: Place): boolean =>
  one.at < other.at || (one.at === other.at && one.op < other.op);

/** Removes the places of requests that wait no more: their end was not followed by anybody, or they were never recorded. */
async function removeEnded(
  desk: QuotaDesk,
  quota: Quota,
  others: readonly Place[],
  own: Place,
): Promise<ReadonlySet<RequestId>> {
  const now = Date.parse(own.at);
  const looked = someOf(others, own.op);
  const ended = await Promise.all(
    looked.map(async (place): Promise<readonly Place[]> => {
      const row = await desk.store.peek<ApprovalRequest>(place.request, REQUEST_KEY);
      if (row === undefined) return now - Date.parse(place.at) > ON_ITS_WAY_MS ? [place] : [];
      // Whether one of a newer version has ended is not known here: it waits.
      return row.newer !== undefined || row.data.status === 'pending' ? [] : [place];
    }),
  );
  const places = ended.flat();
  await Promise.all(places.map((place) => desk.quota.clear(quota, place.request)));
  return new Set(places.map((place) => place.request));
}

/** `LOOK_AT` of them, beginning anywhere: `op` is random. */
function someOf(places: readonly Place[], op: string): readonly Place[] {
  // Each letter moves the whole: a mere sum of them would never reach the end of a long list.
  const start = [...op].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 0) % places.length;
  return [...places.slice(start), ...places.slice(0, start)].slice(0, LOOK_AT);
}

function tooManyAsked({ agent, limits }: Claim, now: Instant): Refusal {
  const max = limits.requestsPerMinute;
  return {
    reason: 'limit_reached',
    limit: `${agent.name} may make ${counted(max, 'request')} a minute (requestsPerMinute in countersign.yaml). This call recorded nothing: send it again in the next minute, with the same Idempotency-Key.`,
    retryAfterSeconds: Math.ceil((MINUTE_MS - (Date.parse(now) % MINUTE_MS)) / 1000),
    quota: { name: 'requestsPerMinute', max, agent: { id: agent.clientId, name: agent.name } },
  };
}

function tooManyWait({ agent, limits }: Claim): Refusal {
  const max = limits.maxPending;
  return {
    reason: 'limit_reached',
    limit: `${agent.name} may have ${counted(max, 'request')} waiting at one time (maxPending in countersign.yaml). This call recorded nothing: send it again when one of them has ended, with the same Idempotency-Key.`,
    retryAfterSeconds: PENDING_RETRY_SECONDS,
    quota: { name: 'maxPending', max, agent: { id: agent.clientId, name: agent.name } },
  };
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
