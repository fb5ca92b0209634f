// What sets a request apart from an ordinary one: told afterwards, a test, the answer to an evaluation (none of these ever has a grant),
// something that a person denied before; and what people made of its kind.
import type { Instant, Person, RequestId } from './words.ts';

/** What another person found, looking at an action that was recorded afterwards. */
export type Finding = 'looks_right' | 'needs_follow_up';

/** The second look at an action that was recorded afterwards. */
export interface SecondLook {
  readonly by: Person;
  readonly at: Instant;
  readonly finding: Finding;
  /** Digest of what they wrote. */
  readonly text?: string;
}

/** An action that was done without an approval, as a person told it afterwards. Such a request is born closed and never has a grant. */
export interface AfterTheFact {
  /** Who recorded it, and is barred from the second look. */
  readonly by: Person;
  /** When it was done, as told. */
  readonly doneAt: Instant;
  /** Digest of why. */
  readonly text: string;
  /** The person acted, or the registered agent that `agent` of the request names. */
  readonly actor: 'person' | 'agent';
  readonly look?: SecondLook;
}

/**
 * Where our own gateway sent what was approved: to which target of the policy, by which HTTP method. What came of such a use is what we saw
 * ourselves; of any other it is somebody's report.
 */
export interface Started {
  readonly target: string;
  readonly method: string;
}

/** A test of the way to a person and back: whatever anybody decides, nothing comes of it. */
export interface Trial {
  /** The administrator who ordered it. */
  readonly by: Person;
}

/** What an evaluation without an approval was answered. Such a request is born closed and never has a grant. */
export interface Evaluated {
  /** The answer: `true` came of an allow rule, named in the verdict. */
  readonly decision: boolean;
  /** Why not, in the word of the answer. */
  readonly reason?: 'policy_denied' | 'approval_required';
  /** The agent was paused, since then: no rule was asked. */
  readonly pausedSince?: Instant;
}

/** Why a request was born denied: a person had denied the same shortly before. */
export interface CoolDown {
  /** The request that was denied. */
  readonly request: RequestId;
  readonly deniedAt: Instant;
  /** From when on it may be asked again. */
  readonly until: Instant;
}

/** An earlier request that a person denied, as it is pinned on a later one. Names and words are read from the earlier one. */
export interface DeniedBefore {
  readonly request: RequestId;
  readonly at: Instant;
  /** Object id of who denied it. */
  readonly by: string;
  /** What both have in common: all of the intent, action and resource, or the action alone. */
  readonly same: 'intent' | 'target' | 'action';
  /** Digest of what changed (`ChangedParts` as JSON), where action and resource are the same. */
  readonly changes?: string;
}

/** What people made of the same in the days before: same agent, action and resource. They are told, it decides nothing. */
export interface History {
  readonly approved?: ApprovedBefore;
  /** The last one that a person denied. */
  readonly denied?: { readonly request: RequestId; readonly at: Instant; readonly by: string };
}

/** The last of its kind that people approved, as it is pinned on a later one. */
export interface ApprovedBefore {
  readonly request: RequestId;
  readonly at: Instant;
  /** How many were approved in those days, this one too; `atLeast`: there may be more. */
  readonly times: number;
  readonly atLeast?: true;
  /** What both have in common: all of the intent, or action and resource. */
  readonly same: 'intent' | 'target';
  /** Digest of what changed since (`ChangedParts` as JSON), where both intents are there. */
  readonly changes?: string;
}

/** The policy's administrators, as cards and events name their group. */
export const ADMINISTRATORS = 'administrators';

/** A person who may decide it reported it as suspicious: its agent is paused for it, and the administrators are told. */
export interface Reported {
  /** Their object id; the vote by which they denied it tells more. */
  readonly by: string;
  readonly at: Instant;
  /** Key of the row of the administrators' group, until they were looked up. */
  readonly alert: string;
  /** It had ended before, so that no vote of theirs denied it. */
  readonly late?: LateReport;
}

/** Who reported what had ended, the groups that gave them a say, and the digest of what they wrote. */
export interface LateReport {
  readonly person: Person;
  readonly groups: readonly string[];
  readonly text?: string;
}

/** What people's earlier answers to the same agent mean for a request, and what a denial of its own means for the agent. */
export interface Past {
  /** Present when it was reported as suspicious: by its denial, or after its end. */
  readonly reported?: Reported;
  /** Present when it was born denied, because a person had denied the same shortly before. */
  readonly coolDown?: CoolDown;
  /** Present when a person had denied something like it in the day before. */
  readonly deniedBefore?: DeniedBefore;
  /** Present when people were asked the same, or almost, in the days before. */
  readonly history?: History;
}

/** A person was shown everything on the review page, while the card did not hold it. */
export interface Opened {
  readonly by: Person;
  readonly at: Instant;
  /** Number of its event. */
  readonly seq: number;
}

/** Who opened a request whose card does not hold all that is approved. */
export interface Openings {
  /** In their order, each person once; absent as long as nobody had to. */
  readonly opened?: readonly Opened[];
}
