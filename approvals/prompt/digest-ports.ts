// What a digest needs from where it stands: one card in a conversation that lists which requests wait there for a card of their own.
// Implemented by bot/ and store/.
import type { Stored } from '../ports.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Conversation } from '../work.ts';

/** The digest of one conversation, as it is kept. Times are milliseconds since 1970. */
export interface Digest {
  readonly conversation: Conversation;
  /** Minted before the post; with the conversation it proves that a click comes from this card. */
  readonly nonce: string;
  /** Its card, as long as one stands. */
  readonly activity?: string;
  /** What the card shows, as a text to compare, and since when. */
  readonly shows?: string;
  readonly sentAt?: number;
  /** Somebody sends it just now. */
  readonly busyUntil?: number;
  /** Posts without a confirmation. */
  readonly lost: number;
}

/** What is kept of digests, by the conversation's id. Every function throws `StoreFault`. */
export interface DigestBook {
  read(conversation: string): Promise<Stored<Digest> | undefined>;
  /** Against the version read; without one it must not be there yet. `false`: another was first. */
  write(conversation: string, digest: Digest, etag: string | undefined): Promise<boolean>;
}

/** Everything a digest is made of. Without requests it says that nothing waits any more. */
export interface DigestView {
  readonly nonce: string;
  /** The most urgent ones, in the order of the line. */
  readonly requests: readonly ApprovalRequest[];
  /** Ids of those of which a summary alone may be read here. */
  readonly summaries: readonly string[];
  /** Some of these cards are there to be read: whoever gets them here does not decide on them. */
  readonly toRead?: true;
  /** How many more wait. */
  readonly more: number;
  /** There are even more than were counted. */
  readonly isCut: boolean;
  readonly at: Instant;
}

/** Posting and updating it. Throws `SendFault`. */
export interface DigestCards {
  post(conversation: Conversation, view: DigestView): Promise<string>;
  update(conversation: Conversation, activityId: string, view: DigestView): Promise<void>;
}
