// Running a function only with an approval of exactly its parameters, and once. The order is the whole of it: the key is in the journal
// before the grant is used, "started" is in the journal before the function is called, and the end is told last.
import { checkWithin } from './check-call.ts';
import type { Ask, Asked, Client, Wait } from './client.ts';
import { AlreadyStarted, CountersignError, NotApproved, NotUsable } from './errors.ts';
import { type Held, readHandle } from './handle.ts';
import type { Journal, Result } from './journal.ts';
import type { Approval, Redemption, Task, Wish } from './wire.ts';

/** What the function is given. */
export interface Permit {
  readonly request: string;
  /**
   * The wish. Whatever of it counts is as approved: use these parameters, not others that look like them. `context.business_justification`,
   * `context.approval` and what the policy lists as `uncounted` do not count: nobody vouches for them, least of all behind `resume`.
   */
  readonly wish: Wish;
  readonly redemption: Redemption;
}

/** How to guard. */
export interface GuardOptions<T> extends Wait {
  /** Called once the request is recorded and before waiting; awaited. Store the handle here to be able to resume. */
  readonly onAsked?: (asked: { readonly handle: string; readonly task: Task }) => void | Promise<void>;
  /** Called when it ran and Countersign could not be told what came of it (there it will stand as unknown), or the journal, or not all of it: with what `isSuccess` or `describe` threw. */
  readonly onUnreported?: (error: unknown) => void;
  /** Did it succeed? Left out: whatever does not throw did. What throws here could not say so: it is told as failed, and why. */
  readonly isSuccess?: (result: T) => boolean;
  /** A line about the result for the record and the card, e.g. "4,812 rows". Put no secret in it. */
  readonly describe?: (result: T) => string;
}

/** The two ways to run something approved. */
export interface Guard {
  /**
   * Asks, waits, uses the approval and runs `fn` once, then reports what came of it. Resolves with what `fn` gave; throws what `fn` threw.
   * Throws `NotApproved`, `StillPending`, `NotUsable`, `AlreadyStarted`, `Refused`, `InvalidCall`, `Unreachable`: then `fn` was not called by
   * this call. Where `fn` guards or calls Countersign itself, these may also be what `fn` threw.
   */
  readonly guard: <T>(
    ask: Ask,
    fn: (permit: Permit) => Promise<T> | T,
    options?: GuardOptions<T>,
  ) => Promise<T>;
  /** Goes on from a handle, in this process or another one. The same promises and errors. */
  readonly resume: <T>(
    handle: string,
    fn: (permit: Permit) => Promise<T> | T,
    options?: GuardOptions<T>,
  ) => Promise<T>;
}

type Calls = Pick<Client, 'request' | 'wait' | 'redeem' | 'report'>;

/** Guards with these calls and this journal. */
export function createGuard(calls: Calls, journal: Journal): Guard {
  async function run<T>(
    { request, wish }: Held,
    approval: Approval,
    fn: (permit: Permit) => Promise<T> | T,
    options: GuardOptions<T>,
  ): Promise<T> {
    const { onUnreported, signal } = options;
    // Two processes with one journal redeem as one; with two journals they differ, and the second is refused.
    const key = await journal.keyFor(request, crypto.randomUUID());
    const redemption = await calls.redeem(wish, approval, key, signal);
    const { isOwn, entry } = await journal.start({ redemption: redemption.id, request });
    if (!isOwn) throw new AlreadyStarted(entry.result);
    // Asked last: whatever took long came before. From here on nothing may stop between "started" and the call.
    // It did run. What cannot be written down or told must not hide what came of it.
    const unreported = (error: unknown) => {
      try {
        onUnreported?.(error);
      } catch {
        // Nobody is left to tell.
      }
    };
    const end = async (how: Result, detail?: string) => {
      for (const tell of [
        () => journal.finish(redemption.id, how),
        () => calls.report(request, how, detail),
      ]) {
        try {
          await tell();
        } catch (error) {
          unreported(error);
        }
      }
    };
    if (Date.now() >= redemption.runBefore) {
      await end('failed', 'the time of the approval was over before it began');
      throw new NotUsable('too_late');
    }
    let result: T;
    try {
      result = await fn({ request, wish, redemption });
    } catch (error) {
      // A message may hold secrets; its kind does not.
      await end('failed', kindOf(error));
      throw error;
    }
    await end(...judged(result, options, unreported));
    return result;
  }

  async function go<T>(
    asked: Asked,
    fn: (permit: Permit) => Promise<T> | T,
    options: GuardOptions<T>,
  ): Promise<T> {
    await options.onAsked?.({ handle: asked.handle, task: asked.task });
    const held = readHandle(asked.handle);
    if (asked.approval !== undefined) return await run(held, asked.approval, fn, options);
    if (asked.task.status !== 'pending') throw new NotApproved(asked.task);
    const { approval } = await calls.wait(held.request, options);
    return await run(held, approval, fn, options);
  }

  return {
    guard: async (ask, fn, options = {}) => {
      checkWithin(options.withinMs);
      return await go(await calls.request(ask), fn, options);
    },
    resume: async (handle, fn, options = {}) => {
      const held = readHandle(handle);
      const { approval } = await calls.wait(held.request, options);
      return await run(held, approval, fn, options);
    },
  };
}

/** How it ended and the line about it, by the caller's own functions: they may be wrong, and it ran all the same. */
function judged<T>(
  result: T,
  { isSuccess, describe }: GuardOptions<T>,
  unreported: (error: unknown) => void,
): readonly [Result, (string | undefined)?] {
  let how: Result;
  try {
    how = isSuccess?.(result) === false ? 'failed' : 'succeeded';
  } catch (error) {
    unreported(error);
    return ['failed', 'it ran to its end; its caller could not tell whether it succeeded'];
  }
  try {
    const line: unknown = describe?.(result);
    if (line === undefined || typeof line === 'string') return [how, line];
    throw new TypeError('`describe` gave no text.');
  } catch (error) {
    unreported(error);
    return [how];
  }
}

/** The stable word of our own errors, the name of others; never their message. */
function kindOf(error: unknown): string | undefined {
  if (error instanceof CountersignError) return error.code;
  return error instanceof Error ? error.name : undefined;
}
