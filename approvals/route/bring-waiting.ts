// A person has the app since now: their own cards of open requests, which waited for that, come at once. Without this each would come when it is
// looked at next, within ten minutes.
import { revive } from '../prompt/prompt.ts';
import type { Person } from '../words.ts';
import type { Prompt } from '../work.ts';
import { openPrompts, type ReviveDesk, reviveEach } from './open-prompts.ts';

/** So many open requests are looked through, those that end first: many people may get the app at once, from an administrator. */
const LOOKED_THROUGH = 200;

/** How many cards are on their way. Throws `StoreFault`: they come by themselves then. */
export async function bringWaiting(desk: ReviveDesk, { oid }: Pick<Person, 'oid'>): Promise<number> {
  const { prompts } = await openPrompts(desk, LOOKED_THROUGH);
  return await reviveEach(desk, prompts, (prompt) =>
    prompt.person === oid && isNowhere(prompt) ? revive(prompt, undefined, false) : undefined,
  );
}

/** It never had a place; also one that is being looked for just now, by somebody who may have read too early that there is none. */
const isNowhere = ({ conversation, held }: Prompt): boolean =>
  conversation === undefined && held === undefined;
