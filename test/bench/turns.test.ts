// How often ask and answer wait for the world: calls made side by side are one turn. A call more, or one that waits for another without
// need, is seen here before it is seen in `npm run bench`.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { submit } from '../../approvals/ask/submit.ts';
import { answer } from '../../approvals/decision/answer.ts';
import { show } from '../../approvals/prompt/show.ts';
import { promptKey } from '../../approvals/row-keys.ts';
import type { Prompt } from '../../approvals/work.ts';
import { aClick, aConversation, anAsk, aPerson, NOW } from '../support/builders.ts';
import { createMemoryDenials } from '../support/memory-denials.ts';
import {
  createMemoryCatalog,
  createMemoryQueue,
  createMemoryQuotaBook,
  createMemoryStandings,
  createMemoryStore,
  createMemoryWatchList,
} from '../support/memory-store.ts';
import type { Around } from '../support/memory-tables.ts';
import { createTestDesk } from '../support/test-desk.ts';

const ASK = anAsk({ justification: 'Monthly reconciliation' });

test('an ask waits six times: places, counting, what stands against it, lists, commit, reading back while nudging', async () => {
  const { desk, turnsOf } = turnDesk();
  const turns = await turnsOf(() => submit(desk, ASK));
  assert.deepEqual(turns, [
    ['place pending', 'place rate'],
    ['count pending', 'count rate'],
    ['denials', 'read standing'],
    ['catalog', 'watch'],
    ['commit requested'],
    ['nudge', 'read request'],
  ]);
});

test('an approving click reads the request once before it votes, and once after, and then whether its agent stands still', async () => {
  const { desk, turnsOf, prompt } = turnDesk();
  await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  await turnsOf(() => submit(desk, ASK));
  await turnsOf(() => show(desk, ASK.id, promptKey(1)));
  const { nonce, activities } = prompt();
  const click = aClick({ nonce, activity: activities[0]?.id ?? '' });
  const turns = await turnsOf(async () => {
    const reply = await answer(desk, click);
    assert.equal(reply.kind === 'card' && reply.view.request.status, 'approved');
    assert.equal(reply.kind === 'card' && Object.values(reply.view.texts)[0], ASK.justification);
  });
  assert.deepEqual(turns, [
    ['read request'],
    ['read intent', 'read prompt-1', 'read text'],
    ['look up', 'read standing'],
    ['watch'],
    ['commit voted+approved'],
    ['nudge', 'read request'],
    ['read standing'],
  ]);
});

/** A desk whose calls are answered turn by turn: all that are under way at once, and then those that waited for them. */
function turnDesk() {
  const world = createTestDesk();
  let waiting: { name: string; go: () => void }[] = [];
  const around: Around = ({ name }, apply) =>
    new Promise((resolve) => {
      waiting.push({ name: name.replace(/^read text-.*/, 'read text'), go: () => resolve(apply()) });
    });
  const queue = createMemoryQueue(around);
  const desk = {
    ...world.desk,
    store: createMemoryStore(world.tables, around),
    standings: createMemoryStandings(world.tables, around),
    watch: createMemoryWatchList(world.tables, around),
    catalog: createMemoryCatalog(world.tables, around),
    quota: createMemoryQuotaBook(undefined, around),
    denials: createMemoryDenials(world.tables, around),
    nudge: queue.send,
    lookUp: (oid: string, groups: readonly string[]) =>
      around({ effect: 'read', name: 'look up' }, () => world.desk.lookUp(oid, groups)).then(
        (found) => found,
      ),
  };

  async function turnsOf(work: () => Promise<unknown>): Promise<string[][]> {
    const turns: string[][] = [];
    let isDone = false;
    const working = work().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await setImmediate();
      const now = waiting;
      waiting = [];
      if (now.length > 0) turns.push(now.map(({ name }) => name).sort());
      for (const { go } of now) go();
    }
    await working;
    return turns;
  }
  const prompt = () => world.tables.get(ASK.id, promptKey(1))?.data as Prompt;
  return { desk, turnsOf, prompt };
}
