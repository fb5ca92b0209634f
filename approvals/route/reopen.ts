// A conversation that had been closed to the bot takes its cards again: the app was added there anew, or somebody wrote to it there. Cards of
// open requests that were given up because of it come at once.
import { eachAtOnce } from '../each-at-once.ts';
import type { Turns } from '../pace/turns.ts';
import { revive } from '../prompt/prompt.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, Person } from '../words.ts';
import type { Conversation, Prompt } from '../work.ts';
import type { LinkBook } from './link-book.ts';
import type { MoveDesk } from './move.ts';

/** What it takes. `names`: the policy's routes. */
export type ReopenDesk = MoveDesk & {
  readonly turns: Turns;
  readonly links: Pick<LinkBook, 'find'>;
  readonly names: readonly string[];
};

/** So many open requests are looked through, those that end first; the others come with their next change, or by redriving. */
const LOOKED_THROUGH = 500;
const AT_ONCE = 16;

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
  const isFor = ({ route, person: oid }: Prompt): boolean =>
    route === undefined ? conversation.type === 'personal' && oid === person?.oid : routes.includes(route);
  const ids = await desk.listPending(LOOKED_THROUGH);
  const revived = await eachAtOnce(ids, AT_ONCE, async (id) => {
    const row = await desk.store.peek<ApprovalRequest>(id, REQUEST_KEY);
    if (row === undefined || row.newer !== undefined || row.data.status !== 'pending') return 0;
    const done = await Promise.all(row.data.prompts.map((key) => reviveOne(desk, id, key, isFor)));
    return done.filter(Boolean).length;
  });
  return revived.reduce((sum, each) => sum + each, 0);
}

async function reviveOne(
  desk: ReopenDesk,
  id: string,
  key: string,
  isFor: (prompt: Prompt) => boolean,
): Promise<boolean> {
  const stored = await desk.store.read<Prompt>(id, key);
  if (stored === undefined || !stored.data.dead || !isFor(stored.data)) return false;
  const free = await desk.store.swap(id, key, stored.etag, revive(stored.data, undefined, false));
  if (free !== undefined) await desk.nudge([{ kind: 'show', request: id, todo: key }]);
  return free !== undefined;
}
