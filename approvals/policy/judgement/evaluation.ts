// Judging one intent by the policy. Every matching rule applies and the strictest effect wins; nothing that goes wrong, is
// left out or is unknown makes it laxer. Pure: the time is an argument.

import { hidesBody } from '../../intent/intent.ts';
import type { RuleLimit } from '../../rule-limit.ts';
import {
  type ActionDisplay,
  type Effect,
  type Requirement,
  RISKS,
  type Risk,
  type RuleMatch,
  type StepUp,
  type Verdict,
} from '../../verdict.ts';
import { toldInFull } from '../member/details.ts';
import { MINUTE } from '../member/members.ts';
import { oneToOneOf } from '../member/notify.ts';
import { countedBy, limitsOfRules, reasonsOfLimits } from '../member/rule-limits.ts';
import { urgingOf } from '../member/urging.ts';
import { voteTerms } from '../member/vote-terms.ts';
import type { Policy, Rule, Times } from '../policy.ts';
import { type Hit, type Matching, matchRules, type Question } from './matching.ts';

/** What nobody can look at on a card is approved on the review page, by somebody who has just signed in; never by one tap. */
const UNSEEN: Pick<Rule, 'stepUp'> = { stepUp: { acrs: [], withinMs: 10 * MINUTE } };
/** How each doubt about a command line begins. */
export const NOT_KNOWN = 'the command is not wholly known: ';

/** What forbids allowing what a condition took for one resource and whoever runs it may take for another: `dev/../prod/customers`. */
export const MISREAD = 'the id of its resource may be read as another one';

/** Of a question, what the verdict is made of once it is known which rules match. */
export interface Asked extends Pick<Question, 'agent' | 'counted'> {
  readonly intent: Pick<Question['intent'], 'action'>;
}

/** The verdict on one intent. Never throws for what an agent sent. Where a rule has a limit, nothing is allowed before it was counted. */
export function evaluatePolicy(policy: Policy, question: Question): Verdict {
  return verdictOf(policy, question, matchRules(policy, question));
}

/** An allow rule that cannot be evaluated gives nothing; it only makes the others look closer. */
export const isApplied = ({ rule, error }: Hit): boolean => rule.effect !== 'allow' || error === undefined;

/** The verdict, given which rules match. */
export function verdictOf(policy: Policy, question: Asked, matching: Matching): Verdict {
  const { rules, doubts, effect, counted } = weigh(policy, question, matching);
  const stepUp = stepUpOf([...rules, ...(hidesBody(question.intent) ? [UNSEEN] : [])]);
  return toldInFull({
    effect,
    policyVersion: policy.version,
    rules: matching.hits.map(recordOf),
    requirements: effect === 'review' ? requirementsOf(policy, matching) : [],
    risk: riskOf(policy, question, rules, doubts, matching.causes),
    display: displayOf(policy, question),
    notify: routesOf(policy, rules),
    ...oneToOneOf([policy.defaults, ...rules]),
    ...timesOf(policy, rules),
    ...(effect === 'review' && stepUp !== undefined ? { stepUp } : {}),
    ...voteTerms(effect, [policy.defaults, ...rules]),
    ...(counted === undefined ? {} : { counted }),
    ...(effect === 'review' ? urgingOf([policy.defaults, ...rules]) : {}),
  });
}

/** What has to be counted before the answer can be yes: the limits of all rules that allow it. Empty where it is no yes anyway. */
export const limitsToCount = (policy: Policy, question: Asked, matching: Matching): readonly RuleLimit[] =>
  weigh(policy, question, matching).limits;

/**
 * The verdict on what was done already. Whatever the effect, its requirements name who could have approved it: one of them is asked to
 * look at it.
 */
export function judgeAfterwards(policy: Policy, question: Question): Verdict {
  return afterwardsOf(policy, question, matchRules(policy, question));
}

/** It, given which rules match. */
export function afterwardsOf(policy: Policy, question: Asked, matching: Matching): Verdict {
  const verdict = verdictOf(policy, question, matching);
  if (verdict.effect === 'review') return verdict;
  return toldInFull({ ...verdict, requirements: requirementsOf(policy, matching) });
}

/** Rules that apply, what they come to, and what alone stands against it. */
function weigh(policy: Policy, question: Asked, matching: Matching) {
  const applied = matching.hits.filter(isApplied);
  const rules = applied.map((hit) => hit.rule);
  const doubts = doubtsAbout(policy, question, matching);
  const effect = effectOf(applied, doubts.length > 0 || !matching.isAllAllowed);
  if (effect !== 'allow') return { rules, doubts, effect, limits: [] };
  const limits = limitsOfRules(rules);
  const reached = reasonsOfLimits(limits, question.counted).map(
    (reason): Doubt => ({ risk: 'high', reason }),
  );
  const counted = countedBy(limits, question.counted);
  return {
    rules,
    doubts: reached,
    effect: reached.length > 0 ? ('review' as const) : effect,
    limits,
    counted,
  };
}

/** Something that is not known, and how much it weighs. */
export interface Doubt {
  readonly risk: Risk;
  readonly reason: string;
}

/** What alone forbids allowing without a person. */
export function doubtsAbout(
  policy: Policy,
  { intent, agent }: Asked,
  { hits, doubts: unknown, isMisread }: Matching,
): readonly Doubt[] {
  const doubts: Doubt[] = hits
    .filter(({ error }) => error !== undefined)
    .map(({ rule }) => ({ risk: 'critical', reason: `rule "${rule.id}" could not be evaluated` }));
  // What cannot be taken apart may be any command there is.
  for (const why of unknown) doubts.push({ risk: 'critical', reason: `${NOT_KNOWN}${why}` });
  // Patterns of `resources` name no such id, but a condition may read it.
  if (isMisread === true) doubts.push({ risk: 'high', reason: MISREAD });
  if (!policy.actions.has(intent.action.name))
    doubts.push({ risk: 'high', reason: 'the policy does not list this action' });
  if (hidesBody(intent))
    doubts.push({ risk: 'high', reason: 'its body is shown by size, kind and SHA-256 alone' });
  if (!agent.registered) doubts.push({ risk: 'high', reason: 'the policy does not list this agent' });
  return doubts;
}

function effectOf(applied: readonly Hit[], doubtful: boolean): Effect {
  const effects = new Set(applied.map(({ rule }) => rule.effect));
  if (effects.has('deny')) return 'deny';
  if (effects.has('review') || doubtful) return 'review';
  return effects.has('allow') ? 'allow' : 'review';
}

function recordOf({ rule, error }: Hit): RuleMatch {
  return {
    id: rule.id,
    effect: rule.effect,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    ...(error === undefined ? {} : { error }),
  };
}

function requirementsOf(policy: Policy, { hits }: Matching): readonly Requirement[] {
  const reviews = hits.filter(({ rule }) => rule.effect === 'review');
  const named = reviews.flatMap(({ rule }) => rule.requirements);
  // Whether a rule that could not be evaluated would have applied is not known. Its approvers alone may be fewer than the default's, and an
  // agent that leaves a member out could choose them: so both are asked.
  const isUnsure = reviews.some(({ error }) => error !== undefined);
  return mergeRequirements(
    named.length > 0 && !isUnsure ? named : [...named, ...policy.defaults.requirements],
  );
}

/** Equal sets merge by the larger count; different sets add seats. */
function mergeRequirements(all: readonly Requirement[]): readonly Requirement[] {
  const bySet = new Map<string, Requirement>();
  for (const each of all) {
    const key = JSON.stringify([each.groups.map(({ id }) => id), each.people]);
    const known = bySet.get(key);
    if (known === undefined || known.count < each.count) bySet.set(key, each);
  }
  return [...bySet].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, requirement]) => requirement);
}

function riskOf(
  policy: Policy,
  { intent }: Asked,
  rules: readonly Rule[],
  doubts: readonly Doubt[],
  causes: readonly string[],
): Verdict['risk'] {
  const action = policy.actions.get(intent.action.name);
  const levels = [action?.risk, ...rules.map(({ risk }) => risk), ...doubts.map(({ risk }) => risk)];
  const reasons = [
    ...doubts.map(({ reason }) => reason),
    ...causes,
    action?.riskReason,
    ...rules.map(({ riskReason }) => riskReason),
  ];
  return {
    level: RISKS.findLast((risk) => levels.includes(risk)) ?? 'high',
    reasons: [...new Set(reasons.filter((reason) => reason !== undefined))],
  };
}

function displayOf(policy: Policy, { intent }: Asked): ActionDisplay {
  const action = policy.actions.get(intent.action.name);
  // The name is the agent's own word, so nothing good may be told of it.
  if (action === undefined)
    return { listed: false, verb: intent.action.name, button: 'Approve', reversible: false, redact: [] };
  const { verb, button, reversible, redact } = action;
  return { listed: true, verb, button, reversible, redact };
}

function routesOf(policy: Policy, rules: readonly Rule[]): Verdict['notify'] {
  const names = new Set([...policy.defaults.notify, ...rules.flatMap(({ notify }) => notify)]);
  return [...names].sort().map((route) => ({ route, timeZone: 'UTC', ...policy.routes.get(route) }));
}

/** Lapse and grant: the shortest anybody names. The outcome's time is the rules' to set, the default only stands in. */
function timesOf(policy: Policy, rules: readonly Rule[]): Times {
  const named = (time: keyof Times): number[] =>
    rules.map((rule) => rule[time]).filter((ms) => ms !== undefined);
  const outcomes = named('outcomeWithinMs');
  return {
    expiresInMs: Math.min(policy.defaults.expiresInMs, ...named('expiresInMs')),
    grantForMs: Math.min(policy.defaults.grantForMs, ...named('grantForMs')),
    outcomeWithinMs: outcomes.length > 0 ? Math.min(...outcomes) : policy.defaults.outcomeWithinMs,
  };
}

/** Every context that any rule names, and the shortest time: the strictest of all. */
function stepUpOf(rules: readonly Pick<Rule, 'stepUp'>[]): StepUp | undefined {
  const asked = rules.map(({ stepUp }) => stepUp).filter((each) => each !== undefined);
  if (asked.length === 0) return undefined;
  return {
    acrs: [...new Set(asked.flatMap(({ acrs }) => acrs))].sort(),
    withinMs: Math.min(...asked.map(({ withinMs }) => withinMs)),
  };
}
