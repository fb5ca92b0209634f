// What an app does before it serves: tables and queues are there, its keys and the policy's text are kept.
import type { PublicJwks } from '../keys/publish.ts';
import { keepKeys } from '../store/kept-keys.ts';
import type { KeptPolicies } from '../store/kept-policies.ts';
import type { Storage } from '../store/storage.ts';
import type { Settings } from './settings.ts';

interface Ground {
  readonly settings: Pick<Settings, 'policy' | 'policyText'>;
  readonly storage: Storage;
  readonly jwks: PublicJwks;
  readonly kept: KeptPolicies;
}

/** Throws `StoreFault` when storage does not answer. */
export async function prepare({ settings, storage, jwks, kept }: Ground): Promise<void> {
  await storage.ensure();
  await Promise.all([kept.keep(settings.policy.version, settings.policyText), keepKeys(storage, jwks.keys)]);
}
