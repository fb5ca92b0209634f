import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantIdOf, makeGrant } from '../../../approvals/grant/grant.ts';
import type { GrantClaims } from '../../../approvals/ports.ts';
import { later } from '../../../approvals/time.ts';
import { AGENTS } from '../../../local/directory.ts';
import { aRequest, INTENT_HASH, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';

const signed: GrantClaims[] = [];
const sign = async (claims: GrantClaims) => {
  signed.push(claims);
  return 'jws';
};

test('the grant signs agent, request, intent hash, policy version and times, and keeps the bytes', async () => {
  const request = aRequest();
  const grant = await makeGrant(request, NOW, sign);
  assert.deepEqual(grant, {
    state: 'unused',
    id: grantIdOf(request.id),
    token: 'jws',
    approvedAt: NOW,
    expiresAt: later(NOW, 5 * MINUTE_MS),
  });
  assert.deepEqual(signed.at(-1), {
    id: grant.id,
    request: request.id,
    agent: AGENTS.nightlyEtl,
    intentHash: INTENT_HASH,
    policyVersion: request.verdict.policyVersion,
    approvedAt: NOW,
    expiresAt: grant.expiresAt,
  });
});

test('an enforcer that asked stands in the grant', async () => {
  await makeGrant(aRequest({ enforcer: { clientId: AGENTS.warehouse, name: 'w' } }), NOW, sign);
  assert.equal(signed.at(-1)?.enforcer, AGENTS.warehouse);
});

test('a grant ends when the agent wants, never later than the policy says', async () => {
  const until = (ms: number) => makeGrant(aRequest({ requestedUntil: later(NOW, ms) }), NOW, sign);
  assert.equal((await until(MINUTE_MS)).expiresAt, later(NOW, MINUTE_MS));
  assert.equal((await until(60 * MINUTE_MS)).expiresAt, later(NOW, 5 * MINUTE_MS));
});

test('a request has one grant, named after it', () => {
  assert.equal(grantIdOf(idOf('req')), `apr_${idOf('req').slice(4)}`);
});
