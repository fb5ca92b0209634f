// What an app does before it serves: tables and queues are there, its keys and the policy's text are kept, and the log says which policy
// is in force. A start that cannot do this has failed: the platform tries again.
import type { LogDesk } from '../approvals/audit/log.ts';
import { StoreFault } from '../approvals/faults.ts';
import { meetFile } from '../approvals/policy-change/meet-file.ts';
import type { PublicJwks } from '../keys/publish.ts';
import { keepKeys } from '../store/kept-keys.ts';
import { createKeptPolicies } from '../store/kept-policies.ts';
import type { Storage } from '../store/storage.ts';
import type { Settings } from './settings.ts';

interface Ground {
  readonly settings: Pick<Settings, 'policy' | 'policyText'>;
  readonly storage: Storage;
  readonly jwks: PublicJwks;
  readonly audit: LogDesk;
}

/** Throws `StoreFault` when storage does not answer. */
export async function startOn({ settings, storage, jwks, audit }: Ground): Promise<void> {
  await storage.ensure();
  const kept = createKeptPolicies(storage);
  const file = { version: settings.policy.version, text: settings.policyText };
  await Promise.all([kept.keep(file.version, file.text), keepKeys(storage, jwks.keys)]);
  const met = await meetFile({ ...audit, readText: kept.read }, file);
  if (!met.ok) throw new StoreFault(`the policy could not be loaded: ${met.refusal.reason}`, true);
}
