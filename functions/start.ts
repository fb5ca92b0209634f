// What an app does before it serves: tables and queues are there, its keys and the policy's text are kept. And what it does at once when it
// serves: the cards that hosts before it left behind.
import { type CatchUpDesk, catchUp } from '../approvals/lapse/catch-up.ts';
import type { Instant } from '../approvals/words.ts';
import type { PublicJwks } from '../keys/publish.ts';
import { keepKeys } from '../store/kept-keys.ts';
import type { KeptPolicies } from '../store/kept-policies.ts';
import type { Storage } from '../store/storage.ts';
import type { Settings } from './settings.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

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

/** Brings cards up to date that hosts left behind which are gone, and does not wait for it. `since`: when this host began. */
export function beginCatchUp(
  desk: CatchUpDesk,
  { outside, onFault }: Pick<Telemetry, 'outside' | 'onFault'>,
  since: Instant,
): void {
  outside(() => void catchUp(desk, since).catch(onFault));
}
