// Everything that can fail before an approval is used: the gateway's own credential, and a connection to the target.
import { addressOf } from '../../approvals/gateway/wish.ts';
import { AppTokenFault } from '../../entra/faults.ts';
import type { OpenTarget } from '../../outbound/target.ts';
import type { GatewayParts, Proof } from '../gateway-parts.ts';
import type { Parts } from '../parts.ts';
import type { GatewayCall } from './read-call.ts';

/** A target that waits for a call; or, in words without an address, why it does not. */
export type Prepared =
  | { readonly ok: true; readonly proof: Proof | undefined; readonly connection: OpenTarget }
  | { readonly ok: false; readonly error: string };

/** Opens the way. Nothing is sent, and nothing is used. */
export async function prepare(
  { telemetry }: Pick<Parts, 'telemetry'>,
  gateway: GatewayParts,
  call: GatewayCall,
): Promise<Prepared> {
  let proof: Proof | undefined;
  try {
    proof = await gateway.proofFor(call.target);
  } catch (error) {
    if (!(error instanceof AppTokenFault)) throw error;
    telemetry.onFault(error);
    return { ok: false, error: 'the gateway could not get its own token' };
  }
  const { internal, limits } = call.target;
  const opened = await gateway.connect({ url: addressOf(call), internal, timeoutMs: limits.timeoutMs });
  return opened.ok ? { ok: true, proof, connection: opened.connection } : opened;
}
