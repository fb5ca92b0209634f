// Why a policy answers one intent as it does: rule by rule, which part of the condition decided, and what each rule that matched adds.
// The answer itself is that of `judgement/`, made of the very askings that are explained here. Pure: the time is an argument.
import { type Counted, limitWords, type Per } from '../../rule-limit.ts';
import type { Effect, Verdict } from '../../verdict.ts';
import type { Instant } from '../../words.ts';
import { WORK_OF_EXPLANATION, workOf } from '../condition/budget.ts';
import { doubtsAbout, isApplied, verdictOf } from '../judgement/evaluation.ts';
import { type Askings, askingsOf, type Hit, matchAskings, type Question } from '../judgement/matching.ts';
import { reasonsFor } from '../judgement/reasons.ts';
import { noneCounted } from '../member/rule-limits.ts';
import { barredFor, type Policy } from '../policy.ts';
import { type Terms, termsOfVerdict } from './terms.ts';
import { COMMANDS_TOLD, type ToldRule, toldRule } from './told-rule.ts';
import { toldRead } from './told-value.ts';

/** What `POST /api/policy/explain` answers and `countersign policy explain` prints: plain data, as it goes over the wire. */
export interface Explanation {
  readonly effect: Effect;
  /** Sentences, the one that decides first. */
  readonly why: readonly string[];
  readonly policy_version: string;
  readonly as_of: Instant;
  readonly asked: {
    readonly agent: { readonly name: string; readonly id: string; readonly registered: boolean };
    readonly on_behalf_of?: string;
    readonly via_enforcer: boolean;
    readonly action: string;
    readonly resource: { readonly type: string; readonly id: string };
    /** What the policy itself says of the resource. */
    readonly facts: Readonly<Record<string, unknown>>;
  };
  /** What holds for a request of it. */
  readonly terms: Terms;
  /** Members of `defaults` that stand in because no rule that applies names one. */
  readonly defaults: readonly string[];
  /** Object ids of people who never approve it, as far as the policy and the request tell. Entra ID may name more owners. */
  readonly barred: readonly string[];
  /** What alone forbids allowing it without a person. */
  readonly doubts: readonly string[];
  /** Of a line for a shell: each command, with the policy's own names for it. */
  readonly commands?: readonly ToldCommand[];
  readonly rules: readonly ToldRule[];
  /** What the deployment knew of the agent, where it was looked at. */
  readonly just_now?: {
    readonly paused_since?: Instant;
    /** Of each rule that would allow it within a limit, how many other yeses were found in its window. */
    readonly limits: readonly {
      readonly rule: string;
      readonly count: number;
      readonly per: Per;
      readonly window_seconds: number;
      readonly found: number;
    }[];
  };
  /** What only a deployment knows of the agent just now, and could make the answer stricter. */
  readonly not_looked_at: readonly string[];
}

/** How it stands with the agent just now. */
export interface StandsNow {
  /** What counts under the limits of the rules that would allow it. */
  readonly counted?: Counted;
  readonly pausedSince?: Instant;
}

/** A command of a line. `may_be`: names that count against it only because it is not wholly known. */
export interface ToldCommand {
  readonly program: string;
  readonly names: readonly string[];
  readonly may_be: readonly string[];
}

/**
 * Explains one intent. The effect is that of `evaluatePolicy` for the same question, as if no rule with a limit had said yes before where
 * that was not counted. `justNow`: what the deployment knows of the agent; a pause stands above every rule. Never throws for what an agent sent.
 */
export function explainPolicy(policy: Policy, about: Question, justNow?: StandsNow): Explanation {
  const asked = justNow?.counted === undefined ? about : { ...about, counted: justNow.counted };
  const question = { ...asked, counted: asked.counted ?? noneCounted(policy.rules, asked.now) };
  const askings = askingsOf(policy, question);
  const matching = matchAskings(policy, askings);
  const verdict = verdictOf(policy, question, matching);
  const doubts = doubtsAbout(policy, question, matching).map(({ reason }) => reason);
  const { intent, agent, viaEnforcer, now } = question;
  const { redact } = verdict.display;
  const work = workOf(WORK_OF_EXPLANATION);
  // Nobody counted: so nothing is said of being within a limit.
  const { counted: _, ...uncounted } = verdict;
  const rules = policy.rules.map((rule) => toldRule(rule, askings, matching, redact, work));
  const why = reasonsFor(asked.counted === undefined ? uncounted : verdict, matching, doubts);
  const pausedSince = justNow?.pausedSince;
  return {
    effect: pausedSince === undefined ? verdict.effect : 'deny',
    why:
      pausedSince === undefined
        ? why
        : [`${agent.name} is paused since ${pausedSince}: nothing of it is let through`, ...why],
    policy_version: policy.version,
    as_of: now,
    asked: {
      agent: { name: agent.name, id: agent.clientId, registered: agent.registered },
      ...(agent.onBehalfOf === undefined ? {} : { on_behalf_of: agent.onBehalfOf }),
      via_enforcer: viaEnforcer,
      action: intent.action.name,
      resource: { type: intent.resource.type, id: intent.resource.id },
      facts: askings.stated,
    },
    terms: termsOfVerdict(verdict),
    defaults: standIns(policy, verdict, matching.hits),
    barred: barredFor(policy, agent),
    doubts,
    ...(askings.line === undefined ? {} : { commands: toldCommands(askings.line, redact) }),
    rules,
    ...(justNow === undefined ? {} : { just_now: toldNow(justNow) }),
    not_looked_at: notLookedAt(verdict, asked.counted !== undefined, justNow !== undefined),
  };
}

const toldNow = ({ pausedSince, counted }: StandsNow): NonNullable<Explanation['just_now']> => ({
  ...(pausedSince === undefined ? {} : { paused_since: pausedSince }),
  limits: (counted?.limits ?? []).map(({ windowMs, ...limit }) => ({
    ...limit,
    window_seconds: windowMs / 1000,
  })),
});

function notLookedAt(
  { effect, counted, coolDownMs }: Verdict,
  isCounted: boolean,
  isLookedAt: boolean,
): readonly string[] {
  const limits = effect === 'allow' && !isCounted ? (counted?.limits ?? []) : [];
  const isCooled = effect !== 'deny' && coolDownMs !== undefined;
  return [
    ...limits.map(
      (each) =>
        `how often rule "${each.rule}" said yes before: it allows ${limitWords(each)}, and beyond that people are asked`,
    ),
    ...(isCooled
      ? ['whether a person denied the same just before: in the cool-down it is denied at once']
      : []),
    ...(isLookedAt ? [] : ['whether the agent is paused: then nothing of it is let through']),
  ];
}

function standIns(
  policy: Policy,
  { effect, requireReason, coolDownMs }: Verdict,
  hits: readonly Hit[],
): readonly string[] {
  const rules = hits.filter(isApplied).map(({ rule }) => rule);
  const names = (member: 'expiresInMs' | 'grantForMs' | 'outcomeWithinMs'): boolean =>
    rules.some((rule) => rule[member] !== undefined);
  const isReview = effect === 'review';
  return [
    ...(isReview && rules.every((rule) => rule.effect !== 'review' || rule.requirements.length === 0)
      ? ['approvers']
      : []),
    ...(isReview && tellsAnybody(policy.defaults) ? ['notify'] : []),
    ...(requireReason !== undefined && rules.every((rule) => rule.requireReason === undefined)
      ? ['requireReason']
      : []),
    ...(coolDownMs !== undefined && rules.every((rule) => rule.coolDownMs === undefined) ? ['coolDown'] : []),
    ...(isReview && !names('expiresInMs') ? ['expires'] : []),
    ...(effect !== 'deny' && !names('grantForMs') ? ['grant'] : []),
    ...(effect !== 'deny' && !names('outcomeWithinMs') ? ['outcomeWithin'] : []),
  ];
}

const tellsAnybody = ({ notify, oneToOne: { groups, people } }: Policy['defaults']): boolean =>
  notify.length + groups.length + people.length > 0;

type Line = NonNullable<Askings['line']>;

function toldCommands({ facts }: Line, redact: readonly string[]): readonly ToldCommand[] {
  return facts.commands.slice(0, COMMANDS_TOLD).map(({ program, surely, possibly }) => {
    const told = toldRead({ path: ['shell', 'program'], value: program }, redact);
    return {
      program: typeof told.value === 'string' ? told.value : (told.withheld ?? ''),
      names: surely,
      may_be: possibly.filter((name) => !surely.includes(name)),
    };
  });
}
