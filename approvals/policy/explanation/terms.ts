// What a rule adds to a request, and what the policy as a whole comes to for it, told in the same members.
import type { Per } from '../../rule-limit.ts';
import type {
  Escalation,
  NamedGroup,
  OneToOne,
  Requirement,
  RequireReason,
  Risk,
  StepUp,
  Verdict,
} from '../../verdict.ts';
import type { Rule } from '../policy.ts';

/** Seats, risk, places and times. What is left out is not named. */
export interface Terms {
  readonly approvers?: readonly ToldSeats[];
  readonly risk?: Risk;
  readonly risk_reasons?: readonly string[];
  /** Names of routes. */
  readonly notify?: readonly string[];
  /** Who gets a card of their own. */
  readonly one_to_one?: OneToOne;
  readonly expires_in_seconds?: number;
  readonly grant_for_seconds?: number;
  readonly outcome_within_seconds?: number;
  /** Which votes are not taken without a reason. */
  readonly require_reason?: RequireReason;
  /** How often it says yes. */
  readonly limit?: { readonly count: number; readonly per: Per; readonly window_seconds: number };
  /** For so long what a person denied is not asked again the same. */
  readonly cool_down_seconds?: number;
  /** How often people are reminded while nobody decides. */
  readonly remind_every_seconds?: number;
  /** Who is told, and who may decide too, after so long. */
  readonly escalate?: readonly ToldEscalation[];
  readonly step_up?: { readonly acrs: readonly string[]; readonly within_seconds: number };
}

/** More people are told: routes, and groups one-to-one. Those added may fill any seat since. */
export interface ToldEscalation {
  readonly after_seconds: number;
  readonly tell: readonly string[];
  readonly add_approvers?: Pick<ToldSeats, 'groups' | 'people'>;
}

/** So many of these groups and people. */
export interface ToldSeats {
  readonly count: number;
  readonly groups: readonly NamedGroup[];
  readonly people: readonly string[];
}

/** What one rule adds. */
export function termsOfRule(rule: Rule): Terms {
  const { requirements, risk, riskReason, notify, oneToOne, requireReason, coolDownMs, stepUp, limit } = rule;
  return {
    ...(requirements.length === 0 ? {} : { approvers: requirements.map(seats) }),
    ...(risk === undefined ? {} : { risk }),
    ...(riskReason === undefined ? {} : { risk_reasons: [riskReason] }),
    ...(notify.length === 0 ? {} : { notify }),
    ...(isNobody(oneToOne) ? {} : { one_to_one: oneToOne }),
    ...timesOf(rule),
    ...(limit === undefined ? {} : { limit: toldLimit(limit) }),
    ...(requireReason === undefined ? {} : { require_reason: requireReason }),
    ...(coolDownMs === undefined ? {} : { cool_down_seconds: coolDownMs / 1000 }),
    ...(stepUp === undefined ? {} : { step_up: toldStepUp(stepUp) }),
    ...urgingOf(rule),
  };
}

/** What holds for a request. A denial keeps its risk alone: nobody is asked and nothing runs. */
export function termsOfVerdict(verdict: Verdict): Terms {
  const { effect, requirements, risk, notify, oneToOne, requireReason, coolDownMs, stepUp } = verdict;
  const { expires_in_seconds, ...afterwards } = timesOf(verdict);
  return {
    ...(effect === 'review' ? { approvers: requirements.map(seats) } : {}),
    risk: risk.level,
    ...(risk.reasons.length === 0 ? {} : { risk_reasons: risk.reasons }),
    ...(effect === 'review' ? { notify: notify.map(({ route }) => route) } : {}),
    ...(effect === 'review' && oneToOne !== undefined ? { one_to_one: oneToOne } : {}),
    ...(effect === 'review' && expires_in_seconds !== undefined ? { expires_in_seconds } : {}),
    ...(effect === 'deny' ? {} : afterwards),
    ...(requireReason === undefined ? {} : { require_reason: requireReason }),
    ...(coolDownMs === undefined ? {} : { cool_down_seconds: coolDownMs / 1000 }),
    ...(stepUp === undefined ? {} : { step_up: toldStepUp(stepUp) }),
    ...urgingOf(verdict),
  };
}

const isNobody = ({ groups, people }: OneToOne): boolean => groups.length + people.length === 0;

function urgingOf({ remindEveryMs, escalations }: Pick<Verdict, 'remindEveryMs' | 'escalations'>): Terms {
  return {
    ...(remindEveryMs === undefined ? {} : { remind_every_seconds: remindEveryMs / 1000 }),
    ...(escalations === undefined ? {} : { escalate: escalations.map(toldEscalation) }),
  };
}

const toldEscalation = ({ afterMs, notify, groups, adds }: Escalation): ToldEscalation => ({
  after_seconds: afterMs / 1000,
  tell: [...notify.map(({ route }) => route), ...groups.map(({ name }) => name)],
  ...(adds === undefined ? {} : { add_approvers: adds }),
});

const seats = ({ count, groups, people }: Requirement): ToldSeats => ({ count, groups, people });

const toldLimit = ({ count, per, windowMs }: NonNullable<Rule['limit']>): NonNullable<Terms['limit']> => ({
  count,
  per,
  window_seconds: windowMs / 1000,
});

const toldStepUp = ({ acrs, withinMs }: StepUp): NonNullable<Terms['step_up']> => ({
  acrs,
  within_seconds: withinMs / 1000,
});

function timesOf({
  expiresInMs,
  grantForMs,
  outcomeWithinMs,
}: Partial<Pick<Verdict, 'expiresInMs' | 'grantForMs' | 'outcomeWithinMs'>>): Terms {
  return {
    ...(expiresInMs === undefined ? {} : { expires_in_seconds: expiresInMs / 1000 }),
    ...(grantForMs === undefined ? {} : { grant_for_seconds: grantForMs / 1000 }),
    ...(outcomeWithinMs === undefined ? {} : { outcome_within_seconds: outcomeWithinMs / 1000 }),
  };
}
