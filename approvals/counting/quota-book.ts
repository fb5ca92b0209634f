// The port of counting (quota.ts is the rule): which places agents have taken.
import type { Per } from '../rule-limit.ts';
import type { Instant, RequestId } from '../words.ts';

/**
 * What is counted of an agent: its requests that wait, those of one minute of the clock (`2026-11-22T02:14`), or those that one rule
 * allowed: all of them, or those `of` one resource or action.
 */
export type Quota =
  | { readonly kind: 'pending'; readonly agent: string }
  | { readonly kind: 'rate'; readonly agent: string; readonly minute: string }
  | {
      readonly kind: 'allowed';
      readonly agent: string;
      readonly rule: string;
      readonly per: Per;
      readonly of: string;
    };

/** One try of one request to be counted: `op` is random, so that no try ever removes what another put down. */
export interface Place {
  readonly request: RequestId;
  readonly op: string;
  readonly at: Instant;
  /** When it counts no more, for a place that nothing else ends. */
  readonly until?: Instant;
  /** Its try has counted, and takes it. Without it a place may still be given up. */
  readonly letIn?: true;
}

/** Places by quota. Every function throws `StoreFault` when storage does not answer. */
export interface QuotaBook {
  /** Putting down the same place again is harmless. */
  put(quota: Quota, place: Place): Promise<void>;
  /** All places of the quota, those among them that were put down before the call. */
  list(quota: Quota): Promise<readonly Place[]>;
  /** Notes that the place was let in. Throws when it is not there: what is not counted is not let in. */
  letIn(quota: Quota, place: Place): Promise<void>;
  /** A place that is gone already: done. */
  remove(quota: Quota, places: readonly Place[]): Promise<void>;
  /** All places that tries of one request put down. */
  clear(quota: Quota, request: RequestId): Promise<void>;
  /** Remembers, in this process alone, that a minute has had its number: that never changes back. Knowing less only costs calls. */
  noteOver(rate: Quota): void;
  isOver(rate: Quota): boolean;
  /** Removes up to `limit` places of minutes before this one; tells how many. */
  forget(minute: string, limit: number): Promise<number>;
  /** Removes places whose `until` is before this. Each call goes some of the way, the next one further; tells how many. */
  forgetUntil(before: Instant): Promise<number>;
}
