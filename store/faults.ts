// What storage answered, told apart: absent, conflict, or broken. Absence and conflict are answers; the rest is a fault.
import { StoreFault } from '../approvals/faults.ts';

/** Each call is given up after this long: a person waits at the card, and the sweep waits for nobody. */
const CALL_TIMEOUT_MS = 2000;

/** The options of one call to storage: its end. */
export const callOptions = () => ({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });

/**
 * `absent` 404; `conflict` 409 the row exists; `stale` 412 the version changed; `refused` 400, 401, 403, 413: asking again will not help;
 * `unanswered`: cut, timed out, throttled or broken, so the write may or may not have happened.
 */
export type Trouble = 'absent' | 'conflict' | 'stale' | 'refused' | 'unanswered';

/** Tells an error of the SDK. */
export function classify(error: unknown): Trouble {
  const status = statusOf(error);
  if (status === 404) return 'absent';
  if (status === 409) return 'conflict';
  if (status === 412) return 'stale';
  if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429)
    return 'refused';
  return 'unanswered';
}

/** The fault to throw for an error that is neither absence nor conflict. */
export function faultOf(what: string, error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const trouble = classify(error);
  const status = statusOf(error);
  const told = status === undefined ? 'no answer' : `status ${status}`;
  return new StoreFault(`${what}: ${told} from storage`, trouble !== 'refused', error);
}

/** What `run` comes to; whatever breaks in it is a fault that says at what. */
export async function asFault<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw faultOf(what, error);
  }
}

/** For `catch`: this one trouble is an answer. A row that is there already was put down, one that is gone was removed. */
export const unless =
  (...answers: readonly Trouble[]) =>
  (error: unknown): void => {
    if (!answers.includes(classify(error))) throw error;
  };

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
