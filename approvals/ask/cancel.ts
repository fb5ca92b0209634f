// The agent withdraws its request. A request withdrawn already gets the same answer again.
import { end } from '../change/end.ts';
import { lapsed } from '../change/time-out.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Desk } from '../ports.ts';
import { type Answer, refuse } from '../refusal.ts';
import { textRow } from '../text/text.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';

/** Who withdraws it, and in which words. */
export interface Withdrawal {
  readonly clientId: string;
  readonly kind: 'agent' | 'enforcer';
  readonly name: string;
  readonly words?: string;
}

/** Ends a pending request as cancelled. Refusals: `already_ended` and those of `transition`. */
export async function cancel(desk: Desk, id: RequestId, by: Withdrawal): Promise<Answer<Settled>> {
  const settled = await transition(desk, id, (request, now) => withdraw(request, by, now, desk.baseUrl));
  // The withdrawal came too late and recorded only that.
  if (settled.ok && settled.value.request.status !== 'cancelled') {
    return refuse({ reason: 'already_ended', status: settled.value.request.status });
  }
  return settled;
}

function withdraw(request: ApprovalRequest, by: Withdrawal, now: Instant, baseUrl: string): Step {
  if (request.status === 'cancelled') return { do: 'keep' };
  if (request.status !== 'pending') {
    return { do: 'refuse', refusal: { reason: 'already_ended', status: request.status } };
  }
  if (now >= request.expiresAt) return lapsed(request, now, baseUrl);
  const text = by.words?.trim() ? textRow(request, request.seq + 1, by.words) : undefined;
  const ending = end(
    request,
    'cancelled',
    now,
    baseUrl,
    text === undefined ? {} : { endReason: text.digest },
  );
  return {
    do: 'write',
    before: request.expiresAt,
    change: ending.change,
    rows: text === undefined ? ending.rows : [...ending.rows, text.row],
    events: [
      {
        type: 'cancelled',
        actor: { kind: by.kind, id: by.clientId, name: by.name },
        facts: text === undefined ? {} : { text: text.digest },
      },
    ],
  };
}
