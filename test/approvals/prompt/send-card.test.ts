import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault, type SendTrouble } from '../../../approvals/faults.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { later } from '../../../approvals/time.ts';
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

test('a post answered 500 is told at once as reaching nobody, and made again after a minute, ever more slowly', async () => {
  const world = await staged(...Array.from({ length: 6 }, () => ['failed', 'Teams answered 500.'] as const));
  await world.work();
  assert.deepEqual([world.prompt().dead, world.prompt().unconfirmed, world.sent.length], [false, 1, 0]);
  assert.equal(world.prompt().conversation?.id, aConversation().id);
  assert.equal(world.indexed.at(-1), `${world.id} pending unreached`);
  const tries: number[] = [];
  for (let at = 0; at < 20 * 60; at += 30) {
    const left = world.sendFaults.length;
    world.advance(30_000);
    await world.work();
    if (world.sendFaults.length < left || world.sent.length > 0) tries.push(at + 30);
    if (world.sent.length > 0) break;
  }
  assert.deepEqual(tries, [60, 120, 240, 480, 780, 1080]);
  assert.deepEqual([world.prompt().failing, world.prompt().lastError], [undefined, undefined]);
  assert.equal(world.indexed.at(-1), `${world.id} pending`);
});

test('a post answered 502, 503 or 504 is made again as long as the request is open, as slowly as Teams asks', async () => {
  const world = await staged(
    ['unavailable', 'Teams answered 503.', 20],
    ...Array.from({ length: 4 }, () => ['unavailable', 'Teams answered 502.'] as const),
  );
  await world.work();
  const turn = await world.turns.take(aConversation(), { urgent: true, queues: false });
  assert.deepEqual([turn, world.prompt().nextTry], [{ at: Date.parse(NOW) + 20_000 }, later(NOW, 20_000)]);
  for (let at = 0; at < 10 * 60 && world.sent.length === 0; at += 10) {
    world.advance(10_000);
    await world.work();
  }
  assert.deepEqual([world.sent.length, world.prompt().activities.length], [1, 1]);
  assert.equal(world.prompt().unconfirmed, 5, 'each of the others may stand, and is adopted when clicked');
  assert.ok(world.indexed.includes(`${world.id} pending unreached`), 'after the third it is told');
});

test('once the request has ended nothing is posted that failed while it was open', async () => {
  const world = await staged(['unavailable', 'Teams answered 502.']);
  await world.work();
  await decide(world.desk, world.id, { person: aPerson('alice'), choice: 'deny', via: 'api' });
  world.advance(10 * MINUTE_MS);
  await world.work();
  assert.deepEqual([world.sent.length, world.prompt().nextTry], [0, undefined]);
});

test('when Teams asks for a pause nobody sends to the conversation before it is over', async () => {
  const world = await staged(['later', 'Teams answered 429.', 30]);
  await world.work();
  const turn = await world.turns.take(aConversation(), { urgent: true, queues: false });
  assert.deepEqual(turn, { at: Date.parse(NOW) + 30_000 });
});
