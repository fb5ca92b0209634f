import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault } from '../../../approvals/faults.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { bring } from '../../../approvals/route/bring.ts';
import { reopen } from '../../../approvals/route/reopen.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aConversation, aPerson } from '../../support/builders.ts';
import { createMemoryLists } from '../../support/memory-lists.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';

test('cards given up because the app was taken out come when it is added again, brought by the queue, and only then', async () => {
  const stage = await createStage();
  const paces = createMemoryPaceBook();
  const held = createMemoryHeldList();
  const brings: unknown[] = [];
  const nudgeLater = async (nudge: unknown, seconds: number) => void brings.push([nudge, seconds]);
  const turns = createTurns({ ...stage.desk, paces, held, nudgeLater });
  const names = ['data-approvals', 'elsewhere'];
  const desk = {
    ...{ ...stage.desk, ...createMemoryLists(stage.tables) },
    ...{ turns, nudgeLater, names, links: stage.desk.routes },
  };
  const dead = () => stage.row<Prompt>(KEY).dead;
  stage.sendFaults.push(new SendFault('closed', 'Teams answered 403 BotNotInConversationRoster.'));
  await show(desk, stage.id, KEY);
  assert.equal(dead(), true);
  await reopen(desk, { ...aConversation(), id: '19:another@thread.tacv2' }, aPerson('ada'));
  assert.deepEqual([dead(), brings], [true, []]);
  await reopen(desk, aConversation(), aPerson('ada'));
  const nudge = { kind: 'bring', conversation: aConversation().id } as const;
  assert.deepEqual([dead(), brings], [true, [[nudge, 0]]]);
  assert.equal(await bring(desk, { ...nudge, conversation: '19:another@thread.tacv2' }), 0);
  assert.equal(await bring(desk, nudge), 1);
  assert.equal(dead(), false);
  assert.deepEqual(stage.nudges.at(-1), { kind: 'show', request: stage.id, todo: KEY });
  await show(desk, stage.id, KEY);
  assert.equal(stage.sent.length, 1);
  await reopen(desk, aConversation(), aPerson('ada'));
  assert.deepEqual([brings.length, await bring(desk, nudge)], [1, 0]);
});

test('of a chat that takes cards again its person is told to the queue, of a channel nobody', async () => {
  const brings: unknown[] = [];
  const nudgeLater = async (nudge: unknown) => void brings.push(nudge);
  const desk = { turns: { reopen: async () => true }, nudgeLater };
  const ada = aPerson('ada');
  const own = aConversation({ id: 'a:1', type: 'personal' });
  await reopen(desk, own, ada);
  await reopen(desk, own, undefined);
  await reopen(desk, aConversation(), ada);
  assert.deepEqual(brings, [
    { kind: 'bring', conversation: 'a:1', person: ada.oid },
    { kind: 'bring', conversation: 'a:1' },
    { kind: 'bring', conversation: aConversation().id },
  ]);
});
