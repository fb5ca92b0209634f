// Verified claims of people, and everything that looks like them. Through the whole verifier: token-verifier.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPerson } from '../../entra/person-token.ts';
import { tokenClaims } from '../../entra/token-claims.ts';
import { isAgentsToken, isAppOnly, readWorkload } from '../../entra/workload-token.ts';
import { AGENT, AGENT_OBJECT, PERSON, SIGN_IN, TENANT } from './issuer.ts';

const alice = { tid: TENANT, oid: PERSON, sub: 'pairwise', azp: SIGN_IN, scp: 'Approvals.Decide' };
const read = (claims: object) => tokenClaims.parse(claims);
const NOT_A_PERSON = { ok: false, status: 403, reason: 'contradictory' };

test('a person with a scope is a person', () => {
  const told = readPerson(read(alice));
  assert.equal(told.ok && told.caller.oid, PERSON);
});

const SIGNS: readonly (readonly [string, object])[] = [
  ['a blueprint', { xms_par_app_azp: AGENT }],
  ['an agent identity as the actor', { xms_act_fct: '3 11 9' }],
  ['an agent identity as the subject', { xms_sub_fct: '11' }],
  ['an agent’s user account as the subject', { xms_sub_fct: '13 3' }],
  ['an agent’s user account as the actor', { xms_act_fct: '13' }],
];
for (const [what, sign] of SIGNS) {
  test(`${what} alone keeps a token from being a person's`, () => {
    const claims = read({ ...alice, ...sign });
    assert.deepEqual(readPerson(claims), NOT_A_PERSON);
    assert.equal(isAgentsToken(claims), true, 'whoever judges first already takes it for an agent’s');
  });
}

test('facets that only look like those of agents say nothing', () => {
  for (const facet of ['1', '3', '111', '131', '1 1', '']) {
    assert.equal(isAgentsToken(read({ ...alice, xms_act_fct: facet, xms_sub_fct: facet })), false, facet);
  }
});

test('a token that says it is a user’s is no workload’s, though its subject is its object id and it has roles', () => {
  const claims = {
    tid: TENANT,
    oid: AGENT_OBJECT,
    sub: AGENT_OBJECT,
    azp: AGENT,
    roles: ['Requests.Create'],
  };
  assert.equal(isAppOnly(read(claims)), true);
  assert.equal(isAppOnly(read({ ...claims, idtyp: 'user' })), false);
  assert.equal(isAppOnly(read({ ...claims, idtyp: 'device' })), false);
});

test('a token without an app is nobody’s', () => {
  const { azp: _app, ...claims } = alice;
  const incomplete = { ok: false, status: 401, reason: 'incomplete' };
  assert.deepEqual(readPerson(read(claims)), incomplete);
  assert.deepEqual(readWorkload(read(claims)), incomplete);
});

test('what is no agent’s token is no workload’s either', () => {
  assert.deepEqual(readWorkload(read(alice)), NOT_A_PERSON);
  const asking = { ...alice, scp: 'Requests.Create', azpacr: '1' };
  assert.equal(readWorkload(read(asking)).ok, true);
  assert.deepEqual(readWorkload(read({ ...asking, idtyp: 'device' })), NOT_A_PERSON);
});

const PROOFS: readonly (readonly [string, object, boolean])[] = [
  ['a secret, as version 2.0 tells it', { azpacr: '1' }, true],
  ['a certificate, as version 1.0 tells it', { appidacr: '2' }, true],
  ['nothing, as version 2.0 tells it', { azpacr: '0' }, false],
  ['nothing, as version 1.0 tells it', { appidacr: '0' }, false],
  ['what nobody tells', {}, false],
  ['something nobody knows', { azpacr: '9' }, false],
  ['a secret and nothing at once', { azpacr: '1', appidacr: '0' }, false],
];
for (const [what, proof, isAgents] of PROOFS) {
  test(`an app that proved itself by ${what} ${isAgents ? 'asks' : 'does not ask'} for a person`, () => {
    const told = readWorkload(read({ ...alice, scp: 'Requests.Create', ...proof }));
    assert.equal(told.ok ? 'asks' : told.reason, isAgents ? 'asks' : 'public_client');
  });
}
