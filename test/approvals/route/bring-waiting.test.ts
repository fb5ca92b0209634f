// Cards that waited for a person to add the app come when they do, to nobody else, and once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { bring } from '../../../approvals/route/bring.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, anAsk, aPerson, aVerdict, NOW } from '../../support/builders.ts';
import { createMemoryLists } from '../../support/memory-lists.ts';
import { createEmptyStage } from '../../support/stage.ts';

/** The channel; Bob, who is named; Dana, who owns the agent. */
const KEYS = ['prompt-1', 'prompt-2', 'prompt-3'];

/** Asked while nobody had the app. */
async function asked() {
  const verdict = aVerdict({ oneToOne: { groups: [], people: [PEOPLE.bob] } });
  const ask = anAsk({ owners: [PEOPLE.dana], verdict });
  const stage = createEmptyStage(ask);
  await stage.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  assert.ok((await submit(stage.desk, ask)).ok);
  const lists = createMemoryLists(stage.tables);
  const work = async () => {
    for (const key of KEYS) await show(stage.desk, stage.id, key);
  };
  const brings = (who: 'bob' | 'dana', listed: Partial<typeof lists> = {}) =>
    bring(
      { ...stage.desk, ...lists, ...listed, links: stage.desk.routes, names: ['data-approvals'] },
      { kind: 'bring', conversation: `a:${who}`, person: PEOPLE[who] },
    );
  const adds = async (who: 'bob' | 'dana') => {
    await stage.desk.people.remember(PEOPLE[who], aConversation({ id: `a:${who}`, type: 'personal' }), NOW);
    return await brings(who);
  };
  const at = () => stage.sent.map(({ conversation }) => conversation.id);
  return { stage, work, adds, brings, at };
}

test('whoever adds the app gets the cards that waited for them at once, approver or owner, and no second one', async () => {
  const { stage, work, adds, brings, at } = await asked();
  await work();
  const nudged = stage.nudges.length;
  await work();
  assert.deepEqual(at(), [aConversation().id]);
  for (const [who, key] of [
    ['dana', 'prompt-3'],
    ['bob', 'prompt-2'],
  ] as const) {
    assert.equal(await adds(who), 1);
    assert.deepEqual(stage.nudges.at(-1), { kind: 'show', request: stage.id, todo: key });
    await work();
    assert.equal(at().at(-1), `a:${who}`);
    assert.equal(await brings(who), 0);
  }
  await work();
  assert.deepEqual([at().length, stage.nudges.length], [3, nudged + 2]);
});

const OTHERS: readonly (readonly [string, object])[] = [
  ['waits for its turn in their chat', { held: { conversation: 'a:dana', since: NOW } }],
  ['was on its way to their chat', { conversation: aConversation({ id: 'a:dana' }), unconfirmed: 1 }],
];
for (const [what, more] of OTHERS)
  test(`a card that ${what} is left to its own way`, async () => {
    const { stage, work, adds } = await asked();
    await work();
    const row = await stage.desk.store.read<Prompt>(stage.id, 'prompt-3');
    assert.ok(row);
    await stage.desk.store.swap(stage.id, 'prompt-3', row.etag, { ...row.data, ...more });
    assert.equal(await adds('dana'), 0);
  });

test('somebody who adds the app while their card is being looked for gets it with that very look', async () => {
  const { stage, adds, at } = await asked();
  const { people } = stage.desk;
  let added = 0;
  const desk = {
    ...stage.desk,
    people: {
      ...people,
      find: async (oid: string) => {
        const found = await people.find(oid);
        if (added === 0) {
          added = 1;
          assert.equal(await adds('dana'), 1);
        }
        return found;
      },
    },
  };
  await show(stage.desk, stage.id, 'prompt-1');
  await show(desk, stage.id, 'prompt-3');
  assert.deepEqual(at(), [aConversation().id, 'a:dana']);
});

test('somebody who adds the app before the index leads to what waits for them gets it all the same, once', async () => {
  for (const [who, key] of [
    ['dana', 'prompt-3'],
    ['bob', 'prompt-2'],
  ] as const) {
    const { stage, at, brings } = await asked();
    await show(stage.desk, stage.id, 'prompt-1');
    let indexed = 0;
    const desk: typeof stage.desk = {
      ...stage.desk,
      index: async (...told) => {
        if (indexed++ === 0) {
          await stage.desk.people.remember(
            PEOPLE[who],
            aConversation({ id: `a:${who}`, type: 'personal' }),
            NOW,
          );
          assert.equal(await brings(who, { listPending: async () => [] }), 0);
        }
        await stage.desk.index(...told);
      },
    };
    for (let times = 0; times < 3; times++) await show(desk, stage.id, key);
    assert.deepEqual(at(), [aConversation().id, `a:${who}`]);
  }
});
