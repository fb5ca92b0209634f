// Each agent's callback secret, derived and never stored: losing the store gives no secret away.
// Promises: the secret of one agent says nothing about another's; the same agent always gets the same one.
import { hkdfSync } from 'node:crypto';
import { assertStrongKey, lengthPrefixed } from './key-bytes.ts';

/** The Standard Webhooks secret (`whsec_…`) that signs callbacks to this agent. */
export function callbackSecret(
  master: Uint8Array,
  agent: { readonly tenant: string; readonly clientId: string },
): string {
  assertStrongKey(master, 'callback master secret');
  const info = lengthPrefixed('countersign callback v1', agent.tenant, agent.clientId);
  // The master is uniformly random, so HKDF needs no salt.
  const secret = hkdfSync('sha256', master, new Uint8Array(0), info, 32);
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}
