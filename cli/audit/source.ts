// Where the pages come from: calls to Countersign in the name of an auditor, made again until they are answered.

import type { Reply } from '../../client/attempt.ts';
import { type Call, callUntilAnswered } from '../../client/call.ts';
import { createAgentToken } from '../agent/token.ts';
import { CommandError } from '../exit.ts';
import { refusalOf } from '../refusal.ts';
import { sayOnce } from '../retry.ts';
import { replyOf } from '../send.ts';
import type { Environment } from '../surroundings.ts';

/** Makes one call; the answer if it is a good one. Throws a `CommandError` otherwise. */
export type Source = (call: Call) => Promise<Reply>;

const PATIENCE_MS = 60_000;

/**
 * The source over this address. A token is asked for once, and anew when it is not accepted any more. That it is not answered at once is told
 * through `say`, once.
 */
export function createSource(
  { url, tokenCommand }: { readonly url: string; readonly tokenCommand: string | undefined },
  env: Environment,
  say: (line: string) => void,
): Source {
  const tokenOf = createAgentToken(env, tokenCommand, 'auditor');
  let kept: string | undefined;
  const token = async (fresh: boolean): Promise<string> => {
    if (fresh || kept === undefined) kept = await tokenOf(fresh);
    return kept;
  };
  const onRetry = sayOnce(url, say);
  return async (call) => {
    const reply = replyOf(await callUntilAnswered({ url, token, onRetry }, call, PATIENCE_MS));
    if (typeof reply === 'string')
      throw new CommandError(
        1,
        `${url} does not answer (${reply}). Run the same command again: it goes on where it is.`,
      );
    if (reply.status < 300) return reply;
    throw refusalOf(reply);
  };
}
