// What an agent's other requests mean for a life, in plain code: what a person denied shortly before is not asked again, also where it waits already,
// and a rule says yes so often and no more.
import type { Earlier } from './deeds.ts';
import { type Beside, type Birth, MINUTE, type Plain, type Terms } from './plain-state.ts';

const EXPIRES = 30 * MINUTE;

/** How a request is born that is asked now; it is one of those beside each other from now on. */
export function ask(terms: Terms, beside: Beside, elsewhere: boolean, now: number): Birth {
  const { coolDownMs = 0, limit } = terms;
  const isHot = beside.denied.some((each) => each.elsewhere === elsewhere && now < each.at + coolDownMs);
  if (isHot) return 'denied';
  if (limit === undefined) return 'pending';
  const { count, per, windowMs } = limit;
  const counted = beside.allowed.filter(
    (each) => now - each.at < windowMs && (per !== 'resource' || each.elsewhere === elsewhere),
  );
  if (counted.length >= count) return 'pending';
  beside.allowed.push({ elsewhere, at: now });
  return 'approved';
}

/** What the agent asked before, the first first; some of it denied by a person at once, the rest left as it is. */
export function askEarlier(terms: Terms, earlier: readonly Earlier[], start: number): Beside {
  const beside: Beside = { waiting: [], denied: [], allowed: [] };
  for (const { ago, elsewhere, denied } of earlier) {
    const now = start - ago * 1000;
    if (ask(terms, beside, elsewhere, now) !== 'pending') continue;
    if (denied) deniedByPerson(terms, beside, elsewhere, now);
    else beside.waiting.push({ elsewhere, asked: now, status: 'pending' });
  }
  return beside;
}

/** A person denied one of them: what waits for the same is denied with it. */
export function deniedByPerson(terms: Terms, beside: Beside, elsewhere: boolean, now: number): void {
  beside.denied.push({ elsewhere, at: now });
  if (terms.coolDownMs !== undefined) endWaiting(beside, now, (each) => each.elsewhere === elsewhere);
}

/** A pause denies all that waits. */
export const pausedBeside = ({ beside, now }: Plain): void => endWaiting(beside, now, () => true);

function endWaiting(
  { waiting }: Beside,
  now: number,
  isMeant: (each: Beside['waiting'][number]) => boolean,
): void {
  for (const each of waiting)
    if (each.status === 'pending' && isMeant(each))
      each.status = now < each.asked + EXPIRES ? 'denied' : 'expired';
}
