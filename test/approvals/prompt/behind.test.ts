// Which cards are behind, and which goes first: after reminders several cards of one request stand in a conversation, and one of them asks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { urge } from '../../../approvals/lapse/urge.ts';
import type { AnyNudge } from '../../../approvals/pace/pace-book.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { firstBehind, isBehind } from '../../../approvals/prompt/behind.ts';
import { sendingOf } from '../../../approvals/prompt/hold.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt, PromptActivity } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, aPerson, aPrompt, aRequest, aVerdict, MINUTE_MS } from '../../support/builders.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const card = (id: string, change: Partial<PromptActivity> = {}): PromptActivity => ({
  id,
  shows: 1,
  gone: false,
  ...change,
});
const OLD = card('old', { replaced: true });
const JUST_REPLACED = card('just-replaced', { replaced: true, shows: 0 });
const LIVE = card('live');
const waiting = aRequest({ revision: 3 });
const denied = aRequest({ revision: 3, status: 'denied' });
const first = (cards: readonly PromptActivity[], request = waiting) =>
  firstBehind(aPrompt({ activities: cards }), cards, request)?.id;

test('a card that says that a newer one took its place is behind only once the request has ended', () => {
  assert.equal(isBehind(aPrompt(), OLD, waiting), false);
  assert.equal(isBehind(aPrompt(), OLD, denied), true);
  assert.equal(isBehind(aPrompt(), JUST_REPLACED, waiting), true);
  assert.equal(isBehind(aPrompt(), LIVE, waiting), true);
  assert.equal(isBehind(aPrompt(), card('current', { shows: 3 }), waiting), false);
});

test('it is behind where its person may not read the request any more, or may again', () => {
  assert.equal(isBehind(aPrompt({ withdrawn: true }), OLD, waiting), true);
  assert.equal(isBehind(aPrompt(), { ...OLD, withdrawn: true }, waiting), true);
});

test('the card that asks goes first, then one that still asks though it was replaced, then the newest of the others', () => {
  const newer = card('newer', { replaced: true });
  assert.equal(first([OLD, JUST_REPLACED, newer, LIVE]), 'live');
  assert.equal(first([OLD, JUST_REPLACED, newer]), 'just-replaced');
  assert.equal(first([OLD, newer]), undefined);
  assert.equal(first([OLD, JUST_REPLACED, newer], denied), 'just-replaced');
  assert.equal(first([OLD, newer], denied), 'newer');
  assert.equal(first([card('current', { shows: 3 })]), undefined);
});

test('people wait for a card that asks or still asks, and for an owner’s news; not for one that says it was replaced', () => {
  const urgent = (activity: PromptActivity) =>
    sendingOf(aPrompt({ activities: [activity] }), denied, { do: 'update', activity }, false).urgent;
  assert.deepEqual([LIVE, JUST_REPLACED, OLD].map(urgent), [true, true, false]);
  const posts = (prompt: Prompt) => sendingOf(prompt, denied, { do: 'post' }, false);
  const owner = { person: PEOPLE.dana, owner: true } as const;
  const { route: _none, ...own } = aPrompt({ activities: [LIVE] }) as Prompt & { readonly route: string };
  assert.deepEqual(posts({ ...own, ...owner }), { urgent: true, queues: false });
  assert.deepEqual(posts({ ...own, ...owner, activities: [] }), { urgent: false, queues: true });
  assert.deepEqual(posts(aPrompt({ activities: [LIVE] })), { urgent: false, queues: true });
});

test('after eight reminders, in a conversation where new cards crowd, the card that asks tells the end at once', async () => {
  const stage = await createStage({ verdict: aVerdict({ remindEveryMs: MINUTE_MS }) });
  const nudges: AnyNudge[] = [];
  const pacing = {
    ...stage.desk,
    paces: createMemoryPaceBook(),
    held: createMemoryHeldList(),
    nudgeLater: async (nudge: AnyNudge) => void nudges.push(nudge),
  };
  const desk = { ...pacing, turns: createTurns(pacing) };
  const sends = () =>
    stage.sent.splice(0).map(({ kind, activity }) => `${kind} a${Number(activity.slice(-4))}`);
  await show(desk, stage.id, KEY);
  assert.deepEqual(sends(), ['post a1']);
  for (let times = 1; times <= 8; times++) {
    stage.advance(MINUTE_MS);
    await urge(desk, stage.id);
    await show(desk, stage.id, KEY);
    assert.deepEqual(sends(), [`post a${times + 1}`, `update a${times}`]);
  }
  stage.advance(30_000);
  while ((await desk.turns.take(aConversation(), { urgent: false, queues: true })) === 'now');
  await decide(desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });
  await show(desk, stage.id, KEY);
  assert.deepEqual(sends(), ['update a9']);
  // The others in their turn.
  for (let minutes = 0; minutes < 3; minutes++) {
    stage.advance(MINUTE_MS);
    await show(desk, stage.id, KEY);
  }
  assert.deepEqual(new Set(sends()), new Set([8, 7, 6, 5, 4, 3, 2, 1].map((n) => `update a${n}`)));
});
