// What a call that is refused now recorded before, under the same key: whatever became of the agent's limits meanwhile, and
// of the policy where its caller asks for that, a repeat is told of its request.
import { sameOrOther } from '../approvals/ask/create.ts';
import type { Answer, Refusal } from '../approvals/refusal.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { Parts } from './parts.ts';

/** A call as its key finds it again. */
export interface Keyed {
  /** Whose keys it is one of. */
  readonly by: string;
  readonly key: string | undefined;
  readonly bodyHash: string;
}

/**
 * The request of this key; nothing where there is none, or where the refusal was not of what may have changed. Refusal: `duplicate_request`
 * where a limit is reached and the key is that of another call.
 */
export async function recordedBefore(
  { desk, requestIdFor }: Pick<Parts, 'desk' | 'requestIdFor'>,
  { by, key, bodyHash }: Keyed,
  { reason }: Refusal,
): Promise<Answer<ApprovalRequest> | undefined> {
  if (key === undefined || (reason !== 'invalid' && reason !== 'limit_reached')) return undefined;
  const found = await desk.store.load(requestIdFor(by, key));
  if (found === undefined) return undefined;
  const same = sameOrOther(found.data, bodyHash);
  return same.ok || reason === 'limit_reached' ? same : undefined;
}
