import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprintOf } from '../../approvals/intent/fingerprint.ts';
import { taskOf, titleOf } from '../../approvals/task.ts';
import type { ApprovalRequest, Grant } from '../../approvals/words.ts';
import { PEOPLE } from '../../local/directory.ts';
import { aRequest, aVote, BASE_URL, INTENT_HASH, NOW } from '../support/builders.ts';

const grant = (change: Partial<Grant> = {}): Grant => ({
  state: 'unused',
  id: 'apr_1',
  token: 'jws',
  approvedAt: NOW,
  expiresAt: NOW,
  ...change,
});
const task = (change: Partial<ApprovalRequest> = {}, texts: Record<string, string> = {}) =>
  taskOf(aRequest(change), BASE_URL, texts);
const changesOf = (count: number) => ({
  changes: Array.from({ length: count }, (_, n) => ({ at: `/context/v${n}`, was: 'a', now: 'b' })),
  more: 0,
});
const description = (change: Partial<ApprovalRequest>) =>
  (task(change).task.display as { description: string }).description;

test('a pending task tells where to look, until when, what and by which rules, and no result', () => {
  const request = aRequest();
  const here = `${BASE_URL}/access/v1/requests/${request.id}`;
  assert.deepEqual(taskOf(request, BASE_URL), {
    task: {
      id: request.id,
      status: 'pending',
      status_endpoint: here,
      created_at: NOW,
      expires_at: request.expiresAt,
      links: { cancel: `${here}/cancel`, review: `${BASE_URL}/review/${request.id}` },
      display: {
        title: 'export database prod/customers',
        description: `Waiting for a person until ${request.expiresAt}.`,
      },
      intent_hash: INTENT_HASH,
      fingerprint: fingerprintOf(INTENT_HASH),
      policy: { version: request.verdict.policyVersion, effect: 'review', rules: ['prod-export'] },
      risk: request.verdict.risk,
    },
  });
});

test('an approved task carries the grant as the result to be evaluated again', () => {
  const { result } = task({ status: 'approved', endedAt: NOW, grant: grant() });
  assert.deepEqual(result, {
    mode: 'reevaluate',
    approval: { id: 'apr_1', approved_at: NOW, approved_until: NOW, state: 'jws' },
  });
});

for (const status of ['pending', 'denied', 'expired', 'cancelled', 'failed'] as const) {
  test(`a ${status} task has no result`, () => {
    assert.equal(task({ status }).result, undefined);
  });
}

test('the description never promises more than the grant still gives', () => {
  const told = (state: Grant['state']) => description({ status: 'approved', grant: grant({ state }) });
  assert.match(told('unused'), /may run once/);
  assert.match(told('redeemed'), /was used/);
  assert.match(told('lapsed'), /nothing may run/);
  assert.match(told('revoked'), /nothing may run/);
});

test('only votes that count are told, with their words as untrusted text', () => {
  const votes = [aVote('alice', { text: 'd1', reason: 'planned' }), aVote('bob', { counted: false })];
  const { decision } = task({ status: 'approved', endedAt: NOW, votes, grant: grant() }, { d1: 'go' }).task;
  const alice = { oid: PEOPLE.alice, name: 'Alice Aho' };
  assert.deepEqual(decision, {
    at: NOW,
    votes: [{ by: alice, choice: 'approve', at: NOW, reason: 'planned', untrusted_text: 'go' }],
  });
});

test('an erased text leaves only the fact that there was one', () => {
  const by = { kind: 'person', id: PEOPLE.alice, name: 'Alice Aho' } as const;
  const { comments } = task({ comments: [{ by, at: NOW, seq: 2, text: 'd1' }] }).task;
  assert.deepEqual(comments, [{ by, at: NOW }]);
});

test('an outcome is told with who told it; a policy denial with its rules', () => {
  const outcome = { result: 'failed', at: NOW, by: 'nightly-etl', text: 'd1' } as const;
  const told = task(
    { status: 'approved', grant: grant({ state: 'redeemed', outcome }) },
    { d1: 'disk full' },
  );
  assert.deepEqual(told.task.outcome, { result: 'failed', at: NOW, by: 'nightly-etl', detail: 'disk full' });
  const denied = task({ status: 'denied', endedAt: NOW, endReason: 'denied by rule no-delete' }).task;
  assert.deepEqual(denied.decision, { at: NOW, reason: 'denied by rule no-delete', votes: [] });
});

test('what a withdrawing agent said is read from its text', () => {
  const told = task({ status: 'cancelled', endedAt: NOW, endReason: 'd1' }, { d1: 'done by hand' }).task;
  assert.deepEqual(told.decision, { at: NOW, reason: 'done by hand', votes: [] });
});

test('nothing internal is told: no salt, head, body hash, nonce, prompt or todo', () => {
  const request = aRequest({ status: 'approved', grant: grant(), todos: ['todo-tell-1'] });
  const told = JSON.stringify(taskOf(request, BASE_URL));
  for (const inner of [request.salt, request.head, request.bodyHash, 'prompt-1', 'todo-tell-1']) {
    assert.ok(!told.includes(inner), inner);
  }
});

test('the title is the verb of the policy and the resource', () => {
  assert.equal(titleOf(aRequest()), 'export database prod/customers');
});

test('of what differs from a denial before an agent is told five places, and how many more there are', () => {
  const deniedBefore = { request: 'req_before', at: NOW, by: PEOPLE.alice, same: 'target', changes: 'c' };
  const told = (count: number) =>
    task({ deniedBefore } as never, { c: JSON.stringify(changesOf(count)) }).task.denied_before;
  const places = ['/context/v0', '/context/v1', '/context/v2', '/context/v3', '/context/v4'];
  const before = { request: 'req_before', at: NOW, same: 'target' };
  assert.deepEqual(told(5), { ...before, changed: places, more: 0 });
  assert.deepEqual(told(7), { ...before, changed: places, more: 2 });
});
