// One call to Countersign, once: the answer, or in a word why there is none.
import { type Attempt, attempt, type Reply, type Tried } from '../client/attempt.ts';

/** Makes it. The word is the connection's code where there is one, e.g. ECONNREFUSED. */
export const send = async (call: Attempt): Promise<Reply | string> => replyOf(await attempt(call));

/** The answer, or the word. */
export const replyOf = (tried: Tried): Reply | string =>
  'reply' in tried ? tried.reply : wordOf(tried.error);

function wordOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  if (cause instanceof Error) return cause.message;
  return error instanceof Error ? error.message : 'unknown';
}
