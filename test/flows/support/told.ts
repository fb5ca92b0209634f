// What comes back over the wire, loosely typed: a test reads the member it is about and asserts on it.
import type { Status } from '../../../approvals/words.ts';

/** The members of tasks, decisions and problem documents that flows look at. */
export interface Told {
  readonly task?: Task;
  readonly result?: {
    readonly mode: string;
    readonly approval: Approval & { readonly approved_at: string; readonly approved_until: string };
  };
  readonly state?: string;
  readonly decision?: boolean;
  readonly context?: {
    readonly used_at?: string;
    readonly reason?: string;
    readonly next_action?: string;
    readonly detail?: string;
    readonly retry_after?: number;
    readonly run_before?: string;
    readonly redemption?: { readonly id: string; readonly replayed: boolean };
    readonly rules?: readonly string[];
    readonly evaluation_id?: string;
    readonly access_request?: { readonly endpoint: string };
  };
  readonly status?: number | string;
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly problems?: readonly { readonly at: string; readonly message: string }[];
  readonly limit?: { readonly name: string; readonly max: number; readonly agent: object };
  readonly secret?: string;
}

/** The proof an agent presents. */
export interface Approval {
  readonly id: string;
  readonly state: string;
}

/** A request as its agent reads it. */
export interface Task {
  readonly id: string;
  readonly status: Status;
  readonly status_endpoint: string;
  readonly expires_at: string;
  readonly intent_hash: string;
  readonly policy: { readonly version: string; readonly effect: string; readonly rules: readonly string[] };
  readonly decision?: {
    readonly reason?: string;
    readonly votes: readonly {
      readonly by: { readonly oid: string; readonly name: string };
      readonly choice: string;
      readonly reason?: string;
      readonly untrusted_text?: string;
    }[];
  };
  readonly comment_count?: number;
  readonly comments?: readonly {
    readonly by: { readonly kind: string; readonly id: string; readonly name: string };
    readonly reason_code?: string;
    readonly untrusted_text?: string;
  }[];
  readonly grant?: { readonly id: string; readonly state: string; readonly redeemed_by?: string };
  readonly evaluated?: { readonly decision: boolean; readonly reason?: string };
  readonly display?: { readonly description: string };
  readonly outcome?: { readonly result: string; readonly detail?: string; readonly by?: string };
  readonly delivery?: {
    readonly prompts: readonly {
      readonly route: string;
      readonly state: string;
      readonly last_error?: string;
    }[];
    readonly callbacks: readonly {
      readonly state: string;
      readonly attempts: number;
      readonly last_error?: string;
    }[];
  };
}

/** One answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Told;
}
