// A host starts where another ended in the middle of its work: cards are true at once, no card is posted twice, and what is sent late is mended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { take } from '../../../approvals/change/lease.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { NewerVersionFault, StoreFault } from '../../../approvals/faults.ts';
import { catchUp } from '../../../approvals/lapse/catch-up.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { later } from '../../../approvals/time.ts';
import type { Conversation, Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, aPerson, aRequirement, aVerdict, idOf, NOW } from '../../support/builders.ts';
import { createPaced } from '../../support/paced.ts';

const ID = idOf('req', 1);
const LEASE_MS = 20_000;
const AGAIN_MS = 5 * 60_000;
/** A host ends, and another is up. */
const START_MS = 1500;

/** A request with a card in a channel and in Alice's chat, shown as they are now; two approvals are needed. */
async function aWorld() {
  const world = await createPaced();
  const { desk } = world;
  const own = aConversation({ id: 'a:alice', type: 'personal' });
  await desk.people.remember(PEOPLE.alice, own, NOW);
  const oneToOne = { people: [PEOPLE.alice], groups: [] };
  await world.ask(1, { verdict: aVerdict({ oneToOne, requirements: [aRequirement({ count: 2 })] }) });
  const KEYS = (await desk.store.load(ID))?.data.prompts ?? [];
  assert.equal(KEYS.length, 2);
  for (const key of KEYS) await show(desk, ID, key);
  const row = async (key: string) => {
    const found = await desk.store.read<Prompt>(ID, key);
    assert.ok(found);
    return found;
  };
  const rows = () => Promise.all(KEYS.map(row));
  const watched = () => world.tables.list('watch', '').map(({ key }) => key);
  let before = world.sent.length;
  return {
    ...world,
    KEYS,
    rows,
    watched,
    decide: async (who: 'alice' | 'bob', choice: 'approve' | 'deny') =>
      assert.ok((await decide(desk, ID, { person: aPerson(who), choice, via: 'teams' })).ok),
    /** A holder takes every card, and ends. */
    hold: async (change: Partial<Prompt> = {}) => {
      for (const key of KEYS) {
        const taken = await take<Prompt>(desk, ID, key, `gone ${key}`);
        assert.ok(typeof taken === 'object');
        await desk.store.swap(ID, key, taken.etag, { ...taken.data, ...change });
      }
    },
    /** A host starts, some time after `hold`. */
    start: async () => {
      const since = later(desk.clock(), 1);
      world.advance(START_MS);
      await catchUp(desk, since);
    },
    look: async () => {
      for (const key of KEYS) await show(desk, ID, key);
    },
    /** What was sent since the last look. */
    sends: () => {
      const told = world.sent.slice(before).map(({ kind, view }) => `${kind} ${view.request.revision}`);
      before = world.sent.length;
      return told;
    },
  };
}
type World = Awaited<ReturnType<typeof aWorld>>;
const leases = async (world: World) => (await world.rows()).map(({ data }) => data.lease?.holder);

test('cards whose holder is gone show what was decided without a moment of waiting', async () => {
  const world = await aWorld();
  await world.decide('alice', 'deny');
  await world.hold();
  world.sends();
  const watched = world.watched();
  await world.start();
  assert.deepEqual(world.sends(), ['update 2', 'update 2']);
  assert.deepEqual(await leases(world), [undefined, undefined]);
  assert.deepEqual(world.watched(), watched, 'the sweep finds the same');
});

test('cards that nobody holds are brought up to date, and new ones posted', async () => {
  const world = await aWorld();
  await world.decide('alice', 'approve');
  await world.desk.people.remember(PEOPLE.bob, aConversation({ id: 'a:bob', type: 'personal' }), NOW);
  world.sends();
  await world.start();
  assert.deepEqual(world.sends(), ['update 2', 'update 2']);
  await world.start();
  assert.deepEqual(world.sends(), []);
});

test('until the lease that was taken would have ended an older update may land: each card is sent once more then', async () => {
  const world = await aWorld();
  await world.decide('alice', 'approve');
  await world.hold();
  const until = (await world.rows()).map(({ data }) => data.lease?.until);
  world.sends();
  await world.start();
  assert.deepEqual(world.sends(), ['update 2', 'update 2']);
  assert.deepEqual(
    (await world.rows()).map(({ data }) => data.nextTry),
    until,
  );
  // What comes meanwhile is shown at once, and takes the place of nothing.
  assert.ok(
    (await comment(world.desk, ID, { text: 'Why?', by: { kind: 'person', person: aPerson('bob') } })).ok,
  );
  await world.look();
  assert.deepEqual(world.sends(), ['update 3', 'update 3']);
  world.advance(LEASE_MS - START_MS - 1);
  await world.look();
  assert.deepEqual(world.sends(), []);
  world.advance(1);
  await world.look();
  await world.look();
  assert.deepEqual(world.sends(), ['update 3', 'update 3']);
});

test('the end is sent at once, when that lease would have ended, and five minutes later', async () => {
  const world = await aWorld();
  await world.decide('alice', 'deny');
  await world.hold();
  world.sends();
  await world.start();
  assert.deepEqual(world.sends(), ['update 2', 'update 2']);
  world.advance(LEASE_MS - START_MS);
  await world.look();
  assert.deepEqual(world.sends(), ['update 2', 'update 2']);
  world.advance(AGAIN_MS - LEASE_MS + START_MS - 1);
  await world.look();
  assert.deepEqual(world.sends(), []);
  world.advance(1);
  await world.look();
  await world.look();
  assert.deepEqual(world.sends(), ['update 2', 'update 2']);
});

test('where a post may be on its way nobody else sends, and the card is looked at as soon as its lease has ended', async () => {
  const world = await aWorld();
  await world.decide('alice', 'approve');
  await world.hold({ unconfirmed: 1 });
  const held = (await world.rows()).map(({ data }) => data.lease);
  world.sends();
  await world.start();
  assert.deepEqual(world.sends(), []);
  assert.deepEqual(
    (await world.rows()).map(({ data }) => data.lease),
    held,
  );
  const asked = world.later.map(({ nudge, at }) => ({ nudge: nudge as object, at }));
  assert.deepEqual(
    asked,
    world.KEYS.map((todo, index) => ({
      nudge: { kind: 'show', request: ID, todo },
      at: Date.parse(held[index]?.until ?? ''),
    })),
  );
});

test('who has written since this host began is not gone, and keeps the card', async () => {
  const world = await aWorld();
  await world.decide('alice', 'approve');
  const since = world.desk.clock();
  await world.hold();
  const held = await leases(world);
  world.sends();
  world.advance(START_MS);
  await catchUp(world.desk, since);
  assert.deepEqual([world.sends(), await leases(world)], [[], held]);
});

test('a holder that was not gone after all sends nothing more', async () => {
  const world = await aWorld();
  await world.decide('alice', 'approve');
  world.sends();
  const { cards } = world.desk;
  let slow = true;
  const update: typeof cards.update = async (...args: Parameters<typeof cards.update>) => {
    await cards.update(...args);
    if (!slow) return;
    slow = false;
    await comment(world.desk, ID, { text: 'Why?', by: { kind: 'person', person: aPerson('bob') } });
    await world.start();
  };
  const [key = ''] = world.KEYS;
  await show({ ...world.desk, cards: { ...cards, update } }, ID, key);
  // The slow one's of revision 2; then each card once, by the host that started.
  assert.deepEqual(world.sends(), ['update 2', 'update 3', 'update 3']);
  const [row] = await world.rows();
  assert.deepEqual([row?.data.lease, row?.data.activities.map(({ shows }) => shows)], [undefined, [3]]);
});

test('a card that breaks keeps none of the others waiting', async () => {
  const world = await aWorld();
  await world.decide('alice', 'deny');
  world.sends();
  const { cards } = world.desk;
  const update: typeof cards.update = async (to: Conversation, ...rest) => {
    if (to.type === 'personal') throw new StoreFault('storage does not answer', true);
    await cards.update(to, ...rest);
  };
  world.advance(START_MS);
  const desk = { ...world.desk, cards: { ...cards, update } };
  await assert.rejects(catchUp(desk, world.desk.clock()), StoreFault);
  assert.deepEqual(world.sends(), ['update 2']);
});

test('what a newer version wrote is left to it, and the cards beside it are brought up to date', async () => {
  const world = await aWorld();
  await world.decide('alice', 'deny');
  await world.hold();
  world.sends();
  const [first = ''] = world.KEYS;
  const { read } = world.desk.store;
  const newer = async () => Promise.reject(new NewerVersionFault('prompt', 9));
  world.desk.store.read = ((id: typeof ID, key: string) =>
    key === first ? newer() : read(id, key)) as never;
  await world.start();
  assert.deepEqual(world.sends(), ['update 2']);
  world.desk.store.load = newer as never;
  await world.start();
  assert.deepEqual(world.sends(), []);
});
