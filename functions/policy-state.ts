// What this host knows of the policy in force: for health, for the doctor, and for whoever waits for a change.
import type { RequestId } from '../approvals/words.ts';

/** As of the last look at the log. */
export interface PolicyState {
  /** The version in force. */
  readonly version: string;
  /** That of the file this host was started with. */
  readonly file: string;
  /** The file waits for the approval of this request. */
  readonly waiting?: { readonly version: string; readonly request: RequestId };
  /** Setting COUNTERSIGN_POLICY_FORCE. */
  readonly force?: string;
}

/** Asks nothing of storage. */
export type PolicyStateNow = () => PolicyState;
