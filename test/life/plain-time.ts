// What time does to a life's request, in plain code: it reminds, lets more people in, ends it, ends its approval, and finds that nobody is left.
import { PEOPLE_THERE } from './deeds.ts';
import { barredFrom, canSeat, groupsOf, seats } from './plain-seats.ts';
import { end, MINUTE, type Plain, type PlainGrant, record } from './plain-state.ts';

/** When the next reminder is due, were it not for the end: at whole multiples of its time. */
export function nextReminder({
  asked,
  reminded,
  terms: { remindEveryMs: every },
}: Plain): number | undefined {
  if (every === undefined) return undefined;
  return asked + (Math.floor(((reminded.at(-1) ?? asked) - asked) / every) + 1) * every;
}

/** When the next escalation is due. */
export function nextEscalation({ asked, escalated, terms }: Plain): number | undefined {
  const next = terms.escalations?.[escalated.length];
  return next === undefined ? undefined : asked + next.afterMs;
}

/** What time has brought about by now, one thing for each look. */
export function sweep(life: Plain): void {
  const { grant } = life;
  if (life.status === 'pending') {
    if (runsOut(life)) return;
    urge(life);
    lookForApprovers(life);
  } else if (grant?.state === 'unused') grantRunsOut(life, grant);
  else if (grant?.state === 'redeemed' && grant.outcome === undefined && life.now >= (grant.due ?? 0)) {
    grant.outcome = 'unknown';
    record(life, 'outcome');
  }
}

/** Records the expiry when it is time. */
export function runsOut(life: Plain): boolean {
  if (life.now < life.expires) return false;
  end(life, 'expired');
  return true;
}

export function grantRunsOut(life: Plain, grant: PlainGrant): boolean {
  if (life.now < grant.expires) return false;
  grant.state = 'lapsed';
  record(life, 'lapsed');
  return true;
}

/** All escalations that are due at once, and one reminder however many were missed. */
function urge(life: Plain): void {
  while ((nextEscalation(life) ?? Infinity) <= life.now) escalate(life);
  if ((nextReminder(life) ?? Infinity) > life.now) return;
  life.reminded.push(life.now);
  record(life, 'reminded');
}

function escalate(life: Plain): void {
  life.escalated.push(life.now);
  record(life, 'escalated');
}

/** Ends what nobody is left to decide, once two looks at least a minute apart, with none missing between, found it so. */
function lookForApprovers(life: Plain): void {
  const toCome = (life.terms.escalations ?? []).slice(life.escalated.length);
  if (toCome.some(({ adds }) => adds !== undefined)) return;
  const able = PEOPLE_THERE.filter((who) => barredFrom(life, who) === undefined);
  if (
    canSeat(
      seats(life),
      able.map((who) => ({ who, groups: groupsOf(life, who) })),
    )
  )
    return;
  const { doubt, now } = life;
  const since = doubt !== undefined && now - doubt.seen <= 150_000 ? doubt.since : now;
  life.doubt = { since, seen: now };
  if (doubt !== undefined && now - since >= MINUTE) end(life, 'failed');
}
