// What the policy answers when it is asked about one intent. Pinned on the request: a pending request keeps its rules.

import type { Counted, RuleLimit } from './rule-limit.ts';

/** What a rule, and the whole policy, comes to. */
export type Effect = 'allow' | 'review' | 'deny';
/** From mild to grave. */
export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
/** One of them. */
export type Risk = (typeof RISKS)[number];

/** (set of approvers, count) = that many seats. A person fills one seat. */
export interface Requirement {
  /** Name and Entra id of each group of the set, sorted by id. */
  readonly groups: readonly NamedGroup[];
  /** Object ids of single people in the set, sorted. */
  readonly people: readonly string[];
  readonly count: number;
}

/** One rule that matched; `error` when it matched because its condition could not be evaluated. */
export interface RuleMatch {
  readonly id: string;
  readonly effect: Effect;
  readonly description?: string;
  readonly error?: string;
}

/** How the action is told to people, from the policy's `actions`. `listed: false` = the name is the agent's own word. */
export interface ActionDisplay {
  readonly listed: boolean;
  /** "export" in "asks to export database prod/customers". */
  readonly verb: string;
  readonly button: string;
  readonly reversible: boolean;
  /** JSON pointers into `action.properties` whose values are shown only as size and digest. */
  readonly redact: readonly string[];
}

/** What an approval needs beyond a click: a fresh sign-in at our review page. */
export interface StepUp {
  /** Authentication contexts (`c1` to `c99`) that the sign-in must carry, every one of them. */
  readonly acrs: readonly string[];
  /** How old the sign-in may be when the vote falls. */
  readonly withinMs: number;
}

/** Which votes are not taken without a reason. */
export type RequireReason = 'approve' | 'deny' | 'both';
/** A group of Entra ID, by the policy's name for it. */
export interface NamedGroup {
  readonly name: string;
  readonly id: string;
}

/** A route that is told, and the time zone of its cards. */
export interface ToldRoute {
  readonly route: string;
  readonly timeZone: string;
  /** Its conversation reads a summary; the whole card goes to those who may decide, one-to-one. */
  readonly details?: 'approvers';
  /** The route that gets the card when this one's conversation will not take it. */
  readonly fallback?: string;
}

/** Does any of them show a summary alone? */
export const hasSummary = (routes: readonly ToldRoute[]): boolean =>
  routes.some(({ details }) => details === 'approvers');

/** What happens when a request has waited for so long: more people are told, and, where `adds` is set, more people may decide. */
export interface Escalation {
  readonly afterMs: number;
  /** Routes told, and the time zone of their cards; sorted by name. */
  readonly notify: readonly ToldRoute[];
  /** Groups whose members are told one-to-one; sorted by id. */
  readonly groups: readonly NamedGroup[];
  /** Who may fill every seat from then on. The number of seats stays. Sorted like a requirement's. */
  readonly adds?: Pick<Requirement, 'groups' | 'people'>;
}

/** Who gets a card of their own, each in their chat with the app. */
export interface OneToOne {
  /** Name and Entra id of each group whose members do, sorted by id. */
  readonly groups: readonly NamedGroup[];
  /** Object ids of single people, sorted. */
  readonly people: readonly string[];
}

/** The longest time for which a request is open: thirty days. */
export const LONGEST_OPEN_MS = 30 * 24 * 3_600_000;
/** The longest time for which what a person denied is not asked again: seven days. */
export const LONGEST_COOL_DOWN_MS = 7 * 24 * 3_600_000;

/** A policy's version as people compare it, on a card and in the doctor's lines: the first 12 of its 64 hex digits. */
export const shortVersion = (version: string): string => version.slice(0, 12);

/** The policy's answer to one intent. */
export interface Verdict {
  readonly effect: Effect;
  /** SHA-256 (hex) of the policy file in force. */
  readonly policyVersion: string;
  readonly rules: readonly RuleMatch[];
  readonly requirements: readonly Requirement[];
  readonly risk: { readonly level: Risk; readonly reasons: readonly string[] };
  readonly display: ActionDisplay;
  /** Routes to post to, and the time zone their cards are told in. */
  readonly notify: readonly ToldRoute[];
  /** Left out where the policy names nobody. */
  readonly oneToOne?: OneToOne;
  /** Milliseconds from asking to lapse, from approval to the grant's end, from redemption to `unknown`. */
  readonly expiresInMs: number;
  readonly grantForMs: number;
  readonly outcomeWithinMs: number;
  /** Set when a matching rule asks for it: then no click alone approves. */
  readonly stepUp?: StepUp;
  /** Set when a matching rule or the defaults ask for it. */
  readonly requireReason?: RequireReason;
  /** For so long after a person denied this intent the same is not asked again. */
  readonly coolDownMs?: number;
  /** Set where the rules would have allowed it, and one of them has a limit. */
  readonly counted?: Counted;
  /** Milliseconds between reminders while it waits; absent: nobody is reminded. */
  readonly remindEveryMs?: number;
  /** In the order of their times, each time once. */
  readonly escalations?: readonly Escalation[];
}

/** What the policy says of one intent to a caller who can count. */
export interface Ruling {
  /** A review as long as something is to be counted. */
  readonly verdict: Verdict;
  /** The rules say yes, as far as their limits go. */
  readonly limited?: {
    readonly limits: readonly RuleLimit[];
    /** The verdict, by what was counted. */
    readonly judge: (counted: Counted) => Verdict;
  };
}

/** How much one agent may ask. */
export interface Limits {
  /** Requests that wait for people at one time. */
  readonly maxPending: number;
  /** Requests in one minute of the clock, whatever becomes of them. */
  readonly requestsPerMinute: number;
}

/** What is kept for a time of its own. Whoever removes the records removes the parameters with them. */
export type Kept = 'parameters' | 'records';
/** How long, as countersign.yaml says it: `90d`, `7y`. A part that is left out is kept for good. */
export type Retain = Readonly<Partial<Record<Kept, string>>> & { readonly hold?: Hold };
/** What is kept whatever its time: a legal hold. */
export interface Hold {
  readonly requests: readonly string[];
  /** Client ids, in small letters. */
  readonly agents: readonly string[];
  /** `*` in an id stands for any run of characters. */
  readonly resources: readonly { readonly type: string; readonly id: string }[];
}
