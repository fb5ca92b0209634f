// What can keep an action from running, one class for each thing a caller would do differently. Every message says what to do.
import type { Task } from './wire.ts';

/** All of them. `code` is stable; the words are for people. */
export class CountersignError extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CountersignError';
    this.code = code;
  }
}

/** It was decided, and not for it: denied, expired, cancelled, or nobody could decide it. `task` tells who said what. Final. */
export class NotApproved extends CountersignError {
  readonly task: Task;
  constructor(task: Task) {
    super(task.status, wordsFor(task));
    this.name = 'NotApproved';
    this.task = task;
  }
}

/**
 * Approved, but the approval cannot be used (any more). Final; ask anew if it is still needed. `approval_used`: a run has used it, so look
 * first what came of that one. `detail` is why, with what to do.
 */
export class NotUsable extends CountersignError {
  constructor(reason: string, detail = 'Ask anew if it is still needed.') {
    super(reason, `The approval cannot be used (${reason}). Nothing was run. ${detail}`);
    this.name = 'NotUsable';
  }
}

/** Somebody started it already: another process, or this one before it died. It was not run again. */
export class AlreadyStarted extends CountersignError {
  /** As the journal has it; absent: it may still run, or nobody wrote down how it ended. */
  readonly result: 'succeeded' | 'failed' | undefined;
  constructor(result: 'succeeded' | 'failed' | undefined) {
    const ended = result === undefined ? 'how it ended is not known; look at the target' : `it ${result}`;
    super('already_started', `This approval was started before: ${ended}. It was not run again.`);
    this.name = 'AlreadyStarted';
    this.result = result;
  }
}

/** Countersign refused the call itself: wrong body, wrong token, limits. `problems` names the places. */
export class Refused extends CountersignError {
  readonly status: number;
  readonly problems: readonly { readonly at: string; readonly message: string }[];
  constructor(status: number, code: string, message: string, problems: Refused['problems'] = []) {
    super(code, message);
    this.name = 'Refused';
    this.status = status;
    this.problems = problems;
  }
}

/** The caller's own mistake, found before anything was sent: an address, a token, a key or a value that cannot be. The message says which. */
export class InvalidCall extends CountersignError {
  constructor(message: string, cause?: unknown) {
    super('invalid_call', `${message} Nothing was sent.`, cause);
    this.name = 'InvalidCall';
  }
}

/** No answer, or none that one could act on. Nothing was run. The same call again is safe. */
export class Unreachable extends CountersignError {
  constructor(message: string, cause?: unknown) {
    super('unreachable', message, cause);
    this.name = 'Unreachable';
  }
}

/** The time given to wait is over and nobody has decided. The request stays open: wait again, or resume later. */
export class StillPending extends CountersignError {
  readonly task: Task;
  constructor(task: Task) {
    super(
      'pending',
      `Nobody has decided yet. It stays open until ${task.expires_at}: wait again, or resume later.`,
    );
    this.name = 'StillPending';
    this.task = task;
  }
}

function wordsFor({ status, display, decision, expires_at }: Task): string {
  const what = display?.title ?? 'It';
  const why = decision?.reason === undefined ? '' : ` (${decision.reason})`;
  switch (status) {
    case 'denied':
      return `Denied: ${what}${why}. Do not run it, and do not ask again for the same without a person's word.`;
    case 'expired':
      return `Nobody decided until ${expires_at}: ${what}. That means no. Ask anew if it is still needed.`;
    case 'cancelled':
      return `Withdrawn: ${what}.`;
    default:
      return `Could not be decided: ${what}${why}. Tell an administrator of Countersign; then ask anew.`;
  }
}
