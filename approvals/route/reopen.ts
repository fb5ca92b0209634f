// A conversation that had been closed to the bot takes its cards again: the app was added there anew, or somebody wrote to it there. Cards of
// open requests that were given up because of it come at once.
import type { NudgeLater } from '../pace/pace-book.ts';
import type { Turns } from '../pace/turns.ts';
import { revive } from '../prompt/prompt.ts';
import type { Person } from '../words.ts';
import type { Conversation, Prompt } from '../work.ts';
import type { LinkBook } from './link-book.ts';
import { openPrompts, type ReviveDesk, reviveEach } from './open-prompts.ts';

/** What reopening takes. */
export interface ReopenDesk {
  readonly turns: Pick<Turns, 'reopen'>;
  readonly nudgeLater: NudgeLater;
}

/** What reviving takes. `names`: the policy's routes. */
export type GivenUpDesk = ReviveDesk & {
  readonly links: Pick<LinkBook, 'find'>;
  readonly names: readonly string[];
};

/** So many open requests are looked through; the others come with their next change, or by redriving. */
const LOOKED_THROUGH = 500;

/** Has the queue bring what was given up there; nothing where it was not closed. `person`: whose own chat it may be. Throws `StoreFault`. */
export async function reopen(
  { turns, nudgeLater }: ReopenDesk,
  conversation: Conversation,
  person: Person | undefined,
): Promise<void> {
  if (!(await turns.reopen(conversation))) return;
  const isOwn = conversation.type === 'personal' && person !== undefined;
  await nudgeLater(
    { kind: 'bring', conversation: conversation.id, ...(isOwn ? { person: person.oid } : {}) },
    0,
  );
}

/** Sends the cards given up in the conversation on their way again. How many. Throws `StoreFault`. */
export async function reviveGivenUp(
  desk: GivenUpDesk,
  conversation: string,
  person: string | undefined,
): Promise<number> {
  const found = await Promise.all(
    desk.names.map(async (name) => ((await desk.links.find(name))?.id === conversation ? name : undefined)),
  );
  const routes = found.filter((name) => name !== undefined);
  const isFor = ({ route, person: oid, fallback }: Prompt): boolean =>
    route === undefined
      ? person !== undefined && oid === person
      : routes.includes(fallback ?? route) || routes.includes(route);
  const { prompts } = await openPrompts(desk, LOOKED_THROUGH);
  return await reviveEach(desk, prompts, (prompt) =>
    prompt.dead && isFor(prompt) ? revive(prompt, undefined, false) : undefined,
  );
}
