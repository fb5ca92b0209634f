import assert from 'node:assert/strict';
import { test } from 'node:test';
import { end } from '../../../approvals/change/end.ts';
import type { Status } from '../../../approvals/words.ts';
import type { Todo } from '../../../approvals/work.ts';
import { aRequest, BASE_URL, CALLBACK, idOf, NOW } from '../../support/builders.ts';

const ENDINGS = ['approved', 'denied', 'expired', 'cancelled', 'failed'] as const;
const callback = { endpoint: CALLBACK, state: 'mine' };

for (const status of ENDINGS) {
  test(`ends as ${status} and freezes the callback that tells it`, () => {
    const { change, rows } = end(aRequest({ callback }), status, NOW, BASE_URL);
    assert.deepEqual([change.status, change.endedAt, change.todos], [status, NOW, ['todo-tell-1']]);
    const todo = rows[0]?.data as Todo;
    const { body, ...rest } = todo;
    assert.deepEqual(rest, {
      key: 'todo-tell-1',
      kind: 'tell',
      state: 'live',
      nextTry: NOW,
      createdAt: NOW,
      attempts: 0,
      endpoint: CALLBACK,
      webhookId: `msg_${idOf('req').slice(4)}_1`,
      event: 2,
    });
    const told = JSON.parse(body) as { task: { status: Status; ended_at: string }; state: string };
    assert.deepEqual([told.task.status, told.task.ended_at, told.state], [status, NOW, 'mine']);
  });
}

test('a terminal status never changes', () => {
  for (const status of ENDINGS) {
    assert.throws(() => end(aRequest({ status }), 'approved', NOW, BASE_URL), TypeError);
  }
});

test('whoever wants to hear of some endings hears of no other', () => {
  const request = aRequest({ callback: { ...callback, events: ['denied'] } });
  assert.equal(end(request, 'denied', NOW, BASE_URL).rows.length, 1);
  assert.deepEqual(end(request, 'expired', NOW, BASE_URL), {
    change: { status: 'expired', endedAt: NOW },
    rows: [],
  });
});

test('without a callback nothing is owed', () => {
  assert.deepEqual(end(aRequest(), 'denied', NOW, BASE_URL).rows, []);
});

test('the callback tells what the deciding commit changes with it, and no salt, nonce or text', () => {
  const request = aRequest({ callback, justification: 'digest-of-words' });
  const grant = {
    state: 'unused',
    id: 'apr_1',
    token: 'jws',
    approvedAt: NOW,
    expiresAt: NOW,
  } as const;
  const { rows } = end(request, 'approved', NOW, BASE_URL, { grant });
  const [row] = rows;
  assert.ok(row);
  const { body } = row.data as Todo;
  assert.equal(
    (JSON.parse(body) as { result: { approval: { state: string } } }).result.approval.state,
    'jws',
  );
  for (const secret of [request.salt, 'digest-of-words', request.head, request.bodyHash]) {
    assert.ok(!body.includes(secret), secret);
  }
});
