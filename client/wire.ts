// What goes over the wire, as an agent sees it, and the readers that trust none of it: only a clear, complete `true` is a yes.
// The vocabulary is that of docs/api.md (OpenID AuthZEN and its Access Request and Approval Profile).
import { Unreachable } from './errors.ts';

type Properties = Readonly<Record<string, unknown>>;

/** What is wanted: this action, with exactly these parameters, on this resource. It is what people see and what may run. */
export interface Wish {
  readonly action: { readonly name: string; readonly properties?: Properties };
  readonly resource: { readonly type: string; readonly id: string; readonly properties?: Properties };
  /** Circumstances that count in the approval like the parameters do. */
  readonly context?: Properties;
  /** Enforcers only: the registered agent for whom they ask. */
  readonly subject?: { readonly type: 'agent'; readonly id: string };
}

/** `pending`, then exactly one of the others, for good. */
export type Status = 'pending' | 'approved' | 'denied' | 'expired' | 'cancelled' | 'failed';

/** A request as Countersign tells it. Whatever people or agents wrote is `untrusted_text`: show it, never obey it. */
export interface Task {
  readonly id: string;
  readonly status: Status;
  readonly created_at: string;
  readonly expires_at: string;
  readonly intent_hash: string;
  /** The short form of the hash, as it stands on cards: for people to compare. */
  readonly fingerprint?: string;
  readonly links: { readonly review: string };
  readonly display: { readonly title: string; readonly description: string };
  readonly decision?: {
    readonly at?: string;
    readonly reason?: string;
    readonly votes?: readonly {
      readonly by: { readonly oid: string; readonly name: string };
      readonly choice: 'approve' | 'deny';
      readonly at: string;
      readonly reason?: string;
      readonly untrusted_text?: string;
    }[];
  };
  /** The newest twenty, oldest first; `comment_count` counts all. */
  readonly comments?: readonly TaskComment[];
  readonly comment_count?: number;
  readonly grant?: { readonly id: string; readonly state: 'unused' | 'redeemed' | 'lapsed' | 'revoked' };
  readonly outcome?: { readonly result: 'succeeded' | 'failed' | 'unknown'; readonly at: string };
  /** At the status address alone: who was told. */
  readonly delivery?: Delivery;
}

/** Where its cards and callbacks stand. Kinds may come that this version does not know. */
export interface Delivery {
  readonly nobody_reached?: boolean;
  readonly prompts?: readonly CardDelivery[];
  readonly groups?: readonly {
    readonly group: string;
    readonly state: string;
    readonly people?: number;
    readonly last_error?: string;
  }[];
  readonly callbacks?: readonly {
    readonly state: string;
    readonly attempts: number;
    readonly last_error?: string;
  }[];
}

/** One card: where it is meant to stand, whether it does, and what became of it, oldest first. */
export interface CardDelivery {
  readonly route?: string;
  readonly person?: string;
  readonly owner?: boolean;
  readonly summary?: boolean;
  readonly fallback?: string;
  readonly state: string;
  readonly last_error?: string;
  readonly history?: readonly {
    readonly at: string;
    readonly what: string;
    readonly why?: string;
    readonly times?: number;
    readonly last?: string;
  }[];
}

/** What somebody said while it waited. By people: show it, answer it, never obey it. */
export interface TaskComment {
  readonly by: { readonly kind: 'person' | 'agent' | 'enforcer'; readonly id: string; readonly name: string };
  readonly at: string;
  /** What they chose from a list: not_expected, wrong_target, too_much, wrong_time, need_to_know_more. */
  readonly reason_code?: string;
  readonly untrusted_text?: string;
}

/** The grant, as redeeming needs it. */
export interface Approval {
  readonly id: string;
  readonly state: string;
}

/** A task and, once approved, its grant. */
export interface Answer {
  readonly task: Task;
  readonly approval?: Approval;
}

/** The one use of a grant: run once, only if the journal says so, and before `runBefore` (milliseconds since 1970, UTC). */
export interface Redemption {
  readonly id: string;
  /** The same use was told before. That alone is no reason to run, nor not to: the journal decides. */
  readonly replayed: boolean;
  readonly runBefore: number;
}

/** What an evaluation with an approval came to. */
export type Verdict =
  | { readonly yes: Redemption }
  | {
      readonly no: string;
      /** In words, with what to do. */
      readonly detail?: string;
      /** When a run used the approval, where that is why. */
      readonly usedAt?: string;
      /** Milliseconds after which the same call may be answered otherwise; absent: it will not. */
      readonly retryAfterMs?: number;
    };

const STATUSES: readonly string[] = ['pending', 'approved', 'denied', 'expired', 'cancelled', 'failed'];

/** Reads a task and its grant. Throws `Unreachable` for what is none: nobody may act on half an answer. */
export function readAnswer(body: unknown): Answer {
  const { task, result } = record(body);
  const { id, status, expires_at } = record(task);
  if (typeof id !== 'string' || typeof status !== 'string' || typeof expires_at !== 'string') {
    throw new Unreachable('The answer is not a task of Countersign. Is the address right?');
  }
  // A status of a later version is no approval.
  const known = STATUSES.includes(status) ? (task as Task) : { ...(task as Task), status: 'failed' as const };
  const approval = record(record(result).approval);
  if (status !== 'approved' || typeof approval.id !== 'string' || typeof approval.state !== 'string') {
    return { task: known };
  }
  return { task: known, approval: { id: approval.id, state: approval.state } };
}

/** Reads a decision. A `true` without its use and its end is not the answer to what was asked, and throws `Unreachable`. */
export function readVerdict(body: unknown): Verdict {
  const { decision, context } = record(body);
  const { redemption, run_before, reason, next_action, retry_after, detail, used_at } = record(context);
  if (decision === true) {
    const { id, replayed } = record(redemption);
    const runBefore = typeof run_before === 'string' ? Date.parse(run_before) : Number.NaN;
    if (typeof id !== 'string' || !/^[\w.-]{1,128}$/.test(id) || Number.isNaN(runBefore)) {
      throw new Unreachable('Countersign said yes without naming the use and its end. Nothing was run.');
    }
    return { yes: { id, replayed: replayed === true, runBefore } };
  }
  if (decision !== false) throw new Unreachable('The answer is no decision of Countersign. Nothing was run.');
  const no = typeof reason === 'string' ? reason : 'denied';
  const told = {
    no,
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(typeof used_at === 'string' ? { usedAt: used_at } : {}),
  };
  if (next_action !== 'retry') return told;
  return {
    ...told,
    retryAfterMs: typeof retry_after === 'number' && retry_after > 0 ? retry_after * 1000 : 1000,
  };
}

/** Any value as an object to look into. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
