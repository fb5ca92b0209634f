// A request for a change of the policy that the log names no more decides nothing, yet people still read its card: it is withdrawn. Whoever wrote
// the log does so at once; this finds what they left, because they died first, or because another host recorded the request only then.
import { cancel } from '../ask/cancel.ts';
import { logId, type RecordLog } from '../audit/log.ts';
import { POLICY_CHANGE } from '../policy/judgement/judge-change.ts';
import { LOG_KEY } from '../row-keys.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { ChangeDesk } from './desk.ts';

/** What a look came to. `again`: when to look next, while it waits. */
interface LookedUp {
  readonly request: ApprovalRequest;
  readonly again?: Instant;
}

/** With the sweep's 15 seconds: within a minute. */
const LOOK_EVERY_MS = 45_000;

/**
 * Withdraws `request` if it waits for a change that the log does not name; nothing for any other request. One that is being recorded just now is
 * safe: the log names a request before it can be recorded, and none again that it let go. So a log that was read after the request, and does
 * not name it, never will. Throws `StoreFault`.
 */
export async function withdrawUnnamed(
  desk: Pick<ChangeDesk, 'log' | 'tenant' | 'own' | 'requests' | 'clock'>,
  request: ApprovalRequest,
): Promise<LookedUp | undefined> {
  if (request.action !== POLICY_CHANGE || request.status !== 'pending') return undefined;
  const again = later(desk.clock(), LOOK_EVERY_MS);
  const log = await desk.log.peek<RecordLog>(logId(desk.tenant), LOG_KEY);
  // What a newer version wrote may name it in another way.
  const isKnown = log !== undefined && log.newer === undefined;
  if (!isKnown || log.data.proposal?.request === request.id) return { request, again };
  const { clientId, name } = desk.own;
  const withdrawn = await cancel(desk.requests, request.id, { clientId, name, kind: 'agent' });
  return withdrawn.ok ? { request: withdrawn.value.request } : { request, again };
}
