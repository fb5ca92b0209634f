import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Remark } from '../../../approvals/decision/comment.ts';
import { COMMENTS_TOLD, comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import type { Refusal } from '../../../approvals/refusal.ts';
import type { Todo } from '../../../approvals/work.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { aPerson, CALLBACK, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const TWO_MINUTES_MS = 120_000;
const remark = (who: keyof typeof PEOPLE, change: Partial<Remark> = {}): Remark => ({
  text: 'Which customers?',
  prompt: 'prompt-1',
  by: { kind: 'person', person: aPerson(who) },
  ...change,
});
const say = (stage: Stage, who: keyof typeof PEOPLE = 'alice', change: Partial<Remark> = {}) =>
  comment(stage.desk, stage.id, remark(who, change));
const fromAgent: Partial<Remark> = {
  by: { kind: 'agent', clientId: AGENTS.nightlyEtl, name: 'nightly-etl' },
};
const refused = (refusal: Refusal) => ({ ok: false, refusal });

test('an approver asks: one event with a digest, the words in a row of their own, still pending', async () => {
  const stage = await createStage();
  const settled = await say(stage);
  assert.ok(settled.ok && settled.value.wrote);
  const { status, comments, commentCount } = stage.request();
  assert.deepEqual([status, comments.length, commentCount], ['pending', 1, 1]);
  const kept = comments[0];
  assert.deepEqual(kept, {
    by: { kind: 'person', id: PEOPLE.alice, name: 'Alice Aho' },
    at: NOW,
    seq: 2,
    text: kept?.text,
    prompt: 'prompt-1',
  });
  assert.equal(stage.row<{ text: string }>(`text-${kept?.text}`).text, 'Which customers?');
  assert.deepEqual(stage.events()[1]?.facts, { text: kept?.text, prompt: 'prompt-1' });
  assert.doesNotMatch(JSON.stringify(stage.events()), /customers\?/);
});

test('the owner of the agent may explain, though not decide', async () => {
  const stage = await createStage();
  assert.ok((await say(stage, 'dana')).ok);
});

test('the agent answers under its registered name, without the directory', async () => {
  const stage = await createStage();
  stage.directory.silent = true;
  const { prompt: _none, ...words } = remark('alice', fromAgent);
  assert.ok((await comment(stage.desk, stage.id, words)).ok);
  assert.deepEqual(stage.request().comments[0]?.by, {
    kind: 'agent',
    id: AGENTS.nightlyEtl,
    name: 'nightly-etl',
  });
  assert.deepEqual(stage.lookUps, []);
});

test('what an enforcer says for its agent stands under the enforcer’s own name', async () => {
  const stage = await createStage();
  const by = { kind: 'enforcer', clientId: AGENTS.warehouse, name: 'warehouse' } as const;
  await comment(stage.desk, stage.id, { text: 'The table is ready.', by });
  assert.deepEqual(stage.request().comments[0]?.by, {
    kind: 'enforcer',
    id: AGENTS.warehouse,
    name: 'warehouse',
  });
});

const refusals: [string, keyof typeof PEOPLE, Partial<Remark>, Refusal][] = [
  ['of spaces', 'alice', { text: ' \n\t ' }, { reason: 'comment_empty' }],
  ['of characters nobody sees', 'alice', { text: ' \u200b\u00ad\u2800 ' }, { reason: 'comment_empty' }],
  ['of 1001 characters', 'alice', { text: 'x'.repeat(1001) }, { reason: 'comment_too_long', limit: 1000 }],
  ['by a member outside the group', 'olivia', {}, { reason: 'not_approver', groups: ['data-owners'] }],
  ['by a guest', 'gus', {}, { reason: 'guest' }],
  ['by a person of another tenant', 'xavier', {}, { reason: 'foreign_tenant' }],
];
for (const [what, who, change, refusal] of refusals) {
  test(`a comment ${what} is refused and changes nothing`, async () => {
    const stage = await createStage();
    assert.deepEqual(await say(stage, who, change), refused(refusal));
    assert.deepEqual([stage.writes(), stage.nudges], [[], []]);
  });
}

test('a disabled owner may not comment', async () => {
  const stage = await createStage();
  const dana = stage.directory.people.get(PEOPLE.dana);
  assert.ok(dana);
  stage.directory.people.set(PEOPLE.dana, { ...dana, enabled: false });
  assert.deepEqual(await say(stage, 'dana'), refused({ reason: 'disabled_person' }));
});

test('a silent directory refuses: try again', async () => {
  const stage = await createStage();
  stage.directory.silent = true;
  assert.deepEqual(await say(stage), refused({ reason: 'could_not_verify' }));
});

test('the same comment by the same person on the same prompt within two minutes writes nothing', async () => {
  const stage = await createStage();
  const first = await say(stage);
  stage.forget();
  stage.advance(TWO_MINUTES_MS - 1);
  const again = await say(stage);
  assert.ok(first.ok && again.ok && !again.value.wrote);
  assert.deepEqual(again.value.request, first.value.request);
  assert.deepEqual([stage.writes(), stage.nudges], [[], []]);
});

for (const [what, who, change, laterMs] of [
  ['after two minutes', 'alice', {}, TWO_MINUTES_MS],
  ['with another reason', 'alice', { reason: 'too_much' }, 0],
  ['in other words', 'alice', { text: 'Which customers' }, 0],
  ['by another person', 'bob', {}, 0],
  ['on another prompt', 'alice', { prompt: 'prompt-2' }, 0],
] as const) {
  test(`a comment ${what} is another comment`, async () => {
    const stage = await createStage();
    await say(stage);
    stage.advance(laterMs);
    const settled = await say(stage, who, change);
    assert.ok(settled.ok && settled.value.wrote);
    assert.deepEqual([stage.request().commentCount, stage.told().length], [2, 2]);
  });
}

for (const [who, change] of [
  ['the agent', fromAgent],
  ['another person', {}],
] as const) {
  test(`the same words once more answer what ${who} said in between: another comment`, async () => {
    const stage = await createStage();
    await say(stage, 'bob', { text: 'yes' });
    await say(stage, 'alice', { text: 'Shall the old copy go too?', ...change });
    const settled = await say(stage, 'bob', { text: 'yes' });
    assert.ok(settled.ok && settled.value.wrote);
    assert.equal(stage.request().commentCount, 3);
    await say(stage, 'bob', { text: 'yes' });
    assert.equal(stage.request().commentCount, 3, 'nothing was said since');
  });
}

test('a click that Teams sends again writes nothing, whatever was said since; another click does', async () => {
  const stage = await createStage();
  await say(stage, 'bob', { text: 'yes', click: 'f:1' });
  await say(stage, 'alice', { text: 'Shall the old copy go too?', ...fromAgent });
  stage.forget();
  const again = await say(stage, 'bob', { text: 'yes', click: 'f:1' });
  assert.ok(again.ok && !again.value.wrote);
  assert.deepEqual([stage.writes(), stage.nudges, stage.request().commentCount], [[], [], 2]);
  const other = await say(stage, 'bob', { text: 'yes', click: 'f:2' });
  assert.ok(other.ok && other.value.wrote);
  assert.doesNotMatch(JSON.stringify(stage.events()), /f:[12]|"click"/, 'no event tells of clicks');
});

test('the newest twenty comments stay in the request, all are in the chain', async () => {
  const stage = await createStage();
  for (let n = 1; n <= 22; n++) await say(stage, 'alice', { text: `question ${n}` });
  const { comments, commentCount } = stage.request();
  assert.deepEqual([comments.length, commentCount, comments[0]?.seq], [20, 22, 4]);
  assert.equal(stage.told().length, 22);
});

test('after the end nothing is added', async () => {
  const stage = await createStage();
  await decide(stage.desk, stage.id, { person: aPerson('bob'), choice: 'deny', via: 'teams' });
  stage.forget();
  assert.deepEqual(await say(stage), refused({ reason: 'already_ended', status: 'denied' }));
  assert.deepEqual(stage.writes(), []);
});

for (const [who, change] of [
  ['an approver', {}],
  ['the agent', fromAgent],
] as const) {
  test(`a comment of ${who} that comes too late records the expiry, and is told that it was not taken`, async () => {
    const stage = await createStage();
    stage.advance(30 * MINUTE_MS);
    const settled = await say(stage, 'alice', change);
    assert.deepEqual(settled, refused({ reason: 'already_ended', status: 'expired' }));
    assert.deepEqual([stage.told(), stage.request().commentCount], [['expired'], 0]);
  });
}

test('a directory that answers only after expiry lets nothing be added', async () => {
  const stage = await createStage();
  stage.advance(30 * MINUTE_MS - 100);
  const lookUp: typeof stage.desk.lookUp = (oid, groups) => {
    stage.advance(100);
    return stage.desk.lookUp(oid, groups);
  };
  const settled = await comment({ ...stage.desk, lookUp }, stage.id, remark('alice'));
  assert.deepEqual(settled, refused({ reason: 'already_ended', status: 'expired' }));
  assert.deepEqual(stage.told(), ['expired']);
});

test('a request nobody made is unknown', async () => {
  const { desk } = await createStage();
  const settled = await comment(desk, idOf('req', 7), remark('alice'));
  assert.deepEqual(settled, refused({ reason: 'unknown_request' }));
});

test('a comment of exactly 1000 characters is taken', async () => {
  const stage = await createStage();
  assert.ok((await say(stage, 'alice', { text: 'x'.repeat(1000) })).ok);
});

test('the event names a person by id alone, an agent by its registered name', async () => {
  const stage = await createStage();
  await say(stage);
  await say(stage, 'alice', fromAgent);
  const agent = { kind: 'agent', id: AGENTS.nightlyEtl, name: 'nightly-etl' };
  assert.deepEqual(
    stage
      .events()
      .slice(1)
      .map((event) => event.actor),
    [{ kind: 'person', id: PEOPLE.alice }, agent],
  );
});

const wantsComments = () =>
  createStage({ callback: { endpoint: CALLBACK, state: 'job-7', events: ['commented'] } });
const heardBy = (stage: Stage) =>
  stage.request().todos.map((key) => {
    const todo = stage.row<Todo>(key);
    return { ...todo, said: JSON.parse(todo.body) };
  });

test('an agent that asked for it hears a comment: the reason chosen, the words as untrusted text, and its own state', async () => {
  const stage = await wantsComments();
  await say(stage, 'alice', { reason: 'need_to_know_more' });
  const [todo, ...more] = heardBy(stage);
  assert.deepEqual(more, []);
  assert.deepEqual([todo?.endpoint, todo?.whilePending, todo?.event], [CALLBACK, true, 2]);
  const { task, state, result } = todo?.said ?? {};
  assert.deepEqual(
    [state, result, task.status, task.expires_at],
    ['job-7', undefined, 'pending', stage.request().expiresAt],
  );
  assert.deepEqual(task.comments, [
    {
      by: { kind: 'person', id: PEOPLE.alice, name: 'Alice Aho' },
      at: NOW,
      reason_code: 'need_to_know_more',
      untrusted_text: 'Which customers?',
    },
  ]);
  assert.equal(stage.events()[1]?.facts.reason, 'need_to_know_more');
  assert.deepEqual(
    stage.nudges.filter(({ kind }) => kind === 'tell').map(({ todo: key }) => key),
    [todo?.key],
  );
});

test('nobody is told of a comment who did not ask for it, nor the agent of its own', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  await say(stage);
  assert.deepEqual(stage.request().todos, []);
  const own = await wantsComments();
  await say(own, 'alice', fromAgent);
  assert.deepEqual(own.request().todos, []);
});

test('a secret in a comment does not leave with the callback', async () => {
  const stage = await wantsComments();
  const token = `ghp_${'a1B2'.repeat(9)}`;
  await say(stage, 'alice', { text: `Use ${token} instead?` });
  assert.doesNotMatch(stage.row<Todo>(stage.request().todos[0] ?? '').body, /ghp_a1B2/);
});

test('of so many comments the agent is told, and of no more: the status tells them all', async () => {
  const stage = await wantsComments();
  for (let n = 0; n <= COMMENTS_TOLD; n++) await say(stage, 'alice', { text: `question ${n}` });
  assert.deepEqual(
    [stage.request().todos.length, stage.request().commentCount],
    [COMMENTS_TOLD, COMMENTS_TOLD + 1],
  );
});
