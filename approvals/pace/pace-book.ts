// What pacing needs from storage, so that all hosts keep one pace and nothing that is held is forgotten. Implemented by store/.
import type { BringNudge, Nudge, Stored } from '../ports.ts';
import type { Instant, RequestId } from '../words.ts';
import type { Conversation } from '../work.ts';
import type { Pace } from './pace.ts';

/** The pace of each conversation, and of the tenant. Every function throws `StoreFault`. */
export interface PaceBook {
  /** By the conversation's id, or `TENANT_PACE`. */
  read(of: string): Promise<Stored<Pace> | undefined>;
  /** Against the version read; without one it must not be there yet. `false`: another was first. */
  write(of: string, pace: Pace, etag: string | undefined): Promise<boolean>;
}

/** Key of the pace of all conversations together; no conversation of Teams is called so. */
export const TENANT_PACE = 'tenant';

/** Where a card waits for its turn in a conversation. */
export interface InLine {
  readonly conversation: string;
  readonly request: RequestId;
  /** Key of its prompt. */
  readonly prompt: string;
  /** Place in the line: the smaller, the sooner. */
  readonly place: string;
}

/** A card that waits for its turn. */
export interface Held extends InLine {
  /** The same conversation, with all that a send needs. */
  readonly to: Conversation;
  readonly since: Instant;
}

/** What is held, by conversation. Every function throws `StoreFault`. */
export interface HeldList {
  /** Putting the same down again is harmless. */
  add(held: Held): Promise<void>;
  remove(held: InLine): Promise<void>;
  /** The first of the line. */
  first(conversation: string, most: number): Promise<readonly Held[]>;
  /** Conversations in which something may be held. */
  conversations(): Promise<readonly string[]>;
  /** Takes the conversation off that list when nothing is held there. */
  close(conversation: string): Promise<void>;
}

/** Send what is held in a conversation, as far as its pace lets it. */
export interface DrainNudge {
  readonly kind: 'drain';
  readonly conversation: string;
}
/** Whatever may come by the queue. */
export type AnyNudge = Nudge | DrainNudge | BringNudge;
/** A nudge that arrives after so many seconds. Losing or doubling it is harmless. Throws `StoreFault`. */
export type NudgeLater = (nudge: AnyNudge, seconds: number) => Promise<void>;
