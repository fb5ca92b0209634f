// How it stands just now with an agent of whom an explanation is asked: what counts under the limits of rules, and whether it is paused.
// Promises: takes and writes nothing.
import { pauseOf, type Standing, standingId } from '../agent/standing.ts';
import { lookAtAllowed } from '../counting/count-allowed.ts';
import type { QuotaDesk } from '../counting/places.ts';
import type { StandsNow } from '../policy/explanation/explanation.ts';
import type { Question } from '../policy/judgement/matching.ts';
import type { Desk } from '../ports.ts';
import { STANDING_KEY } from '../row-keys.ts';
import type { Ruling } from '../verdict.ts';

/** What looking takes. */
export type LookDesk = Pick<QuotaDesk, 'clock' | 'quota'> & Pick<Desk, 'standings'>;

/** What a request of it would find. `limited`: of its ruling. Throws `StoreFault`. */
export async function standsNow(
  desk: LookDesk,
  { agent, intent: { action, resource } }: Question,
  { limited }: Ruling,
): Promise<StandsNow> {
  // No request has this id: whoever asks is none of those that count.
  const yes = { id: '', op: '', agent, action: action.name, resource };
  const [standing, counted] = await Promise.all([
    desk.standings.peek<Standing>(standingId(agent.clientId), STANDING_KEY),
    limited === undefined ? undefined : lookAtAllowed(desk, yes, limited.limits),
  ]);
  const pause = pauseOf(standing?.data);
  return {
    ...(counted === undefined ? {} : { counted }),
    ...(pause === undefined ? {} : { pausedSince: pause.at }),
  };
}
