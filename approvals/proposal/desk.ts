// What a change of the policy needs from the world, beside the log that tells which one is in force.

import type { SubmitDesk } from '../ask/submit.ts';
import type { LogDesk } from '../audit/log.ts';
import type { Policy } from '../policy/policy.ts';
import type { Agent } from '../words.ts';
import type { HeardBook } from './heard-files.ts';

/** Reads kept policies, and knows which hosts are there. */
export interface PolicyDesk extends LogDesk {
  /** The text of a version, proven by its hash; `undefined` when there is none. Throws `StoreFault`. */
  readonly readText: (version: string) => Promise<string | undefined>;
  /** Which files hosts hold. */
  readonly heard: HeardBook;
}

/** And asks people about a change, in the deployment's own name. */
export interface ChangeDesk extends PolicyDesk {
  /** With which requests are asked, redeemed and withdrawn. */
  readonly requests: SubmitDesk;
  /** As who the deployment asks. */
  readonly own: Agent;
  /** The policy this host runs on. */
  readonly policy: Policy;
}
