import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { checkKeys } from '../../keys/check.ts';
import { publicJwks } from '../../keys/publish.ts';
import { createSigner } from '../../keys/sign.ts';
import { createGrantVerifier } from '../../keys/verify-grant.ts';

const parties = { issuer: 'https://countersign.example.com', audience: 'api' };
const NOW = '2026-11-21T14:00:00.999Z';
const aKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const [ours, older, foreign] = [aKey(), aKey(), aKey()];
const parts = (signing: object, published: readonly object[]) => {
  const jwks = publicJwks(published);
  return { sign: createSigner(signing, parties), verify: createGrantVerifier(jwks, parties), jwks };
};

test('signs and verifies, and names the key that signs', async () => {
  const both = parts(ours, [ours, older]);
  const found = await checkKeys(both, NOW);
  assert.deepEqual(found, { ok: true, kid: both.jwks.keys[0]?.kid, others: 1 });
});

test('finds a key that is not published, or not as the one that signs, and grants that do not verify', async () => {
  for (const wrong of [parts(foreign, [ours]), parts(older, [ours, older])]) {
    assert.deepEqual(await checkKeys(wrong, NOW), {
      ok: false,
      why: 'the key that signs is not the first one published',
    });
  }
  const verify = createGrantVerifier(publicJwks(ours), { ...parties, issuer: 'https://other.example.com' });
  const found = await checkKeys({ ...parts(ours, [ours]), verify }, NOW);
  assert.deepEqual(found, { ok: false, why: 'what was signed just now does not verify' });
});
