// Was every vote of somebody who might vote, and is the decision what the votes, or the rule, come to? Judged by the pinned verdict and by the
// evidence in the events, with the rules that decided then: seats, barred people, step-up, time.
import { widened } from '../../approvers/escalation.ts';
import { fits, isQuorum } from '../../approvers/quorum.ts';
import { provesStepUp } from '../../decision/step-up.ts';
import { isDenialReason, wantsReason } from '../../decision/vote-reason.ts';
import { later } from '../../time.ts';
import type { Verdict } from '../../verdict.ts';
import type { Instant } from '../../words.ts';
import { checkTold } from './check-earlier.ts';
import { checkOpened } from './check-opened.ts';
import { checkEscalation, checkReminder } from './check-urging.ts';
import type { PersonChecked } from './event-facts.ts';
import type { Replayed } from './replay.ts';
import { seated } from './replay-votes.ts';
import { CLOCKS_MS, type Flawed, type Told, type ToldOf } from './told.ts';

/** What a request was judged by. */
export interface Terms {
  readonly tenant: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly verdict: Pick<
    Verdict,
    | 'effect'
    | 'policyVersion'
    | 'rules'
    | 'requirements'
    | 'stepUp'
    | 'requireReason'
    | 'coolDownMs'
    | 'remindEveryMs'
    | 'escalations'
    | 'notify'
    | 'oneToOne'
  >;
  /** Object ids of everybody known to be barred when it was asked. */
  readonly barred: readonly string[];
}

/** The first event that should not have been; nothing when all is as it must be. `state` is what the events came to. */
export function checkDecision(events: readonly Told[], state: Replayed, terms: Terms): Flawed | undefined {
  let now = terms;
  for (const [index, event] of events.entries()) {
    const why = checkEvent(event, events.slice(0, index), state, now);
    if (why !== undefined) return { seq: event.seq, why };
    // From here on more people may decide it.
    if (event.type === 'escalated') now = widenedBy(event, now);
  }
  return undefined;
}

function widenedBy({ facts }: ToldOf<'escalated'>, terms: Terms): Terms {
  const { verdict } = terms;
  const adds = facts.added === undefined ? {} : { adds: facts.added };
  return { ...terms, verdict: { ...verdict, requirements: widened(verdict.requirements, [adds]) } };
}

function checkEvent(event: Told, before: readonly Told[], state: Replayed, terms: Terms): string | undefined {
  switch (event.type) {
    case 'voted':
      return tooLate(event, terms) ?? checkVote(event, terms) ?? checkOpened(event, before);
    case 'approved':
      return tooLate(event, terms) ?? checkApproval(event, before, state, terms);
    case 'denied':
      return tooLate(event, terms) ?? checkDenial(event, before, terms);
    case 'opened':
    case 'commented':
    case 'failed':
      return tooLate(event, terms);
    case 'reminded':
      return tooLate(event, terms) ?? checkReminder(event, before, terms);
    case 'similar_denied':
      return tooLate(event, terms) ?? checkTold(event, terms);
    case 'escalated':
      return tooLate(event, terms) ?? checkEscalation(event, terms);
    case 'cancelled':
      return tooLate(event, terms) ?? checkWithdrawal(event, before, state);
    case 'expired':
      if (event.facts.expires_at !== terms.expiresAt) return `tells ${event.facts.expires_at} as its end`;
      return event.at < terms.expiresAt ? `has it expire at ${event.at}, before its end` : undefined;
    case 'reviewed':
    case 'reported':
      return checkPerson(event.actor.id, event.facts.tenant, event.facts.checked, terms);
    default:
      return undefined;
  }
}

const tooLate = ({ type, at }: Told, { expiresAt }: Terms): string | undefined =>
  at >= expiresAt ? `is ${type} at ${at}, and it was open until ${expiresAt}` : undefined;

function checkVote({ actor, at, facts }: ToldOf<'voted'>, terms: Terms): string | undefined {
  const { stepUp } = terms.verdict;
  const why = checkPerson(actor.id, facts.tenant, facts.checked, terms);
  if (why !== undefined) return why;
  const signIn = facts.sign_in;
  // Which app is the review page's does not stand in the record: only the age and the contexts can be checked.
  if (facts.choice === 'approve' && stepUp && !provesStepUp(stepUp, signIn, signIn?.app ?? '', at))
    return `approves by a sign-in that does not prove what its rule asks (${facts.via})`;
  const { choice, text, reason } = facts;
  // Erasing what was written leaves its digest: that there were words stands in the chain.
  if (
    wantsReason(terms.verdict, choice) &&
    text === undefined &&
    (choice === 'approve' || !isDenialReason(reason))
  )
    return `is a vote to ${choice} without the reason that its rule asks (${facts.via})`;
  return undefined;
}

/** Was this person, by what the directory said, one who may decide? */
function checkPerson(oid: string, tenant: string, checked: PersonChecked, terms: Terms): string | undefined {
  if (tenant !== terms.tenant) return `is by ${oid} of another tenant (${tenant})`;
  const { asked_groups: asked, member_of: groups, barred } = checked;
  const named = groupsOf(terms);
  if (asked.join() !== named.join()) return 'was judged by other groups than its policy names';
  const stray = groups.find((group) => !asked.includes(group));
  if (stray !== undefined) return `counts ${oid} as a member of ${stray}, which nobody asked about`;
  const forgotten = terms.barred.find((each) => !barred.includes(each));
  if (forgotten !== undefined) return `was judged without barring ${forgotten}`;
  if (barred.includes(oid)) return `is by ${oid}, who was barred from deciding it`;
  return terms.verdict.requirements.some((each) => fits(each, { groups, person: { oid } }))
    ? undefined
    : `is by ${oid}, who was in no group that may decide it`;
}

const groupsOf = ({ verdict }: Terms): readonly string[] =>
  [...new Set(verdict.requirements.flatMap((each) => each.groups.map(({ id }) => id)))].sort();

function checkApproval(
  { actor, op, at, facts }: ToldOf<'approved'>,
  before: readonly Told[],
  state: Replayed,
  terms: Terms,
): string | undefined {
  const { verdict, createdAt } = terms;
  if ('rules' in facts) return checkByRule('allow', { actor, at, rules: facts.rules }, verdict, createdAt);
  if (verdict.effect !== 'review') return `is by people, and its policy says ${verdict.effect}`;
  if (facts.intent_hash !== state.first.facts.intent_hash) return 'approves another intent than was asked';
  const cast = castIn(before, op, 'approve');
  if (cast === undefined || cast.actor.id !== actor.id) return 'is not brought about by a vote';
  const counted = state.votes.filter(({ choice, counted }) => choice === 'approve' && counted);
  if (counted.map(({ person }) => person.oid).join() !== facts.by.join())
    return `names ${facts.by.join(', ')}, and the votes that count are those of ${counted.map(({ person }) => person.oid).join(', ')}`;
  for (const { person, checked } of counted) {
    const isCast = person.oid === actor.id;
    if (!isCast && !Object.hasOwn(facts.rechecked, person.oid))
      return `counts ${person.oid} without a second look when the quorum completed`;
    const why = checkPerson(person.oid, person.tenant, checked, terms);
    if (why !== undefined) return why;
  }
  return isQuorum(verdict.requirements, counted.map(seated))
    ? undefined
    : 'is not enough votes for the seats its policy asks';
}

/** The vote that is part of the same commit; between the two may stand votes that stopped counting. */
const castIn = (before: readonly Told[], op: string, choice: string): ToldOf<'voted'> | undefined =>
  before.find(
    (each): each is ToldOf<'voted'> =>
      each.type === 'voted' && each.op === op && each.facts.choice === choice,
  );

function checkDenial(
  { actor, op, at, facts }: ToldOf<'denied'>,
  before: readonly Told[],
  { verdict, createdAt }: Terms,
): string | undefined {
  if ('by' in facts) {
    const vote = castIn(before, op, 'deny');
    return vote?.actor.id === actor.id && facts.by.join() === actor.id
      ? undefined
      : 'is not brought about by a vote';
  }
  if (!('because' in facts))
    return checkByRule('deny', { actor, at, rules: facts.rules }, verdict, createdAt);
  if (facts.because === 'approval_required')
    return checkByRule('review', { actor, at, rules: facts.rules }, verdict, createdAt);
  return facts.because === 'cooling_down'
    ? checkCoolDown({ actor, at, facts }, verdict, createdAt)
    : undefined;
}

/** Denied because a person had denied the same: as its policy asks, at once, and no longer than that. */
function checkCoolDown(
  {
    actor,
    at,
    facts,
  }: Pick<ToldOf<'denied'>, 'actor' | 'at'> & { readonly facts: { denied_at: Instant; until: Instant } },
  { coolDownMs, effect, policyVersion }: Terms['verdict'],
  createdAt: Instant,
): string | undefined {
  if (coolDownMs === undefined || effect === 'deny')
    return 'is for an earlier denial, and its policy asks no such thing';
  if (actor.kind !== 'policy' || actor.id !== policyVersion)
    return `is in the name of ${actor.kind} ${actor.id}, and not of its pinned policy`;
  // Denied before it was asked it is born denied; one that waited meanwhile is denied with its sibling.
  if (at !== createdAt && facts.denied_at < later(createdAt, -CLOCKS_MS))
    return 'is for an earlier denial, and not of the moment it was asked';
  if (facts.until !== later(facts.denied_at, coolDownMs))
    return `is until ${facts.until}, and its policy asks another time`;
  // It was looked up before it was stored, and storing it may have taken some tries; clocks of instances differ a little.
  if (facts.denied_at > later(at, CLOCKS_MS) || at >= later(facts.until, CLOCKS_MS))
    return `is for a denial at ${facts.denied_at}, which does not reach to ${at}`;
  return undefined;
}

/** What a rule decides it decides at once, in the name of the policy. */
function checkByRule(
  effect: Verdict['effect'],
  told: {
    readonly actor: { kind: string; id: string };
    readonly at: Instant;
    readonly rules: readonly string[];
  },
  verdict: Terms['verdict'],
  createdAt: Instant,
): string | undefined {
  if (verdict.effect !== effect)
    return `is by a rule that says ${effect}, and its policy says ${verdict.effect}`;
  const rules = verdict.rules.filter((rule) => rule.effect === effect).map(({ id }) => id);
  if (rules.join() !== told.rules.join())
    return `names other rules (${told.rules.join(', ')}) than its verdict`;
  // A review needs no rule: where nothing matches, people are asked.
  if (rules.length === 0 && effect !== 'review') return 'is by a rule, and names none';
  if (told.actor.kind !== 'policy' || told.actor.id !== verdict.policyVersion)
    return `is in the name of ${told.actor.kind} ${told.actor.id}, and not of its pinned policy`;
  return told.at === createdAt ? undefined : 'is by a rule, and not of the moment it was asked';
}

function checkWithdrawal(
  { op, facts }: ToldOf<'cancelled'>,
  before: readonly Told[],
  { first }: Replayed,
): string | undefined {
  const isTrial = first.type === 'requested' && first.facts.trial === true;
  if (!('because' in facts)) return isTrial ? 'withdraws a test' : undefined;
  if (!isTrial) return 'ends as a test what was no test';
  return castIn(before, op, facts.choice) === undefined ? 'is not brought about by a vote' : undefined;
}
