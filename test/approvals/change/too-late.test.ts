// A call that comes when time is up records only that. Its caller must hear it: a yes would speak of something that is not in the record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { revoke } from '../../../approvals/decision/revoke.ts';
import { anAsk, aPerson, MINUTE_MS } from '../../support/builders.ts';
import { createTestDesk } from '../../support/test-desk.ts';

test('a comment after the time is refused and the request has expired', async () => {
  const { desk, advance } = createTestDesk();
  const { id } = anAsk();
  await submit(desk, anAsk());
  advance(30 * MINUTE_MS);
  const told = await comment(desk, id, { text: 'why?', by: { kind: 'person', person: aPerson('alice') } });
  assert.deepEqual(told, { ok: false, refusal: { reason: 'already_ended', status: 'expired' } });
  const stored = await desk.store.load(id);
  assert.equal(stored?.data.status, 'expired');
  assert.deepEqual(stored?.data.comments, []);
});

test('a withdrawal after the time is refused and the request has expired', async () => {
  const { desk, advance } = createTestDesk();
  const { id, agent } = anAsk();
  await submit(desk, anAsk());
  advance(30 * MINUTE_MS);
  const told = await cancel(desk, id, { clientId: agent.clientId, kind: 'agent', name: agent.name });
  assert.deepEqual(told, { ok: false, refusal: { reason: 'already_ended', status: 'expired' } });
  assert.equal((await desk.store.load(id))?.data.status, 'expired');
});

test('the same comment sent again within two minutes is one comment, and both are told yes', async () => {
  const { desk, advance } = createTestDesk();
  const { id } = anAsk();
  await submit(desk, anAsk());
  const remark = { text: 'why?', by: { kind: 'person', person: aPerson('alice') } } as const;
  const first = await comment(desk, id, remark);
  advance(MINUTE_MS);
  const second = await comment(desk, id, remark);
  assert.ok(first.ok && second.ok);
  assert.deepEqual([first.value.wrote, second.value.wrote], [true, false]);
  assert.equal(second.value.request.commentCount, 1);
});

test('an approval taken back after its time is told to have lapsed', async () => {
  const { desk, advance } = createTestDesk();
  const { id } = anAsk();
  await submit(desk, anAsk());
  await decide(desk, id, { person: aPerson('alice'), choice: 'approve', via: 'api' });
  advance(5 * MINUTE_MS);
  const told = await revoke(desk, id, aPerson('alice'));
  assert.equal(!told.ok && told.refusal.reason, 'wrong_state');
  assert.equal((await desk.store.load(id))?.data.grant?.state, 'lapsed');
});
