// A call of a person, made again as the client of agents does, under one key so that nothing happens twice; less patiently, since somebody sits
// and waits. An answer of any status is an answer: what a no means is told in `refusal.ts`.
import type { Reply } from '../client/attempt.ts';
import { type Call, callUntilAnswered } from '../client/call.ts';
import { CommandError } from './exit.ts';
import { replyOf } from './send.ts';

/** Whom we ask, and in whose name. */
export interface Asking {
  /** Address of Countersign. */
  readonly url: string;
  readonly token: string;
}

const PATIENCE_MS = 6000;

/** The answer, or in a word why there is none. */
export const ask = async ({ url, token }: Asking, call: Call): Promise<Reply | string> =>
  replyOf(await callUntilAnswered({ url, token: async () => token }, call, PATIENCE_MS));

/** The answer. Throws a `CommandError` when none comes; `whenSilent` says what that means, and what to do. */
export async function askForAnswer(asking: Asking, call: Call, whenSilent: string): Promise<Reply> {
  const reply = await ask(asking, call);
  if (typeof reply !== 'string') return reply;
  throw new CommandError(1, `${asking.url} does not answer (${reply}).\n${whenSilent}`);
}
