// What is told of a card that waited for its turn when its place went away: it is held no more, so whoever waits learns that nobody was reached.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DirectoryFault } from '../../../approvals/faults.ts';
import type { IndexedWork } from '../../../approvals/ports.ts';
import { deliveryOf } from '../../../approvals/prompt/delivery.ts';
import { isUnreached } from '../../../approvals/prompt/reach.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, aPerson, aVerdict, idOf, NOW } from '../../support/builders.ts';
import { createPaced, PROMPT } from '../../support/paced.ts';

const MANY = 12;
const LAST = idOf('req', MANY);
const CHAT = aConversation({ id: 'a:alice', type: 'personal' });
const toAlice = aVerdict({ notify: [], oneToOne: { people: [PEOPLE.alice], groups: [] } });

/** Many asked at once, so that the last one waits for its turn; and what the index hears of that one from now on. */
async function lastIsHeld(verdict = aVerdict()) {
  const world = await createPaced();
  await world.desk.people.remember(PEOPLE.alice, CHAT, NOW);
  for (let n = 1; n <= MANY; n++) await world.ask(n, { verdict });
  assert.equal(deliveryOf(world.prompt(MANY)), 'held');
  const heard: IndexedWork[] = [];
  const desk = {
    ...world.desk,
    index: async ({ id }: ApprovalRequest, work: IndexedWork) => void (id === LAST && heard.push(work)),
  };
  const work = async (after = 61_000) => {
    world.advance(after);
    await show(desk, LAST, PROMPT);
  };
  const news = () => heard.map(({ unreached, silenced }) => [unreached, silenced]);
  const isAlone = () => isUnreached(desk.store, world.tables.get(LAST, 'request')?.data as ApprovalRequest);
  return { ...world, desk, work, news, isAlone };
}

test('a card held for a person who takes the app away is held no more: nobody is reached, and that is told once', async () => {
  const world = await lastIsHeld(toAlice);
  await world.desk.people.forget(PEOPLE.alice, CHAT.id);
  await world.work();
  assert.equal(deliveryOf(world.prompt(MANY)), 'waiting');
  assert.equal(await world.isAlone(), true);
  await world.work();
  assert.deepEqual(world.news(), [[true, true]]);

  await world.desk.people.remember(PEOPLE.alice, CHAT, NOW);
  await world.work(5 * 60_000);
  assert.equal(await world.isAlone(), false);
  assert.deepEqual(world.news().at(-1), [false, false]);
});

test('it is told each time that it turns, also where that happened before', async () => {
  const world = await lastIsHeld(toAlice);
  const { people } = world.desk;
  await people.forget(PEOPLE.alice, CHAT.id);
  await world.work();
  // The app is there again, but so are others before this card.
  await people.remember(PEOPLE.alice, CHAT, NOW);
  world.advance(61_000);
  for (let n = MANY + 1; n <= 2 * MANY; n++) await world.ask(n, { verdict: toAlice });
  await world.work(0);
  assert.deepEqual([deliveryOf(world.prompt(MANY)), world.news().at(-1)], ['held', [false, false]]);
  await people.forget(PEOPLE.alice, CHAT.id);
  await world.work();
  assert.deepEqual(world.news(), [
    [true, true],
    [false, false],
    [true, true],
  ]);
});

test('a card held for a route whose link is taken away is held no more, and leaves the line', async () => {
  const world = await lastIsHeld();
  await world.links.unbind('data-approvals');
  await world.work();
  assert.deepEqual([deliveryOf(world.prompt(MANY)), await world.isAlone()], ['waiting', true]);
  assert.deepEqual(world.news(), [[true, true]]);
  while (await world.step());
  assert.deepEqual(world.held.all(), []);

  await world.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  await world.work();
  assert.deepEqual([deliveryOf(world.prompt(MANY)), world.news().at(-1)], ['delivered', [false, false]]);
});

test('a card held for a person of whom the directory says nothing waits for the directory', async () => {
  const world = await lastIsHeld(toAlice);
  const silent = { ...world.desk, lookUp: () => Promise.reject(new DirectoryFault('no answer')) };
  world.advance(61_000);
  await show(silent, LAST, PROMPT);
  assert.equal(deliveryOf(world.prompt(MANY)), 'waiting');
});
