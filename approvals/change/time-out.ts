// What time alone ends: a pending request, an unused grant, a redemption nobody reported on. Until the event is stored
// nothing has ended; no reader derives a terminal state from the clock.

import type { Desk } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';
import { end } from './end.ts';
import { type Settled, type Step, transition } from './transition.ts';

/** Records whatever has lapsed; writes nothing when nothing has. Refusals and faults are those of `transition`. */
export function lapse(desk: Desk, id: RequestId): Promise<Answer<Settled>> {
  return transition(desk, id, (request, now) => lapsed(request, now, desk.baseUrl));
}

/** When the clock next ends something of this request; `undefined`: never. */
export function lapsesAt(request: ApprovalRequest): Instant | undefined {
  if (request.status === 'pending') return request.expiresAt;
  const grant = request.grant;
  if (grant?.state === 'unused') return grant.expiresAt;
  if (grant?.state === 'redeemed' && grant.outcome === undefined) return grant.outcomeDueAt;
  return undefined;
}

/** The rule: what has lapsed at `now`, as a change. */
export function lapsed(request: ApprovalRequest, now: Instant, baseUrl: string): Step {
  const due = lapsesAt(request);
  if (due === undefined || now < due) return { do: 'keep' };
  const actor = { kind: 'clock', id: 'clock' } as const;
  if (request.status === 'pending') {
    const ending = end(request, 'expired', now, baseUrl);
    return { do: 'write', ...ending, events: [{ type: 'expired', actor, facts: { expires_at: due } }] };
  }
  const grant = request.grant;
  if (grant === undefined) return { do: 'keep' };
  if (grant.state === 'unused') {
    return {
      do: 'write',
      change: { grant: { ...grant, state: 'lapsed', endedAt: now } },
      events: [{ type: 'lapsed', actor, facts: { grant: grant.id, expires_at: due } }],
    };
  }
  return {
    do: 'write',
    change: { grant: { ...grant, outcome: { result: 'unknown', at: now } } },
    events: [{ type: 'outcome', actor, facts: { grant: grant.id, result: 'unknown' } }],
  };
}
