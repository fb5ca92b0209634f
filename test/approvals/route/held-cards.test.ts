// Cards that wait for their turn in a conversation are cards of open requests: counted among those of their route, and moved with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drain } from '../../../approvals/prompt/drain.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { moveWaiting } from '../../../approvals/route/move.ts';
import { listRoutes } from '../../../approvals/route/route-states.ts';
import { aConversation, aPerson, idOf } from '../../support/builders.ts';
import { createMemoryLists } from '../../support/memory-lists.ts';
import { createPaced, PROMPT } from '../../support/paced.ts';

const ROUTE = 'data-approvals';
const HERE = aConversation();
const THERE = aConversation({ id: '19:there@thread.tacv2' });

test('cards that are held are told beside those that stand, and none is left out', async () => {
  const { desk, ask, links, tables } = await createPaced();
  for (let n = 1; n <= 10; n++) await ask(n);
  const looking = { ...desk, links, ...createMemoryLists(tables) };
  const listed = await listRoutes(looking, [ROUTE], aPerson('ada'));
  assert.ok(listed.ok);
  assert.deepEqual(listed.value.routes[0]?.cards, {
    standing: 4,
    held: 6,
    beside: 0,
    onTheirWay: 0,
    failed: 0,
  });
});

test('cards that are held come along when their route moves, and the old line forgets them', async () => {
  const { desk, ask, tables, held, prompt, step, sent, advance } = await createPaced();
  for (let n = 1; n <= 30; n++) await ask(n);
  await desk.routes.bind(ROUTE, THERE, aPerson('ada'), desk.clock());
  const moved = await moveWaiting({ ...desk, ...createMemoryLists(tables) }, ROUTE, THERE);
  assert.equal(moved, 26);
  for (let n = 1; n <= 30; n++) await show(desk, idOf('req', n), PROMPT);
  const inLine = (id: string) => held.all().filter(({ conversation }) => conversation === id).length;
  assert.deepEqual([inLine(HERE.id), inLine(THERE.id)], [26, 22]);
  advance(4000);
  await drain(desk, HERE.id);
  assert.equal(inLine(HERE.id), 18, 'what waits in another line by now is looked at once');
  while (await step());
  assert.deepEqual(held.all(), []);
  assert.equal(prompt(30).conversation?.id, THERE.id);
  assert.equal(sent.filter(({ conversation }) => conversation.id === THERE.id).length, 26);
});

test('linking again where cards are held already moves none of them', async () => {
  const { desk, ask, tables, prompt } = await createPaced();
  for (let n = 1; n <= 6; n++) await ask(n);
  const looking = { ...desk, ...createMemoryLists(tables) };
  assert.equal(await moveWaiting(looking, ROUTE, HERE), 0);
  assert.notEqual(prompt(6).held, undefined);
});
