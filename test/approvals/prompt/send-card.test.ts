import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault, type SendTrouble } from '../../../approvals/faults.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aConversation, aPerson, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';

/** A request just asked, in a world that is paced; `meets` are the faults of the next sends. */
async function staged(...meets: readonly (readonly [SendTrouble, string, number?])[]) {
  const stage = await createStage();
  const pacing = {
    ...stage.desk,
    paces: createMemoryPaceBook(),
    held: createMemoryHeldList(),
    nudgeLater: async () => undefined,
  };
  const turns = createTurns(pacing);
  const desk = { ...stage.desk, turns };
  stage.sendFaults.push(...meets.map(([kind, why, after]) => new SendFault(kind, why, after)));
  return {
    ...stage,
    turns,
    desk,
    work: () => show(desk, stage.id, KEY),
    prompt: () => stage.row<Prompt>(KEY),
    ledger: () =>
      (stage.row<Prompt>(KEY).ledger ?? []).map(
        ({ what, why, times }) =>
          `${what}${why === undefined ? '' : `: ${why}`}${times === undefined ? '' : ` ×${times}`}`,
      ),
  };
}

test('what became of a card is put down with its time: posted, updated, and what repeats is counted', async () => {
  const world = await staged();
  await world.work();
  world.advance(MINUTE_MS);
  await decide(world.desk, world.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });
  await world.work();
  world.advance(5 * MINUTE_MS);
  await world.work();
  assert.deepEqual(world.ledger(), ['posted', 'updated ×2']);
  const [posted, updated] = world.prompt().ledger ?? [];
  assert.equal(posted?.at, NOW);
  assert.ok(updated?.last !== undefined && updated.last > updated.at);
});

test('a conversation that is closed to the bot is tried once; other cards for it are dead without a call, until the app is added again', async () => {
  const why = 'Teams answered 403 BotNotInConversationRoster: add the app there.';
  const world = await staged(['closed', why]);
  await world.work();
  assert.deepEqual([world.prompt().dead, world.prompt().conversation], [true, undefined]);
  assert.deepEqual(world.ledger(), [`failed: ${why}`, `dead: ${why}`]);
  assert.deepEqual(await world.turns.take(aConversation(), { urgent: true, queues: false }), { closed: why });
  await decide(world.desk, world.id, { person: aPerson('alice'), choice: 'approve', via: 'api' });
  await world.work();
  assert.equal(world.sent.length, 0);
  assert.equal(await world.turns.reopen(aConversation()), true);
  assert.equal(await world.turns.reopen(aConversation()), false);
  assert.equal(await world.turns.take(aConversation(), { urgent: true, queues: false }), 'now');
});

test('a conversation that was closed is tried again after a day: not everything that opens it is told', async () => {
  const world = await staged(['closed', 'Teams answered 403.']);
  await world.work();
  world.advance(24 * 60 * MINUTE_MS);
  assert.equal(await world.turns.take(aConversation(), { urgent: true, queues: false }), 'now');
});

test('a card for a conversation that is gone (404) is dead, and the conversation is forgotten', async () => {
  const world = await staged(['gone', 'Teams answered 404 ConversationNotFound.']);
  await world.work();
  assert.deepEqual([world.prompt().dead, world.prompt().conversation], [true, undefined]);
  assert.ok('closed' in Object(await world.turns.take(aConversation(), { urgent: true, queues: false })));
});

test('a card too big for Teams is sent again at once as a small one, and given up if that is too big as well', async () => {
  const world = await staged(['too_big', 'Teams answered 413.']);
  await world.work();
  assert.deepEqual([world.prompt().small, world.sent.length], [true, 1]);
  assert.equal(world.sent[0]?.view.prompt.small, true);
  assert.deepEqual(world.ledger(), ['failed: Teams answered 413.', 'posted']);
  const huge = await staged(['too_big', 'Teams answered 413.'], ['too_big', 'Teams answered 413.']);
  await huge.work();
  assert.deepEqual([huge.prompt().dead, huge.sent.length], [true, 0]);
});

test('a post answered 500 is not repeated, since it may stand; a click on it can still adopt it', async () => {
  const world = await staged(['failed', 'Teams answered 500.']);
  await world.work();
  world.advance(10 * MINUTE_MS);
  await world.work();
  assert.deepEqual([world.prompt().dead, world.prompt().unconfirmed, world.sent.length], [true, 1, 0]);
  assert.equal(world.prompt().conversation?.id, aConversation().id);
});

test('when Teams asks for a pause nobody sends to the conversation before it is over', async () => {
  const world = await staged(['later', 'Teams answered 429.', 30]);
  await world.work();
  const turn = await world.turns.take(aConversation(), { urgent: true, queues: false });
  assert.deepEqual(turn, { at: Date.parse(NOW) + 30_000 });
});
