// The state of a life in plain code: what was asked, by whom it may be decided, what was recorded. Times in milliseconds. The directory and the
// clock are its own facts, which the world under test reads.
import type { EventType } from '../../approvals/event-type.ts';
import type { Requirement } from '../../approvals/verdict.ts';
import type { Choice, Result } from '../../approvals/words.ts';
import type { GroupName, Who } from './deeds.ts';

export const MINUTE = 60_000;

/** What a deed is to come to: an acceptance, or the reason of a refusal. Nobody answers a sweep. */
export type Told = 'yes' | 'nothing' | { readonly refused: string; readonly why?: string };

export interface StandingVote {
  choice: Choice;
  counted: boolean;
  readonly at: number;
  readonly words: string | undefined;
  /** Groups the person was found in when the vote was last looked at. */
  groups: readonly string[];
}

interface Account {
  enabled: boolean;
  readonly guest: boolean;
  readonly groups: Set<GroupName>;
}

/** How a request comes into the world. */
export type Birth = 'pending' | 'approved' | 'denied';

/** What the rule asks that it is under. Sets and times as the policy file has them. */
export interface Terms {
  readonly requirements: readonly Requirement[];
  readonly remindEveryMs?: number;
  readonly escalations?: readonly {
    readonly afterMs: number;
    readonly adds?: Pick<Requirement, 'groups' | 'people'>;
  }[];
  readonly requireReason?: 'approve' | 'deny' | 'both';
  readonly coolDownMs?: number;
  readonly stepUp?: { readonly withinMs: number; readonly acrs: readonly string[] };
  readonly limit?: { readonly count: number; readonly per: string; readonly windowMs: number };
}

/** The state of one life. Times in milliseconds. */
export interface Plain {
  now: number;
  readonly asked: number;
  readonly expires: number;
  readonly terms: Terms;
  /** When each escalation came, in their order, and each reminder. */
  readonly escalated: number[];
  readonly reminded: number[];
  status: string;
  readonly votes: Map<Who, StandingVote>;
  readonly comments: { readonly who: string; readonly words: string; readonly at: number }[];
  grant: PlainGrant | undefined;
  /** Who paused the agent, while it is paused. */
  pausedBy: Who | undefined;
  /** The policy in force denies what was asked. */
  denies: boolean;
  /** When nobody was left to decide: first found, last found. */
  doubt: { since: number; seen: number } | undefined;
  readonly directory: Map<Who, Account>;
  readonly events: { readonly type: EventType; readonly at: number }[];
  readonly standingEvents: EventType[];
  /** What the agent asked beside it. */
  readonly beside: Beside;
}

/** What the agent asked before, of the same thing or elsewhere: what waits, what a person denied when, what a rule allowed when. */
export interface Beside {
  readonly waiting: { readonly elsewhere: boolean; readonly asked: number; status: string }[];
  readonly denied: { readonly elsewhere: boolean; readonly at: number }[];
  readonly allowed: { readonly elsewhere: boolean; readonly at: number }[];
}

export interface PlainGrant {
  state: 'unused' | 'redeemed' | 'lapsed' | 'revoked';
  readonly expires: number;
  key?: string;
  due?: number;
  outcome?: Result;
}

export const GRANT_FOR = 5 * MINUTE;

/** A life at its beginning, after what was asked before it. */
export function begin(terms: Terms, now: number, beside: Beside, born: Birth): Plain {
  const account = (groups: readonly GroupName[], guest = false): Account => ({
    enabled: true,
    guest,
    groups: new Set(groups),
  });
  const directory = new Map<Who, Account>([
    ...(['alice', 'bob', 'dana'] as const).map((who) => [who, account(['dataOwners'])] as const),
    // In both: which seat is theirs depends on the others.
    ['carmen', account(['dataOwners', 'sreLeads'])],
    ['sam', account(['sreLeads'])],
    ['olivia', account([])],
    ['gus', account(['dataOwners'], true)],
    ['ada', account(['admins'])],
    ['noor', account(['admins'])],
  ]);
  return {
    now,
    asked: now,
    expires: now + 30 * MINUTE,
    terms,
    escalated: [],
    reminded: [],
    status: born,
    votes: new Map(),
    comments: [],
    grant: born === 'approved' ? { state: 'unused', expires: now + GRANT_FOR } : undefined,
    pausedBy: undefined,
    denies: false,
    doubt: undefined,
    directory,
    events: [{ type: 'requested', at: now }, ...(born === 'pending' ? [] : [{ type: born, at: now }])],
    standingEvents: [],
    beside,
  };
}

export function end(life: Plain, how: 'approved' | 'denied' | 'expired' | 'cancelled' | 'failed'): void {
  life.status = how;
  record(life, how);
}

export const ended = (life: Plain): Told => ({ refused: 'already_ended', why: life.status });
export const record = (life: Plain, type: EventType): void => void life.events.push({ type, at: life.now });
