// How often rules with limits have said yes: counted before each further yes, exactly, however many ask at once on however many hosts.
// Like all places they are put down first. One that was let in is marked, so that those who wait know for whom: of tries that see each
// other the first ones stay, those behind them go, and in the end as many are in as the limit says. Whatever is not known is no yes.
import { StoreFault } from '../faults.ts';
import { type Counted, isReached, type RuleLimit } from '../rule-limit.ts';
import { later } from '../time.ts';
import type { Agent, ApprovalRequest, Instant, RequestId } from '../words.ts';
import { idleAmong, isBefore, leavePlaces, othersOf, type QuotaDesk, TRY_FOR_MS } from './places.ts';
import type { Place, Quota } from './quota-book.ts';

/** What a request is counted as. */
export interface Yes {
  readonly id: RequestId;
  readonly op: string;
  readonly agent: Pick<Agent, 'clientId'>;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
}

/** Times to count while others have yet to be let in or to give way; then a limit counts as reached. */
const PATIENCE = 30;
/** Waits grow up to that of the so many-th try: others need moments, and seconds at most. */
const LONGEST_WAIT = 4;

/** One limit, and the place of this try under it. */
interface Try {
  readonly limit: RuleLimit;
  readonly quota: Quota;
  readonly place: Place;
}
/** What one look at a limit comes to: `open` while it hangs on what others do. */
interface Look {
  readonly is: 'free' | 'full' | 'open';
  readonly found: number;
}

/**
 * Counts under each of these limits and, when none is reached, keeps a place under each. When one is, no place stays. Throws `StoreFault`
 * when storage does not answer: a place may stay behind, which is strict.
 */
export async function countAllowed(
  desk: QuotaDesk,
  yes: Yes,
  limits: readonly RuleLimit[],
): Promise<Counted> {
  const at = desk.clock();
  const tries = triesOf(yes, limits, at);
  try {
    await Promise.all(tries.map(({ quota, place }) => desk.quota.put(quota, place)));
    const counted = { at, limits: await countAll(desk, tries) };
    if (counted.limits.some(isReached)) await leaveAll(desk, tries);
    else await Promise.all(tries.map(({ quota, place }) => desk.quota.letIn(quota, place)));
    return counted;
  } catch (error) {
    if (error instanceof StoreFault) await leaveAll(desk, tries);
    throw error;
  }
}

/** How these limits stand. Takes nothing. Throws `StoreFault`. */
export async function lookAtAllowed(
  desk: Pick<QuotaDesk, 'clock' | 'quota'>,
  yes: Yes,
  limits: readonly RuleLimit[],
): Promise<Counted> {
  const at = desk.clock();
  const found = triesOf(yes, limits, at).map(async (each) => ({
    ...each.limit,
    found: inWindow(each, await desk.quota.list(each.quota)).length,
  }));
  return { at, dry: true, limits: await Promise.all(found) };
}

/** Gives back what `countAllowed` kept, as well as may be: no yes came of it. */
export const leaveAllowed = (desk: QuotaDesk, yes: Yes, { at, limits }: Counted): Promise<void> =>
  leaveAll(desk, triesOf(yes, limits, at));

function triesOf({ id, op, ...of }: Yes, limits: readonly RuleLimit[], at: Instant): readonly Try[] {
  return limits.map((limit) => ({
    limit,
    quota: quotaOf(of, limit),
    place: { request: id, op, at, until: later(at, limit.windowMs) },
  }));
}

function quotaOf({ agent, action, resource }: Omit<Yes, 'id' | 'op'>, { rule, per }: RuleLimit): Quota {
  const of = { agent: '', action, resource: JSON.stringify([resource.type, resource.id]) }[per];
  return { kind: 'allowed', agent: agent.clientId, rule, per, of };
}

const leaveAll = async (desk: QuotaDesk, tries: readonly Try[]): Promise<void> => {
  await Promise.all(tries.map(({ quota, place }) => leavePlaces(desk, quota, [place])));
};

/** Until each limit is known to have room or one to have none. */
async function countAll(desk: QuotaDesk, tries: readonly Try[]): Promise<Counted['limits']> {
  // Who was seen to be within a limit stays so: everybody who comes later sees this place.
  const free = new Map<Try, Look>();
  for (let attempt = 1; ; attempt++) {
    const left = tries.filter((each) => !free.has(each));
    const looks = await Promise.all(left.map((each) => lookAt(desk, each, attempt)));
    for (const [index, each] of left.entries()) {
      const look = looks[index];
      if (look?.is === 'free') free.set(each, look);
    }
    const isFull = looks.some(({ is }) => is === 'full');
    if (isFull || free.size === tries.length || attempt >= PATIENCE) {
      return tries.map((each) => {
        const { limit } = each;
        const { found } = free.get(each) ?? looks[left.indexOf(each)] ?? { found: limit.count };
        return { ...limit, found };
      });
    }
    await desk.waitBeforeTry(Math.min(attempt, LONGEST_WAIT));
  }
}

async function lookAt(desk: QuotaDesk, each: Try, attempt: number): Promise<Look> {
  const { limit, quota, place } = each;
  let others = inWindow(each, await desk.quota.list(quota));
  if (others.length >= limit.count && attempt === 1) others = await withoutIdle(desk, quota, others, place);
  if (others.length < limit.count) return { is: 'free', found: others.length };
  const since = later(desk.clock(), -TRY_FOR_MS);
  const sure = others.filter(({ letIn, at }) => letIn === true || at < since);
  const ahead = others.filter((other) => !sure.includes(other) && isBefore(other, place));
  const taken = sure.length + ahead.length;
  return taken >= limit.count ? { is: 'full', found: taken } : { is: 'open', found: others.length };
}

/** Also those that a host whose clock is ahead put down: whichever of two counts last sees the other. */
const inWindow = ({ limit, place }: Try, places: readonly Place[]): readonly Place[] => {
  const from = later(place.at, -limit.windowMs);
  return othersOf(places, place).filter(({ at }) => at > from);
};

/** What a crash left behind between counting and recording goes, once its request is sure not to come. */
async function withoutIdle(
  desk: QuotaDesk,
  quota: Quota,
  others: readonly Place[],
  own: Place,
): Promise<readonly Place[]> {
  const since = later(own.at, -TRY_FOR_MS);
  const old = others.filter(({ at }) => at < since);
  const idle = await idleAmong(desk, old, own, isAllowed);
  // These places and no others of their requests: another try of one may just have been let in.
  await leavePlaces(desk, quota, idle);
  return others.filter((each) => !idle.includes(each));
}

const isAllowed = ({ status, verdict }: ApprovalRequest): boolean =>
  status === 'approved' && verdict.effect === 'allow';
