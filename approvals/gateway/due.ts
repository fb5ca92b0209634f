// What is due to a call at the gateway for which a request stands in the record. Pure.
import type { ApprovalRequest } from '../words.ts';

/** `send`: it may go out, if it is the one that uses the approval. */
export type Due = 'unlike' | 'denied' | 'wait' | 'ended' | 'used_up' | 'send';

/** May this agent repeat it at this enforcer? Its own agent alone, and only where it was asked. */
export const isAskedBy = (request: ApprovalRequest, agent: string, enforcer: string): boolean =>
  request.agent.clientId === agent && request.enforcer?.clientId === enforcer;

/** For a call whose intent has this hash. */
export function dueTo({ intentHash, status, grant }: ApprovalRequest, hash: string): Due {
  // Before anything else: whatever became of the request is none of this call's business if it is another call.
  if (intentHash !== hash) return 'unlike';
  if (status === 'denied') return 'denied';
  if (status === 'pending') return 'wait';
  if (status !== 'approved') return 'ended';
  return grant?.state === 'unused' ? 'send' : 'used_up';
}
