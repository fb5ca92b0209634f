// Several cards of one request: the app itself waits for nothing before all of them show a change.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, aPerson, aRequirement, aVerdict, idOf, NOW } from '../../support/builders.ts';
import { createPaced } from '../../support/paced.ts';

const ROUTES = ['data-approvals', 'night-shift'];
const ID = idOf('req', 1);
const KEYS = ['prompt-1', 'prompt-2', 'prompt-3', 'prompt-4'];

test('a comment, a vote and a decision are on every card without a moment of waiting, and is sent once more where it came closely after another', async () => {
  const world = await createPaced();
  const { desk, sent } = world;
  await desk.routes.bind(
    'night-shift',
    aConversation({ id: '19:n@thread.v2', type: 'groupChat' }),
    aPerson('ada'),
    NOW,
  );
  for (const who of ['alice', 'bob'] as const)
    await desk.people.remember(PEOPLE[who], aConversation({ id: `a:${who}`, type: 'personal' }), NOW);
  const notify = ROUTES.map((route) => ({ route, timeZone: 'Europe/Paris' }));
  const oneToOne = { people: [PEOPLE.alice, PEOPLE.bob], groups: [] };
  await world.ask(1, { verdict: aVerdict({ notify, oneToOne, requirements: [aRequirement({ count: 2 })] }) });
  const showAll = async () => {
    for (const key of KEYS) await show(desk, ID, key);
  };
  await showAll();
  assert.equal(world.posted().length, KEYS.length);

  const acts = {
    comment: () => comment(desk, ID, { text: 'Why?', by: { kind: 'person', person: aPerson('bob') } }),
    vote: () => decide(desk, ID, { person: aPerson('alice'), choice: 'approve', via: 'teams' }),
    decision: () => decide(desk, ID, { person: aPerson('bob'), choice: 'approve', via: 'teams' }),
  };
  for (const [what, act] of Object.entries(acts)) {
    const before = sent.length;
    const begun = desk.clock();
    assert.ok((await act()).ok, what);
    const { revision, prompts } = (await desk.store.load(ID))?.data ?? {};
    assert.deepEqual(prompts, KEYS);
    await showAll();
    assert.equal(desk.clock(), begun);
    const told = sent.slice(before);
    assert.deepEqual(
      told.map(({ kind, view }) => [kind, view.request.revision]),
      KEYS.map(() => ['update', revision]),
      what,
    );
    assert.equal(new Set(told.map(({ conversation }) => conversation.id)).size, KEYS.length);
  }
  assert.deepEqual(world.held.all(), []);
  // The vote came closely after the comment, and the decision after the vote: either may yet be shown last, so each is to be sent once more.
  assert.deepEqual(
    world.later.map(({ nudge, at }) => [nudge, at - Date.parse(desk.clock())]),
    [...KEYS, ...KEYS].map((todo) => [{ kind: 'show', request: ID, todo }, 5000]),
  );
  const before = sent.length;
  world.advance(5000);
  await showAll();
  await showAll();
  assert.deepEqual(
    sent.slice(before).map(({ kind, view }) => [kind, view.request.status]),
    KEYS.map(() => ['update', 'approved']),
  );
});

test('the queue is looked at often enough for what no host shows at once', () => {
  const { extensions } = JSON.parse(readFileSync('host.json', 'utf8'));
  const [, seconds] = /^00:00:(\d+\.?\d*)$/.exec(extensions.queues.maxPollingInterval) ?? [];
  assert.ok(Number(seconds) <= 1, extensions.queues.maxPollingInterval);
});
