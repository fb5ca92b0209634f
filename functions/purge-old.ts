// Timer, every minute: removes what the policy's `retain` says has been kept for long enough. Without it, nothing.
import type { TimerHandler } from '@azure/functions';
import { heldBy } from '../approvals/policy/member/retain.ts';
import { createPurgeRun } from '../approvals/retention/purge-run.ts';
import type { Parts } from './parts.ts';

/** NCRONTAB, with seconds: apart from the sweep's. */
export const PURGE_SCHEDULE = '37 * * * * *';

/** Throws when storage is out of reach, or one request cannot be removed, once the others are. */
export const purgeOld = ({ policy, purgeDesk }: Parts): TimerHandler =>
  createPurgeRun(purgeDesk, {
    retain: policy.retain,
    policyVersion: policy.version,
    isHeld: heldBy(policy.retain),
  });
