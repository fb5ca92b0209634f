// A send that Teams refused is made again at its time, by a nudge of its own: the sweep would come for it half a minute later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault, type SendTrouble } from '../../../approvals/faults.ts';
import type { AnyNudge } from '../../../approvals/pace/pace-book.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { soonIn } from '../../../approvals/prompt/soon.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aConversation, aPerson, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';
type Met = readonly [kind: SendTrouble, why: string, after?: number];
const BUSY: Met = ['later', 'Teams answered 412.'];
const ASKED_TO_WAIT: Met = ['later', 'Teams answered 429.', 1];
const BROKEN: Met = ['unavailable', 'Teams answered 502.'];

/** A request just asked, in a paced world; nothing looks at its card but its first nudge and those that are put down here. */
async function staged(...meets: readonly Met[]) {
  const stage = await createStage();
  const nudges: { readonly nudge: AnyNudge; readonly seconds: number }[] = [];
  const held = createMemoryHeldList();
  const pacing = {
    ...stage.desk,
    paces: createMemoryPaceBook(),
    held,
    nudgeLater: async (nudge: AnyNudge, seconds: number) => void nudges.push({ nudge, seconds }),
  };
  const desk = { ...pacing, turns: createTurns(pacing) };
  const meet = (...faults: readonly Met[]) =>
    void stage.sendFaults.push(...faults.map(([kind, why, after]) => new SendFault(kind, why, after)));
  meet(...meets);
  const begun = Date.parse(desk.clock());
  return {
    ...stage,
    desk,
    held,
    nudges,
    meet,
    work: () => show(desk, stage.id, KEY),
    prompt: () => stage.row<Prompt>(KEY),
    deny: () => decide(desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' }),
    sends: () => stage.sent.map(({ kind, view }) => `${kind} ${view.request.status}`),
    secondsOn: () => (Date.parse(desk.clock()) - begun) / 1000,
    /** Does what the next nudge is for, at its time. `false`: there is none. */
    step: async () => {
      const next = nudges.shift();
      if (next === undefined) return false;
      assert.deepEqual(next.nudge, { kind: 'show', request: stage.id, todo: KEY });
      stage.advance(next.seconds * 1000);
      await show(desk, stage.id, KEY);
      return true;
    },
  };
}

for (const [what, met, seconds] of [
  ['412', BUSY, 1],
  ['429 with a second to wait', ASKED_TO_WAIT, 1],
  ['502', BROKEN, 2],
] as const)
  test(`a new card that meets one ${what} is posted ${seconds} s later, by one nudge and no sweep`, async () => {
    const world = await staged(met);
    await world.work();
    assert.deepEqual(world.sends(), []);
    assert.deepEqual(world.nudges, [{ nudge: { kind: 'show', request: world.id, todo: KEY }, seconds }]);
    await world.step();
    assert.deepEqual([world.sends(), world.nudges], [['post pending'], []]);
    assert.deepEqual([world.prompt().nextTry, world.prompt().putOffSince], [undefined, undefined]);
  });

for (const [what, met] of [
  ['412', BUSY],
  ['429 with a second to wait', ASKED_TO_WAIT],
] as const)
  test(`a card whose update meets one ${what} shows the truth a second later, by one nudge and no sweep`, async () => {
    const world = await staged();
    await world.work();
    world.meet(met);
    await world.deny();
    await world.work();
    assert.deepEqual([world.sends(), world.nudges.length], [['post pending'], 1]);
    await world.step();
    assert.equal(world.secondsOn(), 1);
    assert.deepEqual([world.sends(), world.nudges], [['post pending', 'update denied'], []]);
  });

test('while Teams takes nothing it is tried ever more slowly, and from half a minute on by the sweep alone', async () => {
  const world = await staged(...Array.from({ length: 12 }, () => BUSY));
  const tries: number[] = [];
  await world.work();
  do tries.push(world.secondsOn());
  while (await world.step());
  assert.deepEqual(tries, [0, 1, 2, 4, 8, 16, 32]);
  assert.equal(world.prompt().nextTry, later(NOW, 32_000 + 30_000));
  // As often as the sweep comes by, and not one nudge more.
  for (const at of [62, 92, 122, 152]) {
    world.advance(30_000);
    await world.work();
    assert.deepEqual([world.prompt().nextTry, world.nudges], [later(NOW, (at + 30) * 1000), []]);
  }
  assert.deepEqual([world.prompt().dead, world.prompt().attempts, world.prompt().unconfirmed], [false, 0, 0]);
});

test('a change is tried at once and as quickly as the first, however long the one before was put off', async () => {
  const world = await staged();
  await world.work();
  world.meet(...Array.from({ length: 5 }, () => BUSY));
  await comment(world.desk, world.id, { text: 'Why?', by: { kind: 'person', person: aPerson('bob') } });
  await world.work();
  while (world.secondsOn() < 8 && (await world.step()));
  assert.deepEqual([world.secondsOn(), world.sendFaults.length], [8, 0]);
  world.nudges.length = 0;
  world.meet(BUSY);
  await world.deny();
  await world.work();
  assert.deepEqual(
    world.nudges.map(({ seconds }) => seconds),
    [1],
  );
  await world.step();
  assert.deepEqual(world.sends(), ['post pending', 'update denied']);
});

test('what Teams put off long ago makes nothing slower now: a 502 between ends the count', async () => {
  const world = await staged(BUSY, BUSY, BUSY, BROKEN, BUSY);
  await world.work();
  const tries: number[] = [];
  do tries.push(world.secondsOn());
  while (await world.step());
  assert.deepEqual(tries, [0, 1, 2, 4, 6, 7]);
});

test('of an update that Teams refuses for good nobody comes to look again', async () => {
  const world = await staged();
  await world.work();
  world.meet(['refused', 'Teams answered 400.']);
  await world.deny();
  await world.work();
  assert.deepEqual([world.prompt().dead, world.nudges], [true, []]);
});

test('another nudge that comes meanwhile sends nothing, and puts none down', async () => {
  const world = await staged(BUSY);
  await world.work();
  await world.work();
  await world.work();
  assert.deepEqual([world.sends(), world.nudges.length, world.sendFaults.length], [[], 1, 0]);
});

test('what Teams asks to wait longer for than the sweep takes is left to the sweep', async () => {
  const world = await staged(['later', 'Teams answered 429.', 21]);
  await world.work();
  assert.deepEqual([world.prompt().nextTry, world.nudges], [later(NOW, 21_000), []]);
});

test('a nudge that comes while Teams wants the conversation left alone sends nothing: the card waits in its line', async () => {
  const world = await staged();
  await world.work();
  world.meet(ASKED_TO_WAIT);
  await world.deny();
  await world.work();
  await world.desk.turns.pause(aConversation(), 10);
  assert.equal(world.nudges.length, 1);
  await world.step();
  assert.deepEqual(world.sends(), ['post pending']);
  assert.deepEqual(world.nudges, [
    { nudge: { kind: 'drain', conversation: aConversation().id }, seconds: 9 },
  ]);
  assert.equal(world.held.all().length, 1);
});

test('a post of which nobody saw the end is left to the sweep: a click may adopt it, and a third is the last', async () => {
  const world = await staged(['unconfirmed', 'no answer']);
  await world.work();
  assert.deepEqual([world.prompt().unconfirmed, world.nudges], [1, []]);
});

test('an update of which nobody saw the end is made again by a nudge', async () => {
  const world = await staged();
  await world.work();
  world.meet(['unconfirmed', 'Teams answered 404.']);
  await world.deny();
  await world.work();
  assert.deepEqual(
    world.nudges.map(({ seconds }) => seconds),
    [2],
  );
  await world.step();
  assert.deepEqual(world.sends(), ['post pending', 'update denied']);
});

test('posts that Teams breaks off for less than twenty seconds alarm nobody, however often they were tried', async () => {
  const world = await staged(...Array.from({ length: 6 }, () => BROKEN));
  const tries: number[] = [];
  await world.work();
  do tries.push(world.secondsOn());
  while (world.secondsOn() < 16 && (await world.step()));
  assert.deepEqual(tries, [0, 2, 4, 8, 16]);
  assert.equal(world.indexed.includes(`${world.id} pending unreached`), false);
  await world.step();
  assert.equal(world.secondsOn(), 32);
  assert.equal(world.indexed.at(-1), `${world.id} pending unreached`);
});

test('somebody looks again when it is due, and leaves to the sweep what is due later', () => {
  const at = (seconds: number) => later(NOW, seconds * 1000);
  assert.deepEqual([soonIn(at(5), NOW), soonIn(at(-1), NOW), soonIn(at(4.2), NOW)], [5, 0, 5]);
  assert.deepEqual([soonIn(at(20), NOW), soonIn(at(20.1), NOW)], [20, undefined]);
  assert.equal(soonIn(later(NOW, 5 * MINUTE_MS), NOW), undefined);
});
