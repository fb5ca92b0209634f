// The port of remembering denials (earlier-denial.ts is the rule): where to look for requests that a person denied. A row is a hint, put
// down before the denying commit: it may lead to a request that was never denied, and decides nothing by itself.
import type { Likeness } from '../intent/like.ts';
import type { Instant, RequestId } from '../words.ts';

/** What a request is found again by once a person denied it. */
export interface Denial extends Likeness {
  readonly request: RequestId;
  /** Client id of its agent. */
  readonly agent: string;
  readonly at: Instant;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
}

/** A denial as it is found: of which request, when about, of which resource. */
export type NotedDenial = Pick<Denial, 'request' | 'at' | 'resource'>;

/** Denials of agents. Every function throws `StoreFault` when storage does not answer. */
export interface DenialBook {
  /** Putting the same down again is harmless. */
  note(denial: Denial): Promise<void>;
  /** Of one agent and one intent, by its hash or that of its likeness, not before `since`, the newest first, at most `limit`. */
  ofIntent(agent: string, hash: string, since: Instant, limit: number): Promise<readonly NotedDenial[]>;
  /** Of one agent and one action, on whatever resource. */
  ofAction(agent: string, action: string, since: Instant, limit: number): Promise<readonly NotedDenial[]>;
  /** Removes up to `limit` rows of denials before this moment; tells how many. */
  forget(before: Instant, limit: number): Promise<number>;
}
