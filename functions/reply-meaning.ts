// What an answer means, beside what it says: the exact reason of a refusal, or the error behind a 5xx. It travels with the answer to the
// one place that tells the log, so that no door logs by itself, and never over the wire.
import type { HttpResponseInit } from '@azure/functions';
import type { GrantTrouble, Refusal } from '../approvals/refusal.ts';
import type { RequestId } from '../approvals/words.ts';

/** Why the caller did not get what it came for. */
export type Meaning =
  | {
      readonly refused:
        | Refusal['reason']
        | GrantTrouble
        | 'unauthenticated'
        | 'length_required'
        | 'nothing_sealed'
        | 'unavailable'
        // Of the gateway.
        | 'unknown_target'
        | 'approval_used'
        | 'target_unreachable';
      /** Of which request, where the path of the call does not name it. */
      readonly about?: RequestId;
    }
  | { readonly fault: unknown; readonly reference: string };

const MEANING = Symbol('meaning');
type Marked = HttpResponseInit & { readonly [MEANING]?: Meaning };

/** The answer, with its meaning; a copy made with `...` keeps it. */
export const meaning = (reply: HttpResponseInit, means: Meaning): HttpResponseInit => {
  const marked: Marked = { ...reply, [MEANING]: means };
  return marked;
};

/** What an answer of a door means, when it means anything but yes. */
export function meaningOf(reply: unknown): Meaning | undefined {
  return typeof reply === 'object' && reply !== null ? (reply as Marked)[MEANING] : undefined;
}
