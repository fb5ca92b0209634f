// Grants signed by keys/sign.ts, published by keys/publish.ts and checked by keys/verify-grant.ts.
import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
  SignJWT,
} from 'jose';

import type { GrantClaims } from '../../approvals/ports.ts';
import { publicJwks } from '../../keys/publish.ts';
import { createSigner } from '../../keys/sign.ts';
import { createGrantVerifier } from '../../keys/verify-grant.ts';

const parties = { issuer: 'https://countersign.example', audience: 'api://countersign' };
const grant: GrantClaims = {
  id: 'gr_1',
  request: 'req_1',
  agent: 'agent-1',
  enforcer: 'warehouse-1',
  intentHash: 'aGFzaA',
  policyVersion: 'ab12',
  approvedAt: '2026-11-21T14:30:00.250Z',
  expiresAt: '2026-11-21T14:35:00.750Z',
};
const during = '2026-11-21T14:31:00.000Z';

const privateJwk = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const key = privateJwk();
const jwks = publicJwks(key);
const sign = createSigner(key, parties);
const check = createGrantVerifier(jwks, parties);
const unverifiable = { ok: false, why: 'approval_unverifiable' };

test('a grant says whom, what and until when, as ES256 under the thumbprint of its key', async () => {
  const token = await sign(grant);
  const kid = await calculateJwkThumbprint({ ...jwks.keys[0] });
  assert.deepEqual(decodeProtectedHeader(token), { alg: 'ES256', kid, typ: 'countersign-grant+jwt' });
  assert.deepEqual(decodeJwt(token), {
    iss: parties.issuer,
    aud: parties.audience,
    sub: 'agent-1',
    jti: 'gr_1',
    request: 'req_1',
    intent_hash: 'aGFzaA',
    policy_version: 'ab12',
    enforcer: 'warehouse-1',
    iat: Date.parse('2026-11-21T14:30:00Z') / 1000,
    nbf: Date.parse('2026-11-21T14:30:00Z') / 1000,
    exp: Date.parse('2026-11-21T14:35:00Z') / 1000,
  });
});

test('a stranger with the published keys and any JOSE library verifies it', async () => {
  const keySet = createLocalJWKSet({ keys: jwks.keys.map((each) => ({ ...each })) });
  await jwtVerify(await sign(grant), keySet, { ...parties, currentDate: new Date(during) });
});

test('a grant of ours is read back; without an enforcer there is no such member', async () => {
  const { enforcer: _, ...alone } = grant;
  const seconds = { approvedAt: '2026-11-21T14:30:00.000Z', expiresAt: '2026-11-21T14:35:00.000Z' };
  assert.deepEqual(await check(await sign(grant), during), { ok: true, claims: { ...grant, ...seconds } });
  assert.deepEqual(await check(await sign(alone), during), { ok: true, claims: { ...alone, ...seconds } });
});

test('it is good from the moment of approval and useless from its last second on', async () => {
  const token = await sign(grant);
  assert.equal((await check(token, grant.approvedAt)).ok, true);
  assert.equal((await check(token, '2026-11-21T14:34:59.999Z')).ok, true);
  const late = await check(token, '2026-11-21T14:35:00.000Z');
  assert.deepEqual([late.ok, 'why' in late && late.why], [false, 'approval_expired']);
  assert.equal('claims' in late && late.claims.id, grant.id, 'whose it was can still be told');
  assert.deepEqual(await check(token, '2026-11-21T14:29:59.999Z'), unverifiable);
});

test('a grant of another key, issuer, audience, type or algorithm is not ours', async () => {
  const base = decodeJwt(await sign(grant));
  const header = { alg: 'ES256', kid: jwks.keys[0]?.kid ?? '', typ: 'countersign-grant+jwt' };
  const ours = createPrivateKey({ key: { ...key }, format: 'jwk' });
  const forged: Readonly<Record<string, string>> = {
    'foreign key, our kid': await new SignJWT(base)
      .setProtectedHeader(header)
      .sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    'foreign key, its own kid': await createSigner(privateJwk(), parties)(grant),
    'other issuer': await createSigner(key, { ...parties, issuer: 'https://evil.example' })(grant),
    'other audience': await createSigner(key, { ...parties, audience: 'api://other' })(grant),
    'other type': await new SignJWT(base).setProtectedHeader({ ...header, typ: 'JWT' }).sign(ours),
    'no type': await new SignJWT(base).setProtectedHeader({ alg: 'ES256', kid: header.kid }).sign(ours),
    'unknown critical header': await new SignJWT(base)
      .setProtectedHeader({ ...header, crit: ['x'], x: 1 })
      .sign(ours, { crit: { x: true } }),
    'alg none': `${b64({ ...header, alg: 'none' })}.${b64(base)}.`,
    'HS256 with the public key as secret': await new SignJWT(base)
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(Buffer.from(JSON.stringify(jwks.keys[0]))),
    'no expiry': await new SignJWT(without(base, 'exp')).setProtectedHeader(header).sign(ours),
    'no intent hash': await new SignJWT(without(base, 'intent_hash')).setProtectedHeader(header).sign(ours),
    'request id of the wrong kind': await new SignJWT({ ...base, request: 7 })
      .setProtectedHeader(header)
      .sign(ours),
  };
  for (const [what, token] of Object.entries(forged)) {
    assert.deepEqual(await check(token, during), unverifiable, what);
  }
});

test('changing any one character makes it unverifiable', async () => {
  const token = await sign(grant);
  // The last letter of a part carries padding bits that mean nothing, so the same bytes may be spelled differently there.
  for (let at = 0; at < token.length; at += 7) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    assert.deepEqual(await check(changed, during), unverifiable, `character ${at}`);
  }
});

test('whatever is presented, the answer is a value', async () => {
  const token = await sign(grant);
  const odd = [
    undefined,
    null,
    7,
    {},
    [],
    '',
    '.',
    '..',
    'a.b.c',
    `${token}.x`,
    ` ${token}`,
    'x'.repeat(9000),
  ];
  for (const presented of odd) assert.deepEqual(await check(presented, during), unverifiable);
  const [header = '', payload = '', signature = ''] = token.split('.');
  await fc.assert(
    fc.asyncProperty(fc.anything(), fc.string(), fc.nat(2), async (anything, text, part) => {
      assert.deepEqual(await check(anything, during), unverifiable);
      const parts = [header, payload, signature].map((own, at) => (at === part ? b64(anything) : own));
      assert.deepEqual(await check(parts.join('.'), during), unverifiable);
      assert.deepEqual(await check(parts.with(part, text).join('.'), during), unverifiable);
    }),
    { numRuns: 150 },
  );
});

test('only public members are published, and every key of a rotation verifies while the first signs', async () => {
  const next = privateJwk();
  const both = publicJwks([next, key]);
  for (const each of both.keys) {
    assert.deepEqual(Object.keys(each).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  }
  const checkBoth = createGrantVerifier(both, parties);
  const signNext = createSigner([next, key], parties);
  assert.equal((await checkBoth(await sign(grant), during)).ok, true);
  assert.equal((await checkBoth(await signNext(grant), during)).ok, true);
  assert.equal(decodeProtectedHeader(await signNext(grant)).kid, both.keys[0]?.kid);
  assert.deepEqual(await check(await signNext(grant), during), unverifiable);
});

test('an unfit key stops the start, and the error does not quote it', () => {
  const { d: _, ...publicOnly } = key;
  const unfit: Readonly<Record<string, unknown>> = {
    nothing: [],
    'not a key': 'secret',
    'public only': publicOnly,
    RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
    'other curve': generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' }),
    'public half of another key': { ...privateJwk(), d: key.d },
    'not on the curve': { ...key, x: key.y, y: key.x },
    'short member': { ...key, d: 'AQ' },
    'the same key twice': [key, key],
  };
  for (const [what, jwk] of Object.entries(unfit)) {
    assert.throws(
      () => createSigner(jwk, parties),
      (error) => error instanceof TypeError && !error.message.includes(key.d ?? '?'),
      what,
    );
  }
});

function b64(value: unknown): string {
  return Buffer.from(
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)) ?? '',
  ).toString('base64url');
}

function without(claims: object, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));
}
