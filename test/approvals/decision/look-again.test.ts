// The second look at a record: once, by another person who could have approved it, with the evidence of the check.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { record } from '../../../approvals/ask/record.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { lookAgain } from '../../../approvals/decision/look-again.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aDeed, aDeedOfAgent } from '../../support/a-deed.ts';
import { aClick, aConversation, anAsk, aPerson, idOf } from '../../support/builders.ts';
import { createTestDesk, type TestDesk } from '../../support/test-desk.ts';

const ID = idOf('req');
const types = async ({ desk }: TestDesk) =>
  (await desk.store.list<ChainEvent>(ID, 'event-')).map(({ row }) => row.data.type);
const look = (
  who: Parameters<typeof aPerson>[0],
  finding: 'looks_right' | 'needs_follow_up' = 'looks_right',
  more = {},
) => ({
  person: aPerson(who),
  finding,
  via: 'api' as const,
  ...more,
});

async function recorded(deed = aDeed()): Promise<TestDesk> {
  const world = createTestDesk();
  assert.ok((await record(world.desk, deed)).ok);
  return world;
}

test('records what another approver found, with a comment and the evidence, and changes neither status nor grant', async () => {
  const world = await recorded();
  const done = await lookAgain(world.desk, ID, look('alice', 'needs_follow_up', { comment: 'Which rows?' }));
  assert.ok(done.ok && done.value.wrote);
  const { request } = done.value;
  assert.deepEqual([request.status, request.grant, request.revision], ['failed', undefined, 2]);
  assert.deepEqual(
    [request.record?.look?.by.name, request.record?.look?.finding],
    ['Alice Aho', 'needs_follow_up'],
  );
  const event = (await world.desk.store.list<ChainEvent>(ID, 'event-')).at(-1)?.row.data;
  assert.deepEqual(
    [event?.type, event?.actor, event?.facts.finding],
    ['reviewed', { kind: 'person', id: PEOPLE.alice }, 'needs_follow_up'],
  );
  assert.deepEqual(event?.facts.checked, {
    at: event?.at,
    source: 'test',
    asked_groups: [GROUPS.dataOwners],
    member_of: [GROUPS.dataOwners],
    barred: [PEOPLE.sam],
  });
  assert.equal(event?.facts.text, request.record?.look?.text);
});

test('refuses the recorder, whatever group they are in', async () => {
  const world = await recorded(aDeed({ by: aPerson('alice') }));
  const own = await lookAgain(world.desk, ID, look('alice'));
  assert.deepEqual(own, { ok: false, refusal: { reason: 'own_request', because: 'recorder' } });
  assert.deepEqual(await types(world), ['recorded', 'failed']);
});

test('refuses whoever could not have approved it, administrators included, and everybody while the directory is silent', async () => {
  const world = await recorded(aDeedOfAgent());
  const cases = [
    ['olivia', 'not_approver'],
    ['ada', 'not_approver'],
    ['gus', 'guest'],
    ['xavier', 'foreign_tenant'],
    ['dana', 'own_request'],
  ] as const;
  for (const [who, reason] of cases) {
    const done = await lookAgain(world.desk, ID, look(who));
    assert.ok(!done.ok && done.refusal.reason === reason, who);
  }
  // An owner the directory knows, though the policy does not.
  world.directory.owners = [PEOPLE.bob];
  const owner = await lookAgain(world.desk, ID, look('bob'));
  assert.deepEqual(owner, { ok: false, refusal: { reason: 'own_request', because: 'owner' } });
  world.directory.silent = true;
  const silent = await lookAgain(world.desk, ID, look('alice'));
  assert.deepEqual(silent, { ok: false, refusal: { reason: 'could_not_verify' } });
  assert.deepEqual(await types(world), ['recorded', 'failed']);
});

test('is given once: the same again writes nothing, another is refused', async () => {
  const world = await recorded();
  await lookAgain(world.desk, ID, look('alice'));
  const again = await lookAgain(world.desk, ID, look('alice', 'looks_right', { comment: 'sent twice' }));
  assert.ok(again.ok && !again.value.wrote);
  for (const other of [look('bob'), look('alice', 'needs_follow_up')]) {
    const late = await lookAgain(world.desk, ID, other);
    assert.deepEqual(late, { ok: false, refusal: { reason: 'already_looked_at' } });
  }
  assert.deepEqual(await types(world), ['recorded', 'failed', 'reviewed']);
});

test('two at once: one look is recorded', async () => {
  const world = await recorded();
  const done = await Promise.all([
    lookAgain(world.desk, ID, look('alice')),
    lookAgain(world.desk, ID, look('bob')),
  ]);
  assert.equal(done.filter((each) => each.ok).length, 1);
  assert.deepEqual(await types(world), ['recorded', 'failed', 'reviewed']);
});

test('shows a second reviewer the card as it is', async () => {
  const world = await recorded();
  const { desk } = world;
  const row = await desk.store.read<{ nonce: string }>(ID, 'prompt-1');
  assert.ok(row);
  await desk.store.swap(ID, 'prompt-1', row.etag, { ...row.data, conversation: aConversation() });
  const click = { verb: 'looks_right', request: ID, nonce: row.data.nonce };
  const first = await answer(desk, aClick({ ...click, person: aPerson('alice') }));
  const second = await answer(desk, aClick({ ...click, verb: 'needs_follow_up', person: aPerson('bob') }));
  assert.ok(first.kind === 'card' && second.kind === 'card');
  assert.deepEqual(second.view.request, first.view.request);
});

test('a record is neither decided nor commented on, and a request that was asked is not looked at again', async () => {
  const world = await recorded();
  for (const choice of ['approve', 'deny'] as const) {
    const vote = await decide(world.desk, ID, { person: aPerson('alice'), choice, via: 'api' });
    assert.deepEqual(vote, { ok: false, refusal: { reason: 'already_ended', status: 'failed' } });
  }
  const said = await comment(world.desk, ID, {
    text: 'hm',
    by: { kind: 'person', person: aPerson('alice') },
  });
  assert.ok(!said.ok && said.refusal.reason === 'already_ended');
  const long = await lookAgain(world.desk, ID, look('alice', 'looks_right', { comment: 'x'.repeat(1001) }));
  assert.ok(!long.ok && long.refusal.reason === 'comment_too_long');

  const other = createTestDesk();
  await submit(other.desk, anAsk());
  const done = await lookAgain(other.desk, ID, look('alice'));
  assert.ok(!done.ok && done.refusal.reason === 'wrong_state');
  assert.deepEqual(await types(other), ['requested']);
});
