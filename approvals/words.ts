// The nouns of Countersign: what is stored and passed around, as plain readonly data. No behaviour, no I/O, no clock.
// Meanings: ARCHITECTURE.md, "Words"; rows: docs/storage.md.
import type { EventType } from './event-type.ts';
import type { AfterTheFact, Evaluated, Openings, Past, Started, Trial } from './mark.ts';
import type { Purged } from './purged.ts';
import type { NamedGroup, Verdict } from './verdict.ts';

/** RFC 3339, UTC, milliseconds: `2026-11-21T14:30:00.000Z`. Compares correctly as a string. */
export type Instant = string;
/** `req_` and 26 letters and digits, 128 unguessable bits. */
export type RequestId = string;
/** `agent_` and the agent's client id. */
export type StandingId = string;
/** `log_` and the tenant. */
export type LogId = string;
/** Whose chain of events: a request's, that of an agent's standing, or the log's. It is the partition that holds the chain, too. */
export type ChainId = RequestId | StandingId | LogId;

/** A person of Entra ID. Identity is (tenant, oid); `name` is only a label. */
export interface Person {
  readonly oid: string;
  readonly tenant: string;
  readonly name: string;
}

/** A workload as its verified token proves it, and what `countersign.yaml` says of it. */
export interface Agent {
  readonly clientId: string;
  /** The service principal's object id; absent when an enforcer named the agent. */
  readonly objectId?: string;
  /** Its registered name, else its client id. */
  readonly name: string;
  readonly registered: boolean;
  /** App id of the blueprint an Entra agent identity was made from: whoever owns it can be the agent. */
  readonly blueprint?: string;
  /** The person a delegated token speaks for: recorded, and barred from approving. */
  readonly onBehalfOf?: string;
}
/** An agent as people name it, whether or not it ever called. */
export type NamedAgent = Pick<Agent, 'clientId' | 'name' | 'registered'>;

/** `pending` until exactly one terminal status; a terminal status never changes. */
export type Status = 'pending' | 'approved' | 'denied' | 'expired' | 'cancelled' | 'failed';
export type Choice = 'approve' | 'deny';

/** How a person proved themselves beyond a click: at which app, when, and in which authentication contexts (claim `acrs`). */
export interface SignIn {
  /** Client id of the app they signed in at. */
  readonly app: string;
  /** Absent when the token does not tell. */
  readonly at?: Instant;
  readonly acrs: readonly string[];
}

/** One approver's standing choice. A later vote of the same person replaces it until the decision. */
export interface Vote {
  readonly person: Person;
  readonly choice: Choice;
  readonly at: Instant;
  /** Number of its event; also salts its text. */
  readonly seq: number;
  /** Digest of the comment given with it; the text is a row of its own. */
  readonly text?: string;
  readonly reason?: string;
  /** Entra groups the person was found in at this moment: the evidence, and the seats the vote can fill. */
  readonly groups: readonly string[];
  /** The sign-in it was given with, when it came from the review page or by API. */
  readonly signIn?: SignIn;
  /** False once the person failed the re-check when the quorum completed. */
  readonly counted: boolean;
}

/** A remark that decides nothing; `reason` is chosen from the list, `click` a digest of the press it came by. The newest twenty stay in the row. */
export interface Comment {
  readonly by: { readonly kind: 'person' | 'agent' | 'enforcer'; readonly id: string; readonly name: string };
  readonly at: Instant;
  readonly seq: number;
  readonly text: string;
  readonly reason?: string;
  readonly prompt?: string;
  readonly click?: string;
}
export interface Redemption {
  readonly id: string;
  readonly by: string;
  /** The caller's `X-Request-ID`. */
  readonly requestId: string;
  readonly at: Instant;
  readonly starts?: Started;
}
export type Result = 'succeeded' | 'failed' | 'unknown';
/** As reported, or `unknown` because nobody told us in time. */
export interface Outcome {
  readonly result: Result;
  readonly at: Instant;
  readonly by?: string;
  readonly text?: string;
}

export interface Grant {
  readonly state: 'unused' | 'redeemed' | 'lapsed' | 'revoked';
  readonly id: string;
  /** JWS, ES256, signed before the deciding commit and stored in it: every reader gets the same bytes. */
  readonly token: string;
  readonly approvedAt: Instant;
  readonly expiresAt: Instant;
  readonly redemption?: Redemption;
  readonly outcomeDueAt?: Instant;
  readonly outcome?: Outcome;
  readonly endedAt?: Instant;
  readonly endedBy?: Person;
}

export interface CallbackTarget {
  readonly endpoint: string;
  readonly state?: string;
  /** What the agent wants to hear of; absent means every end, and no reminder, escalation or comment. */
  readonly events?: readonly (Status | 'reminded' | 'escalated' | 'commented')[];
}

/** The `request` row: everything a rule needs, so that deciding is one point read. */
export interface ApprovalRequest extends Past, Openings {
  readonly v: 1;
  readonly id: RequestId;
  readonly tenant: string;
  /** W3C traceparent of the call that created it, for telemetry alone: nothing is decided by it. */
  readonly trace?: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly status: Status;
  readonly endedAt?: Instant;
  /** Rises with every commit that changes what a card shows. */
  readonly revision: number;
  /** The last event's number and hash. */
  readonly seq: number;
  readonly head: string;
  readonly agent: Agent;
  readonly enforcer?: { readonly clientId: string; readonly name: string };
  /** Number of the newest event of the agent's standing when it was asked; absent when there was none. */
  readonly standing?: number;
  /** SHA-256 of the body that created it, for idempotency. */
  readonly bodyHash: string;
  readonly intentHash: string;
  /** That of its likeness, where it is another (intent/like.ts): an earlier denial is found by it. */
  readonly likeHash?: string;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly verdict: Verdict;
  /** May never approve this, as known when it was asked: registered owners, the person acted for, the starter of the run. */
  readonly excluded: readonly string[];
  /** Who started the agent's run, as a verified token (`via` names its issuer) tells. */
  readonly starter?: Starter;
  /** Salts the digests of its texts. */
  readonly salt: string;
  readonly justification?: string;
  readonly requestedUntil?: Instant;
  readonly claims?: Claims;
  readonly votes: readonly Vote[];
  readonly comments: readonly Comment[];
  readonly commentCount: number;
  /** Set once its approvers were reminded: how often, and when last. */
  readonly reminded?: { readonly times: number; readonly at: Instant };
  /** The escalations of its verdict that have come, in their order. */
  readonly escalated?: readonly Escalated[];
  readonly endReason?: string;
  /** The administrator whose pause of the agent denied it. */
  readonly endedBy?: Person;
  readonly grant?: Grant;
  readonly callback?: CallbackTarget;
  /** Present when it was recorded after the fact, instead of asked. */
  readonly record?: AfterTheFact;
  /** Present when it is a test: it never becomes approved and never has a grant. */
  readonly trial?: Trial;
  /** Present when it is the answer to an evaluation, which nobody was asked about. */
  readonly evaluated?: Evaluated;
  /** Present when parts of it were removed because they had been kept for long enough. */
  readonly purged?: Purged;
  /** Keys of the prompt and todo rows. */
  readonly prompts: readonly string[];
  readonly todos: readonly string[];
  /** Keys of the rows of groups whose members are still to be looked up; absent when there never was one. */
  readonly invites?: readonly string[];
  /** Groups whose members were looked up, each by an event. */
  readonly invited?: readonly Invited[];
}

/** What became of a group that was to be told one-to-one. */
export interface Invited {
  readonly group: NamedGroup;
  /** How many of its members have a card to come; barred people are not among them. */
  readonly people: number;
  /** It has more members than one request tells one-to-one: none of them was told so. */
  readonly tooMany?: true;
}

/** That an escalation came. `because`: before its time, since no card of the request reached anybody. */
export interface Escalated {
  readonly at: Instant;
  readonly because?: 'nobody_reached';
}

/** Who started a run, by the run's own verified token: barred from approving what the run asks. */
export interface Starter {
  readonly oid: string;
  /** The policy's name for the token's issuer. */
  readonly via: string;
  readonly run?: string;
  /** SHA-256 of the token, base64url: tells it again, and gives nothing of it away. */
  readonly token: string;
}

/** What the caller said of itself: shown as claimed, never believed. */
export interface Claims {
  readonly actor?: string;
  readonly model?: string;
  readonly run?: string;
  readonly source?: string;
}

/** No person's name: what is in the chain cannot be erased. */
export interface Actor {
  readonly kind: 'agent' | 'enforcer' | 'person' | 'policy' | 'clock';
  readonly id: string;
  readonly name?: string;
}

/** What a rule wants recorded; the chain adds number, time and hashes. */
export interface EventDraft {
  readonly type: EventType;
  readonly actor: Actor;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One entry of the hash chain of a request, of an agent's standing, or of the log. */
export interface ChainEvent extends EventDraft {
  readonly request: ChainId;
  readonly seq: number;
  readonly at: Instant;
  /** The commit's random operation id: how a lost reply is told from a lost race. */
  readonly op: string;
  readonly prev: string;
  readonly hash: string;
}

/** Free text apart from the events, so that redaction and erasure never break a chain. Digest = SHA-256 of salt and text. */
export interface Text {
  readonly digest: string;
  readonly salt: string;
  readonly text: string;
}
