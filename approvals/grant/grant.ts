// Making the grant: signed before the deciding commit and stored in it, so that every reader gets the same bytes.
import type { SignGrant } from '../ports.ts';
import { earliest, later } from '../time.ts';
import type { ApprovalRequest, Grant, Instant } from '../words.ts';

/** The `typ` of a grant's header: no other statement of ours passes for one. */
export const GRANT_TYPE = 'countersign-grant+jwt';

/** A request has at most one grant; its id says which. */
export const grantIdOf = (requestId: string): string => `apr_${requestId.slice('req_'.length)}`;

/** Signs the grant of a request approved `now`: minutes to live, never past what the agent asked for. */
export async function makeGrant(request: ApprovalRequest, now: Instant, sign: SignGrant): Promise<Grant> {
  if (request.trial !== undefined) throw new TypeError('a test has no grant');
  const longest = later(now, request.verdict.grantForMs);
  const expiresAt = earliest([longest, request.requestedUntil]) ?? longest;
  const id = grantIdOf(request.id);
  const token = await sign({
    id,
    request: request.id,
    agent: request.agent.clientId,
    ...(request.enforcer === undefined ? {} : { enforcer: request.enforcer.clientId }),
    intentHash: request.intentHash,
    policyVersion: request.verdict.policyVersion,
    approvedAt: now,
    expiresAt,
  });
  return { state: 'unused', id, token, approvedAt: now, expiresAt };
}
