// The port of counting (quota.ts is the rule): which places agents have taken.
import type { Instant, RequestId } from './words.ts';

/** What is counted of an agent: its requests that wait, or those of one minute of the clock (`2026-11-22T02:14`). */
export type Quota =
  | { readonly kind: 'pending'; readonly agent: string }
  | { readonly kind: 'rate'; readonly agent: string; readonly minute: string };

/** One try of one request to be counted: `op` is random, so that no try ever removes what another put down. */
export interface Place {
  readonly request: RequestId;
  readonly op: string;
  readonly at: Instant;
}

/** Places by quota. Every function throws `StoreFault` when storage does not answer. */
export interface QuotaBook {
  /** Putting down the same place again is harmless. */
  put(quota: Quota, place: Place): Promise<void>;
  /** All places of the quota, those among them that were put down before the call. */
  list(quota: Quota): Promise<readonly Place[]>;
  /** A place that is gone already: done. */
  remove(quota: Quota, places: readonly Place[]): Promise<void>;
  /** All places that tries of one request put down. */
  clear(quota: Quota, request: RequestId): Promise<void>;
  /** Remembers, in this process alone, that a minute has had its number: that never changes back. Knowing less only costs calls. */
  noteOver(rate: Quota): void;
  isOver(rate: Quota): boolean;
  /** Removes up to `limit` places of minutes before this one; tells how many. */
  forget(minute: string, limit: number): Promise<number>;
}
