// A conversation that had been closed to the bot takes its cards again: the app was added there anew, or somebody wrote to it there. Cards of
// open requests that were given up because of it come at once.
import type { Turns } from '../pace/turns.ts';
import { revive } from '../prompt/prompt.ts';
import type { Person } from '../words.ts';
import type { Conversation, Prompt } from '../work.ts';
import type { LinkBook } from './link-book.ts';
import { openPrompts, type ReviveDesk, reviveEach } from './open-prompts.ts';

/** What it takes. `names`: the policy's routes. */
export type ReopenDesk = ReviveDesk & {
  readonly turns: Turns;
  readonly links: Pick<LinkBook, 'find'>;
  readonly names: readonly string[];
};

/** So many open requests are looked through; the others come with their next change, or by redriving. */
const LOOKED_THROUGH = 500;

/** How many cards are on their way; nothing where the conversation was not closed. `person`: whose own chat it may be. Throws `StoreFault`. */
export async function reopen(
  desk: ReopenDesk,
  conversation: Conversation,
  person: Person | undefined,
): Promise<number> {
  if (!(await desk.turns.reopen(conversation))) return 0;
  const found = await Promise.all(
    desk.names.map(async (name) =>
      (await desk.links.find(name))?.id === conversation.id ? name : undefined,
    ),
  );
  const routes = found.filter((name) => name !== undefined);
  const isFor = ({ route, person: oid, fallback }: Prompt): boolean =>
    route === undefined
      ? conversation.type === 'personal' && oid === person?.oid
      : routes.includes(fallback ?? route) || routes.includes(route);
  const { prompts } = await openPrompts(desk, LOOKED_THROUGH);
  return await reviveEach(desk, prompts, (prompt) =>
    prompt.dead && isFor(prompt) ? revive(prompt, undefined, false) : undefined,
  );
}
