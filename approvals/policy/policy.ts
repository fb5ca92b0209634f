// What countersign.yaml says, as plain data and compiled parts. `file/` reads it, `judgement/` judges intents by it.

import type { Intent } from '../intent/intent.ts';
import type { Problem } from '../refusal.ts';
import type { RuleLimit } from '../rule-limit.ts';
import type {
  Effect,
  Escalation,
  Limits,
  OneToOne,
  Requirement,
  RequireReason,
  Retain,
  Risk,
  StepUp,
} from '../verdict.ts';
import type { Agent } from '../words.ts';
import type { Condition } from './condition/condition.ts';
import type { RunTokens } from './member/run-tokens.ts';
import type { Target } from './member/targets.ts';
import type { NamedCommands } from './shell/command-patterns.ts';

/** How the deployment itself asks, as when its own policy changes, also in cases and intents of `countersign policy`: no agent may be called so. */
export const DEPLOYMENT = 'countersign';
/** How cases and intents of `countersign policy` call an agent that the policy does not know: none that it knows may be called so. */
export const UNREGISTERED = 'unregistered';

/** A policy ready to be asked. */
export interface Policy {
  /** SHA-256 (hex) of the file's text. */
  readonly version: string;
  /** Entra id of the administrators' group. */
  readonly admins: string;
  /** By client id. */
  readonly agents: ReadonlyMap<string, RegisteredAgent>;
  /** By client id. */
  readonly enforcers: ReadonlyMap<string, RegisteredEnforcer>;
  /** Who is believed on who started a run, by name. */
  readonly runTokens: ReadonlyMap<string, RunTokens>;
  /** What is reached through the gateway, by name. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Entra ids of groups, by name. */
  readonly groups: ReadonlyMap<string, string>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly resources: readonly ResourceFacts[];
  readonly actions: ReadonlyMap<string, ActionEntry>;
  /** Commands that shell actions are looked through for, by name. */
  readonly commands: NamedCommands;
  /** Context members that stand outside the intent. */
  readonly uncounted: readonly string[];
  readonly defaults: Defaults;
  /** What agents nobody registered may ask. */
  readonly unregistered: Limits;
  readonly retain: Retain;
  /** A changed file comes into force only once people approved it. */
  readonly reviewPolicyChanges: boolean;
  readonly rules: readonly Rule[];
}

/** An agent the policy knows by name. */
export interface RegisteredAgent {
  readonly name: string;
  readonly clientId: string;
  /** Object ids of the people answerable for it: they never approve its requests. */
  readonly owners: readonly string[];
  /** Address prefixes its callbacks may go to. */
  readonly callbacks: readonly string[];
  /** Names of the enforcers that may act for it; absent: any may. */
  readonly enforcers?: readonly string[];
  readonly limits: Limits;
  /** App id of its blueprint, when it is an agent identity: for when an enforcer asks for it, with no token of the agent at hand. */
  readonly blueprint?: string;
  /** Name of the run tokens without which it may not ask. */
  readonly runToken?: string;
}

/** An enforcer the policy knows by name. */
export interface RegisteredEnforcer {
  readonly name: string;
  readonly clientId: string;
  /** The kinds of resource it may ask for. */
  readonly resourceTypes: readonly string[];
}

/** A place cards go to; `timeZone` is the one they are told in. */
export interface Route {
  readonly timeZone: string;
  /** Its conversation reads a summary alone. */
  readonly details?: 'approvers';
  /** Name of the route that gets a card which this one's conversation will not take. */
  readonly fallback?: string;
}

/** What the policy itself says of the resources a pattern names. */
export interface ResourceFacts {
  readonly type: string;
  readonly id: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** How an action is told and judged. `redact` holds JSON pointers into `action.properties`. */
export interface ActionEntry {
  readonly verb: string;
  readonly button: string;
  readonly reversible: boolean;
  readonly risk: Risk;
  readonly riskReason?: string;
  readonly redact: readonly string[];
  /** Its parameters are a command line, which is taken apart and judged command by command. */
  readonly type?: 'shell';
  /** What is wrong with `action.properties`; absent when the policy gives no schema. */
  readonly check?: (properties: unknown) => readonly Problem[];
}

/** From asking to lapse, from approval to the grant's end, from redemption to `unknown`. */
export interface Times {
  readonly expiresInMs: number;
  readonly grantForMs: number;
  readonly outcomeWithinMs: number;
}

/** What is asked of a vote, and what follows a deny. What several rules and the defaults name adds up. */
export interface VoteTerms {
  readonly requireReason?: RequireReason;
  readonly coolDownMs?: number;
}

/** What holds where no rule says otherwise. */
export interface Defaults extends Times, VoteTerms {
  readonly requirements: readonly Requirement[];
  /** Names of routes. */
  readonly notify: readonly string[];
  readonly oneToOne: OneToOne;
  readonly remindEveryMs?: number;
}

/** A condition and what follows from it. A time it names can only shorten the default's, but for the outcome's. */
export interface Rule extends Partial<Times>, VoteTerms {
  readonly id: string;
  readonly description?: string;
  readonly when: Condition;
  readonly effect: Effect;
  readonly requirements: readonly Requirement[];
  readonly notify: readonly string[];
  readonly oneToOne: OneToOne;
  readonly risk?: Risk;
  readonly riskReason?: string;
  readonly stepUp?: StepUp;
  /** How often an allow rule may say yes. */
  readonly limit?: Omit<RuleLimit, 'rule'>;
  readonly remindEveryMs?: number;
  readonly escalations?: readonly Escalation[];
}

/** The agent registered under this client id. */
export const registeredAgent = (policy: Policy, clientId: string): RegisteredAgent | undefined =>
  policy.agents.get(clientId.toLowerCase());

/** Client ids of the agents of which the policy names a person as an owner. */
export const agentsOwnedBy =
  (policy: Policy) =>
  (oid: string): readonly string[] =>
    [...policy.agents.values()].filter(({ owners }) => owners.includes(oid)).map(({ clientId }) => clientId);

/** Object ids of people who never approve what this agent asks, as far as the policy and the call tell: owners, and whom it acts for. */
export const barredFor = (policy: Policy, { clientId, onBehalfOf }: Agent): readonly string[] => [
  ...new Set([
    ...(registeredAgent(policy, clientId)?.owners ?? []),
    ...(onBehalfOf === undefined ? [] : [onBehalfOf]),
  ]),
];

/** How much the agent with this client id may ask. */
export const limitsOf = (policy: Policy, clientId: string): Limits =>
  registeredAgent(policy, clientId)?.limits ?? policy.unregistered;

/** The enforcer registered under this client id. */
export const registeredEnforcer = (policy: Policy, clientId: string): RegisteredEnforcer | undefined =>
  policy.enforcers.get(clientId.toLowerCase());

/** What is wrong with the parameters of an intent by the schema of its action; an action without schema takes any. */
export function validateParameters(policy: Policy, intent: Intent): readonly Problem[] {
  const check = policy.actions.get(intent.action.name)?.check;
  return check === undefined ? [] : check(intent.action.properties ?? {});
}
