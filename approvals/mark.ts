// What sets a request apart from an ordinary one: told afterwards, a test, or the answer to an evaluation. None of these ever has a grant.
import type { Instant, Person } from './words.ts';

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
