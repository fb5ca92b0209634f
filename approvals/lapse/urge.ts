// A request that nobody answers: its approvers are reminded, then more people are told, and by some rules may decide it too. Recorded when it is
// due, by the sweep; the cards follow from what is recorded. Whatever came too late comes once: a sweep that was away reminds once.

import { comeOf, groupsTold, routesTold, toCome } from '../approvers/escalation.ts';
import { newInvites, newPrompts, postingOn } from '../ask/newborn.ts';
import { type Ending, tellProgress } from '../change/end.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Desk, Mint } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import { earliest, later } from '../time.ts';
import { type Escalation, hasSummary } from '../verdict.ts';
import type { ApprovalRequest, Escalated, EventDraft, Instant, RequestId } from '../words.ts';

const CLOCK = { kind: 'clock', id: 'clock' } as const;

/**
 * Records the reminder and the escalations that are due, all in one commit; writes nothing when none is. `early`: the first escalation comes
 * now, if none has come yet. Refusals and faults are those of `transition`.
 */
export function urge(desk: Desk, id: RequestId, early?: Escalated['because']): Promise<Answer<Settled>> {
  return transition(desk, id, (request, now) => urged(request, now, desk, early));
}

/** When a reminder or an escalation is next due; `undefined`: never. */
export function urgesAt(request: ApprovalRequest): Instant | undefined {
  if (request.status !== 'pending') return undefined;
  return earliest([remindsAt(request), toCome(request)[0]?.at]);
}

/**
 * Would nobody's hearing of it bring an escalation forward? Once at most: after that each waits for its time. A policy that tells nobody at first
 * means it so.
 */
export const mayComeEarly = (request: ApprovalRequest): boolean =>
  request.status === 'pending' &&
  comeOf(request).length === 0 &&
  toCome(request).length > 0 &&
  routesTold(request).length + groupsTold(request).length + (request.verdict.oneToOne?.people.length ?? 0) >
    0;

/** Reminders are due at whole multiples of their time since it was asked: one that was missed is not made up for. */
function remindsAt({ createdAt, expiresAt, verdict, reminded }: ApprovalRequest): Instant | undefined {
  const every = verdict.remindEveryMs;
  if (every === undefined) return undefined;
  const last = reminded === undefined ? 0 : Date.parse(reminded.at) - Date.parse(createdAt);
  const next = later(createdAt, (Math.floor(last / every) + 1) * every);
  return next < expiresAt ? next : undefined;
}

/** The rule: what is due at `now`, as a change. */
function urged(
  request: ApprovalRequest,
  now: Instant,
  { mint, baseUrl }: { readonly mint: Mint; readonly baseUrl: string },
  early: Escalated['because'],
): Step {
  if (request.status !== 'pending' || now >= request.expiresAt) return { do: 'keep' };
  const left = toCome(request);
  const due = left.filter(({ at }) => at <= now);
  const isEarly = early !== undefined && due.length === 0 && mayComeEarly(request);
  const coming = (isEarly ? left.slice(0, 1) : due).map(({ escalation }) => escalation);
  const reminder = remindsAt(request);
  const isReminder = reminder !== undefined && reminder <= now;
  if (coming.length === 0 && !isReminder) return { do: 'keep' };

  const { escalated = [], reminded } = request;
  const because = isEarly ? { because: early } : {};
  const after: ApprovalRequest = {
    ...request,
    ...(coming.length === 0
      ? {}
      : { escalated: [...escalated, ...coming.map(() => ({ at: now, ...because }))] }),
    ...(isReminder ? { reminded: { times: (reminded?.times ?? 0) + 1, at: now } } : {}),
  };
  const events: EventDraft[] = coming.map((each, index) => ({
    type: 'escalated',
    actor: CLOCK,
    facts: { ...factsOf(each, escalated.length + index + 1), ...because },
  }));
  if (isReminder) events.push({ type: 'reminded', actor: CLOCK, facts: { n: after.reminded?.times } });

  const cards = newlyTold(request, coming, mint);
  const told = tellProgress(
    after,
    events.map(({ type }) => type),
    now,
    baseUrl,
  );
  return {
    do: 'write',
    change: {
      ...(after.escalated === undefined ? {} : { escalated: after.escalated }),
      ...(after.reminded === undefined ? {} : { reminded: after.reminded }),
      ...cards.change,
      todos: told.todos,
    },
    rows: [...cards.rows, ...told.rows],
    events,
    before: request.expiresAt,
  };
}

/** What its event tells of an escalation. */
export const factsOf = ({ notify, groups, adds }: Escalation, n: number) => ({
  n,
  tell: { routes: notify.map(({ route }) => route), groups },
  ...(adds === undefined ? {} : { added: adds }),
});

/** A card for every route that hears of it for the first time, and for everybody in such a group, once they were looked up. */
function newlyTold(
  request: ApprovalRequest,
  coming: readonly Escalation[],
  mint: Mint,
): Pick<Ending, 'change' | 'rows'> {
  const known = routesTold(request);
  const fresh = coming
    .flatMap(({ notify }) => notify)
    .filter(({ route }) => known.every((each) => each.route !== route));
  const routes = [...new Map(fresh.map((each) => [each.route, each])).values()].map((each) =>
    postingOn(each, mint),
  );
  const people = peopleAdded(request, coming).map((person) => ({ person, nonce: mint('n') }));
  const asked = new Set(groupsTold(request).map(({ id }) => id));
  const groups = new Map(coming.flatMap((each) => each.groups).map((group) => [group.id, group]));
  const prompts = newPrompts([...routes, ...people], request);
  const invites = newInvites(
    [...groups.values()].filter(({ id }) => !asked.has(id)),
    request,
  );
  return { change: { ...prompts.change, ...invites.change }, rows: [...prompts.rows, ...invites.rows] };
}

/** Single people who may decide from now on, and cannot by the summary that their channel has. */
function peopleAdded(
  { verdict, excluded, escalated }: ApprovalRequest,
  coming: readonly Escalation[],
): readonly string[] {
  const { notify, requirements, oneToOne, escalations = [] } = verdict;
  if (!hasSummary([...notify, ...escalations.flatMap((each) => each.notify)])) return [];
  const before = comeOf({ verdict, ...(escalated === undefined ? {} : { escalated }) });
  const told = new Set([
    ...excluded,
    ...(oneToOne?.people ?? []),
    ...[...requirements, ...before.map(({ adds }) => adds)].flatMap((each) => each?.people ?? []),
  ]);
  return [...new Set(coming.flatMap(({ adds }) => adds?.people ?? []))].filter((person) => !told.has(person));
}
