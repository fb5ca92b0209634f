// What an ask takes before it is recorded: a place of this minute, a yes of each rule that allows it within a limit, and where it is to
// wait for people one of those that wait. In this order: a flood is stopped first, and only what was counted is known to wait or not.

import { type Answer, accept } from '../refusal.ts';
import type { Ruling, Verdict } from '../verdict.ts';
import { countAllowed, leaveAllowed, lookAtAllowed, type Yes } from './count-allowed.ts';
import { leavePlaces, type QuotaDesk } from './places.ts';
import { type Claim, pendingQuota, takePlaces } from './quota.ts';

/** Who asks, what for, and how it is taken: `only` what needs no person, or as a question that takes no yes. */
interface Wanted extends Omit<Claim, 'waits' | 'isRated'>, Omit<Yes, 'agent'>, Ruling {
  readonly as: 'ask' | 'evaluation' | 'question';
}

/** What it comes to, and how to give back what was taken when nothing is recorded of it. */
export interface Admitted {
  readonly verdict: Verdict;
  readonly giveBack: () => Promise<void>;
}

/** Takes it all, or nothing. Refusal: `limit_reached`. Throws `StoreFault` when storage does not answer; what stays behind is strict. */
export async function admit(desk: QuotaDesk, wanted: Wanted): Promise<Answer<Admitted>> {
  const { limited, verdict } = wanted;
  if (limited === undefined) return wait(desk, wanted, verdict);
  const rated = await takePlaces(desk, { ...wanted, waits: false });
  if (!rated.ok) return rated;
  const count = wanted.as === 'question' ? lookAtAllowed : countAllowed;
  const counted = await count(desk, wanted, limited.limits);
  const judged = limited.judge(counted);
  if (judged.effect !== 'allow') return wait(desk, { ...wanted, isRated: true }, judged);
  const giveBack = () => (counted.dry ? Promise.resolve() : leaveAllowed(desk, wanted, counted));
  return accept({ verdict: judged, giveBack });
}

async function wait(
  desk: QuotaDesk,
  wanted: Wanted & Pick<Claim, 'isRated'>,
  verdict: Verdict,
): Promise<Answer<Admitted>> {
  const waits = wanted.as === 'ask' && verdict.effect === 'review';
  const places = await takePlaces(desk, { ...wanted, waits });
  if (!places.ok) return places;
  const giveBack = () => leavePlaces(desk, pendingQuota(wanted.agent.clientId), places.value);
  return accept({ verdict, giveBack });
}
