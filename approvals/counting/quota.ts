// How much an agent may ask: requests in one minute, and requests that wait at one time. A place is put down first and counted then,
// so that of many tries, on however many hosts, none can overlook another: never more than the limit gets in. What a crash leaves
// behind counts against the agent for minutes, never for it and never for good.
import { StoreFault } from '../faults.ts';
import { type Answer, accept, type Refusal, refuse } from '../refusal.ts';
import type { Limits } from '../verdict.ts';
import type { Agent, ApprovalRequest, Instant, RequestId } from '../words.ts';
import { idleAmong, isBefore, leavePlaces, othersOf, type QuotaDesk, TRY_FOR_MS } from './places.ts';
import type { Place, Quota, QuotaBook } from './quota-book.ts';

/** Who wants to be counted, for which request, within which limits. */
export interface Claim {
  readonly id: RequestId;
  readonly op: string;
  readonly agent: Agent;
  readonly limits: Limits;
  /** It will wait for people: what is decided at once takes no place among those that wait. */
  readonly waits: boolean;
  /** Its place of this minute it has already. */
  readonly isRated?: boolean;
}

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
  const { id, op, limits, waits, isRated = false } = claim;
  const now = desk.clock();
  const place = { request: id, op, at: now };
  const rate = rateOf(claim.agent, now);
  // A flood is refused without another call to storage: it must not slow the other agents.
  if (!isRated && desk.quota.isOver(rate)) return refuse(tooManyAsked(claim, now));
  const [inRate, inPending] = await Promise.all([
    isRated || take(desk, rate, limits.requestsPerMinute, place),
    waits ? take(desk, pendingQuota(claim.agent.clientId), limits.maxPending, place) : true,
  ]);
  if (inRate && inPending) return accept(waits ? [place] : []);
  if (inRate) return refuse(tooManyWait(claim));
  if (waits && inPending) await desk.quota.remove(pendingQuota(claim.agent.clientId), [place]);
  return refuse(tooManyAsked(claim, now));
}

/** Why this agent gets no further this minute, as far as this process knows already: told before anything is worked off for it. */
export function refusedByRate(
  desk: Pick<QuotaDesk, 'quota' | 'clock'>,
  { agent, limits }: Pick<Claim, 'agent' | 'limits'>,
): Refusal | undefined {
  const now = desk.clock();
  return desk.quota.isOver(rateOf(agent, now)) ? tooManyAsked({ agent, limits }, now) : undefined;
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
      const ended = await idleAmong(desk, others, place, ({ status }) => status === 'pending');
      await Promise.all(ended.map((each) => desk.quota.clear(quota, each.request)));
      others = others.filter((each) => !ended.includes(each));
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

/** Places of tries that are over: those still there were let in. */
const settled = (others: readonly Place[], { at }: Place): readonly Place[] =>
  others.filter((each) => Date.parse(at) - Date.parse(each.at) > TRY_FOR_MS);

function tooManyAsked({ agent, limits }: Pick<Claim, 'agent' | 'limits'>, now: Instant): Refusal {
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
