import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueTo, isAskedBy } from '../../../approvals/gateway/due.ts';
import type { Grant, Status } from '../../../approvals/words.ts';
import { aRequest, idOf, NOW } from '../../support/builders.ts';

const grant = (state: Grant['state']): Grant => ({
  state,
  id: idOf('grt'),
  token: 'a token',
  approvedAt: NOW,
  expiresAt: NOW,
});

const STATUSES: Readonly<Record<Status, string>> = {
  pending: 'wait',
  approved: 'used_up',
  denied: 'denied',
  expired: 'ended',
  cancelled: 'ended',
  failed: 'ended',
};

test('another call is due nothing but that, whatever became of the request', () => {
  for (const status of Object.keys(STATUSES) as Status[])
    assert.equal(dueTo(aRequest({ status, grant: grant('unused') }), 'another hash'), 'unlike');
});

test('the same call goes out with an unused approval alone', () => {
  for (const [status, due] of Object.entries(STATUSES)) {
    const request = aRequest({ status: status as Status });
    assert.equal(dueTo(request, request.intentHash), due);
  }
  for (const state of ['unused', 'redeemed', 'lapsed', 'revoked'] as const) {
    const request = aRequest({ status: 'approved', grant: grant(state) });
    assert.equal(dueTo(request, request.intentHash), state === 'unused' ? 'send' : 'used_up');
  }
});

test('is repeated by its own agent, and where it was asked', () => {
  const request = aRequest({ enforcer: { clientId: 'gateway', name: 'gateway' } });
  const { clientId } = request.agent;
  assert.equal(isAskedBy(request, clientId, 'gateway'), true);
  assert.equal(isAskedBy(request, 'another', 'gateway'), false);
  assert.equal(isAskedBy(request, clientId, 'another'), false);
  assert.equal(isAskedBy(aRequest(), clientId, 'gateway'), false);
});
