import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault } from '../../../approvals/faults.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { reopen } from '../../../approvals/route/reopen.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aConversation, aPerson } from '../../support/builders.ts';
import { createMemoryLists } from '../../support/memory-lists.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';

test('cards given up because the app was taken out come at once when it is added again, and only then', async () => {
  const stage = await createStage();
  const paces = createMemoryPaceBook();
  const held = createMemoryHeldList();
  const turns = createTurns({ ...stage.desk, paces, held, nudgeLater: async () => undefined });
  const names = ['data-approvals', 'elsewhere'];
  const desk = { ...stage.desk, ...createMemoryLists(stage.tables), turns, names, links: stage.desk.routes };
  const dead = () => stage.row<Prompt>(KEY).dead;
  stage.sendFaults.push(new SendFault('closed', 'Teams answered 403 BotNotInConversationRoster.'));
  await show(desk, stage.id, KEY);
  assert.equal(dead(), true);
  assert.equal(await reopen(desk, { ...aConversation(), id: '19:another@thread.tacv2' }, aPerson('ada')), 0);
  assert.equal(dead(), true);
  assert.equal(await reopen(desk, aConversation(), aPerson('ada')), 1);
  assert.equal(dead(), false);
  assert.deepEqual(stage.nudges.at(-1), { kind: 'show', request: stage.id, todo: KEY });
  await show(desk, stage.id, KEY);
  assert.equal(stage.sent.length, 1);
  assert.equal(await reopen(desk, aConversation(), aPerson('ada')), 0);
});
