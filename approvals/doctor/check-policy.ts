// The doctor's line about the policy: is the file that was deployed the one in force, and does a setting stand by to force one?

import { shortVersion } from '../verdict.ts';
import type { RequestId } from '../words.ts';
import { type Checked, failed, ok, warning } from './check.ts';

/** What a host knows of the policy in force, as of its last look at the log. Versions are SHA-256 in hex. */
export interface PolicyState {
  /** In force; empty while that is not known yet. */
  readonly version: string;
  /** Of the file it was started with. */
  readonly file: string;
  /** The policy that waits for people, and the request that asks them. */
  readonly waiting?: { readonly version: string; readonly request: RequestId };
  /** Setting COUNTERSIGN_POLICY_FORCE. */
  readonly force?: string;
}

/** A file that waits is told as such: whoever deployed it may believe that it is in force. `addressOf` tells where a request is decided. */
export function checkPolicy(
  { version, file, waiting, force }: PolicyState,
  addressOf: (request: RequestId) => string,
): Checked {
  const inForce = `the policy ${short(version)} is in force`;
  if (waiting?.version === file)
    return warning(
      `${inForce}, and the file ${short(file)} waits for approval in request ${waiting.request}`,
      `Decide it on its card in Teams, or at ${addressOf(waiting.request)}. Where nobody can: docs/policy-changes.md, "The way back".`,
    );
  if (file !== version)
    return failed(
      `${inForce}, and the file ${short(file)} is not: it was not approved, or another one was since this host started`,
      'Deploy the policy that is in force, or a changed file: that is asked for anew. An expired request is asked for again when the app starts.',
    );
  if (force !== undefined)
    return failed(
      `${inForce}, and COUNTERSIGN_POLICY_FORCE stands by to load ${short(force)} without an approval`,
      'Take the setting away now that it is not needed.',
    );
  return ok(`${inForce}, as the file says`);
}

const short = (version: string): string => `${shortVersion(version)}…`;
