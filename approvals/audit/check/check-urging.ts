// Did a reminder or an escalation come when the pinned verdict says, and with what it says? Who was let in by an escalation that no policy asks
// for could have approved.

import { factsOf } from '../../lapse/urge.ts';
import { later } from '../../time.ts';
import type { Terms } from './check-decision.ts';
import { sameJson } from './same-json.ts';
import type { Told, ToldOf } from './told.ts';

type Waiting = Pick<Terms, 'createdAt' | 'expiresAt' | 'verdict'>;

/** In words, why it should not have been. */
export function checkReminder(
  { actor, at, facts }: ToldOf<'reminded'>,
  before: readonly Told[],
  { createdAt, verdict }: Waiting,
): string | undefined {
  const every = verdict.remindEveryMs;
  if (every === undefined) return 'reminds, and its policy asks for no reminder';
  if (actor.kind !== 'clock') return `is by ${actor.kind} ${actor.id}, and only time reminds`;
  const last = before.findLast(({ type }) => type === 'reminded')?.at ?? createdAt;
  const turn = (moment: string) => Math.floor((Date.parse(moment) - Date.parse(createdAt)) / every);
  return turn(at) > turn(last) ? undefined : `is reminder ${facts.n}, before its time`;
}

/** In words, why it should not have been. `terms`: as they were until then. */
export function checkEscalation(
  { actor, at, facts }: ToldOf<'escalated'>,
  { createdAt, verdict }: Waiting,
): string | undefined {
  const { n, because, ...told } = facts;
  const pinned = verdict.escalations?.[n - 1];
  if (pinned === undefined) return `is escalation ${n}, which its policy does not ask for`;
  if (actor.kind !== 'clock') return `is by ${actor.kind} ${actor.id}, and only time escalates`;
  const { n: _n, ...asked } = factsOf(pinned, n);
  if (!sameJson(told, asked)) return `is escalation ${n}, and tells or adds others than its policy says`;
  // No chain holds what became of cards. Whoever told nobody cannot have found that nobody was reached.
  if (because !== undefined && tellsNobody(verdict))
    return `is escalation ${n}, since nobody was reached, and its policy told nobody`;
  const isEarly = at < later(createdAt, pinned.afterMs);
  if (isEarly && (because === undefined || n > 1)) return `is escalation ${n}, before its time`;
  return !isEarly && because !== undefined
    ? `is escalation ${n}, in time, and says that it is early`
    : undefined;
}

const tellsNobody = ({ notify, oneToOne }: Waiting['verdict']): boolean =>
  notify.length + (oneToOne?.groups.length ?? 0) + (oneToOne?.people.length ?? 0) === 0;
