import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeAnswerTurn } from '../../../approvals/pace/answer-turn.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { createLimits } from '../../../local/teams/connector/limits.ts';
import { aConversation } from '../../support/builders.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const HERE = aConversation();
const SEND = ['v3', 'conversations', HERE.id, 'activities'];
const NEW = { urgent: false, queues: true };

function paced() {
  const { desk, advance } = createTestDesk();
  const pacing = {
    ...desk,
    paces: createMemoryPaceBook(),
    held: createMemoryHeldList(),
    nudgeLater: async () => undefined,
  };
  return { pacing, turns: createTurns(pacing), advance, now: () => Date.parse(desk.clock()) };
}

test('an answer is counted: new cards make room for it', async () => {
  const { pacing, turns } = paced();
  for (let n = 0; n < 4; n++) assert.equal(await takeAnswerTurn(pacing, HERE), 0);
  assert.notEqual(await turns.take(HERE, NEW), 'now');
  assert.equal(await turns.take(aConversation({ id: '19:another@thread.tacv2' }), NEW), 'now');
});

test('an answer goes at once where new cards have to wait', async () => {
  const { pacing, turns } = paced();
  while ((await turns.take(HERE, NEW)) === 'now');
  assert.equal(await takeAnswerTurn(pacing, HERE), 0);
});

test('answers wait as long as the limits demand, each for a moment of its own, and Teams refuses none', async () => {
  const { pacing, now } = paced();
  const begun = now();
  const waits: number[] = [];
  for (let n = 0; n < 20; n++) waits.push(await takeAnswerTurn(pacing, HERE));
  assert.deepEqual(waits.slice(0, 7), [0, 0, 0, 0, 0, 0, 0]);
  assert.ok((waits.at(-1) ?? 0) > 0 && (waits.at(-1) ?? 0) < 10_000);
  let at = begun;
  const teams = createLimits(true, () => at);
  for (const wait of waits.toSorted((a, b) => a - b)) {
    at = begun + wait;
    assert.equal(teams.refuse('POST', SEND), undefined, `at ${wait} ms`);
  }
});

test('nobody is kept waiting for longer than ten seconds, whatever pause Teams asked for', async () => {
  const { pacing, turns } = paced();
  await turns.pause(HERE, 300);
  assert.equal(await takeAnswerTurn(pacing, HERE), 10_000);
});
