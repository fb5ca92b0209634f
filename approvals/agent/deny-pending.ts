// A pause denies what is pending. The places an agent's requests take before they are recorded make it quick; a commit that is still on
// its way then has its own watch row, and the sweep asks of each pending request whether a pause overtook it.

import { end } from '../change/end.ts';
import { lapsed } from '../change/time-out.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import { pendingOf } from '../counting/quota.ts';
import type { QuotaBook } from '../counting/quota-book.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { AGENT_PAUSED } from '../end-reason.ts';
import type { Desk } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import { changeStanding } from './change-standing.ts';
import { overtakenBy, type Standing, standingId } from './standing.ts';

const AT_ONCE = 8;

/** What finding and denying takes. */
export type DenyDesk = Desk & { readonly quota: QuotaBook };

/**
 * Denies what the pause of `standing`, just read, overtook, starting nothing at or after `until`. Gives the standing as this leaves it: its
 * pause is `denying` no more once nothing is left. Throws `StoreFault` when storage did not answer for one of them, once the others are done.
 */
export async function denyPending(desk: DenyDesk, standing: Standing, until: Instant): Promise<Standing> {
  if (standing.pause?.denying !== true) return standing;
  const waiting = await pendingOf(desk, standing.clientId);
  const settled = await eachAtOnce(waiting, AT_ONCE, async (request) => {
    if (desk.clock() >= until) return false;
    const denied = await deny(desk, request, standing);
    // Not there: it was never written, or it is on its way, and then the sweep waits for it by its watch row.
    return denied.ok || denied.refusal.reason === 'unknown_request';
  });
  return settled.includes(false) ? standing : finish(desk, standing);
}

/** The request as it is, or as the pause leaves it that came after it was asked. Reads the standing only of a request that waits. */
export async function denyIfOvertaken(desk: Desk, request: ApprovalRequest): Promise<ApprovalRequest> {
  if (request.status !== 'pending') return request;
  const standing = (await desk.standings.load(standingId(request.agent.clientId)))?.data;
  if (standing === undefined || overtakenBy(request, standing) === undefined) return request;
  const denied = await deny(desk, request.id, standing);
  return denied.ok ? denied.value.request : request;
}

function deny(desk: Desk, id: string, standing: Standing): Promise<Answer<Settled>> {
  return transition(desk, id, (request, now) => denyOvertaken(request, standing, now, desk.baseUrl));
}

/** The rule. What a pause overtook is denied in the name of who paused. */
function denyOvertaken(request: ApprovalRequest, standing: Standing, now: Instant, baseUrl: string): Step {
  const pause = overtakenBy(request, standing);
  if (request.status !== 'pending' || pause === undefined) return { do: 'keep' };
  if (now >= request.expiresAt) return lapsed(request, now, baseUrl);
  const ending = end(request, 'denied', now, baseUrl, {
    endReason: AGENT_PAUSED,
    endedBy: pause.by,
  });
  const facts = { because: 'agent_paused', agent: standing.clientId, paused: pause.seq, paused_at: pause.at };
  return {
    do: 'write',
    ...ending,
    events: [{ type: 'denied', actor: { kind: 'person', id: pause.by.oid }, facts }],
    before: request.expiresAt,
  };
}

/** Nothing is left of what was pending: the record says so. A newer pause has its own pass. */
async function finish(desk: Desk, done: Standing): Promise<Standing> {
  const finished = await changeStanding(desk, done.id, ({ pause }) => {
    if (pause?.denying !== true || pause.seq !== done.pause?.seq) return { do: 'keep' };
    const actor = { kind: 'person', id: pause.by.oid } as const;
    return {
      do: 'write',
      change: { pause: { ...pause, denying: false } },
      events: [{ type: 'pending_denied', actor, facts: { paused: pause.seq } }],
    };
  });
  return finished.ok ? finished.value.record : done;
}
