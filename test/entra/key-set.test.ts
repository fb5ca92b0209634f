import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';

import { KeysFault } from '../../entra/faults.ts';
import { createTokenVerifier } from '../../entra/token-verifier.ts';
import { AUDIENCE, appClaims, startIssuer, TENANT } from './issuer.ts';

async function begin(t: TestContext) {
  const issuer = await startIssuer(t);
  let now = Date.now();
  const verify = createTokenVerifier({
    tenant: TENANT,
    audience: AUDIENCE,
    authority: `${issuer.authority}/`,
    clock: () => now,
  });
  const present = async (kid = 'key-1') => {
    const claims = appClaims(issuer.authority, Math.floor(now / 1000));
    return await verify(`Bearer ${await issuer.sign(claims, { kid })}`);
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { issuer, present, pass };
}

test('keys are fetched once, at the first token, also when many come together', async (t) => {
  const { issuer, present } = await begin(t);
  assert.equal(issuer.fetches(), 0);
  const answers = await Promise.all(Array.from({ length: 20 }, () => present()));
  assert.ok(answers.every((answer) => answer.ok));
  assert.equal(issuer.fetches(), 1);
});

test('a hundred tokens under invented key ids cost one fetch in half a minute', async (t) => {
  const { issuer, present, pass } = await begin(t);
  await present();
  for (let at = 0; at < 100; at += 1) assert.equal((await present('invented')).ok, false);
  assert.equal(issuer.fetches(), 1);
  pass(31_000);
  for (let at = 0; at < 100; at += 1) assert.equal((await present('invented')).ok, false);
  assert.equal(issuer.fetches(), 2);
});

test('a new signing key is learned without a restart', async (t) => {
  const { issuer, present, pass } = await begin(t);
  await present();
  await issuer.addKey('key-2');
  pass(31_000);
  assert.equal((await present('key-2')).ok, true);
});

test('without keys nobody is told yes or no: it is a fault, and Entra is not flooded', async (t) => {
  const { issuer, present, pass } = await begin(t);
  issuer.answerKeysWith(500);
  for (let at = 0; at < 20; at += 1) await assert.rejects(present(), KeysFault);
  assert.equal(issuer.fetches(), 1);
  pass(5_000);
  issuer.answerKeysWith(200);
  assert.equal((await present()).ok, true);
});

test('known keys outlive an outage of a day, and no longer', async (t) => {
  const { issuer, present, pass } = await begin(t);
  await present();
  issuer.answerKeysWith(503);
  for (let hour = 0; hour < 23; hour += 1) {
    pass(3_600_000);
    assert.equal((await present()).ok, true, `hour ${hour}`);
  }
  pass(3_600_000);
  await assert.rejects(present(), KeysFault);
});

test('during an outage an unknown key is a fault: it may be a new one', async (t) => {
  const { issuer, present, pass } = await begin(t);
  await present();
  issuer.answerKeysWith(503);
  pass(31_000);
  await assert.rejects(present('stranger'), KeysFault);
  await assert.rejects(present('stranger'), KeysFault);
  assert.equal((await present()).ok, true);
  assert.equal(issuer.fetches(), 2);
});

test('keys are read again every ten minutes, while the known ones go on being used', async (t) => {
  const { issuer, present, pass } = await begin(t);
  await present();
  pass(9 * 60_000);
  await present();
  assert.equal(issuer.fetches(), 1);
  pass(60_000);
  assert.equal((await present()).ok, true);
  for (let look = 0; look < 200 && issuer.fetches() < 2; look += 1) await new Promise(setImmediate);
  await present();
  assert.equal(issuer.fetches(), 2);
});
