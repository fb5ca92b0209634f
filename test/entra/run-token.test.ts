import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { RunTokens } from '../../approvals/policy/member/run-tokens.ts';
import { KeysFault } from '../../entra/faults.ts';
import { createRunTokenVerifier } from '../../entra/run-token.ts';
import { startOidcIssuer } from '../support/oidc-issuer.ts';

const CLAIMS = { aud: 'countersign', actor_id: '583231', run_id: '4711', repository: 'contoso/etl' };

async function begin(t: TestContext, more: Partial<RunTokens> = {}) {
  const issuer = await startOidcIssuer(t);
  let now = Date.now();
  const trusted: RunTokens = {
    name: 'github',
    issuer: issuer.url,
    audience: 'countersign',
    starter: 'actor_id',
    run: 'run_id',
    claims: {},
    people: new Map(),
    ...more,
  };
  const verify = createRunTokenVerifier({ allowLoopback: true, clock: () => now });
  const pass = (ms: number) => {
    now += ms;
  };
  return { issuer, trusted, pass, verify: (token: string) => verify(trusted, token) };
}

const no = (reason: string) => ({ ok: false, reason });

test('tells whom the issuer names as starter, and the run, of RS256 and ES256 tokens', async (t) => {
  const { issuer, verify } = await begin(t);
  const expected = { ok: true, starter: '583231', run: '4711' };
  assert.deepEqual(await verify(await issuer.sign(CLAIMS)), expected);
  assert.deepEqual(await verify(await issuer.sign(CLAIMS, { alg: 'ES256' })), expected);
  assert.deepEqual(await verify(await issuer.sign({ ...CLAIMS, actor_id: 583231, run_id: undefined })), {
    ok: true,
    starter: '583231',
  });
  assert.deepEqual(issuer.asked, ['/.well-known/openid-configuration', '/keys']);
});

test('a token that is not exactly this issuer’s, for us, of now, names nobody', async (t) => {
  const { issuer, verify } = await begin(t);
  const stranger = await startOidcIssuer(t);
  const now = Math.floor(Date.now() / 1000);
  const good = await issuer.sign(CLAIMS);
  const [head = '', body = '', signature = ''] = good.split('.');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = part({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), actor_id: '1' });
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'another audience': [
      await issuer.sign({ ...CLAIMS, aud: 'api://AzureADTokenExchange' }),
      'wrong_audience',
    ],
    'no audience': [await issuer.sign({ ...CLAIMS, aud: undefined }), 'wrong_audience'],
    'another issuer': [await stranger.sign(CLAIMS), 'wrong_issuer'],
    'the key of another issuer': [await stranger.sign({ ...CLAIMS, iss: issuer.url }), 'not_verified'],
    expired: [await issuer.sign({ ...CLAIMS, exp: now - 60 }), 'expired'],
    'older than a day': [await issuer.sign({ ...CLAIMS, iat: now - 90_000 }), 'expired'],
    'issued in the future': [await issuer.sign({ ...CLAIMS, iat: now + 600 }), 'not_verified'],
    'not valid yet': [await issuer.sign({ ...CLAIMS, nbf: now + 600 }), 'not_verified'],
    'no end': [await issuer.sign({ ...CLAIMS, exp: undefined }), 'not_verified'],
    'no issue time': [await issuer.sign({ ...CLAIMS, iat: undefined }), 'not_verified'],
    'an unknown key': [await issuer.sign(CLAIMS, { kid: 'x' }), 'not_verified'],
    'no key id': [`${part({ alg: 'RS256' })}.${body}.${signature}`, 'malformed'],
    'alg none': [`${part({ alg: 'none', kid: 'key-RS256' })}.${body}.`, 'not_verified'],
    'another algorithm': [`${part({ alg: 'PS256', kid: 'key-RS256' })}.${body}.${signature}`, 'not_verified'],
    'an algorithm we do not ask for, truly signed': [
      await issuer.sign(CLAIMS, { alg: 'PS256', kid: 'key-RS256' }),
      'not_verified',
    ],
    'changed claims': [`${head}.${forged}.${signature}`, 'not_verified'],
    'no token': ['x.y.z', 'malformed'],
  };
  for (const [what, [token, reason]] of Object.entries(cases)) {
    assert.deepEqual(await verify(token), no(reason), what);
  }
});

test('a token that names no starter, or not in plain text, names nobody', async (t) => {
  const { issuer, verify } = await begin(t);
  for (const actor_id of [
    undefined,
    '',
    null,
    true,
    {},
    ['583231'],
    '58 3231',
    'é',
    '\u202e1',
    'x'.repeat(201),
  ]) {
    assert.deepEqual(await verify(await issuer.sign({ ...CLAIMS, actor_id })), no('no_starter'));
  }
  const { verify: byPrototype } = await begin(t, { starter: 'constructor', issuer: issuer.url });
  assert.deepEqual(await byPrototype(await issuer.sign(CLAIMS)), no('no_starter'));
});

test('claims that the policy writes down must stand in the token', async (t) => {
  const { issuer, verify } = await begin(t, { claims: { repository: 'contoso/etl' } });
  assert.equal((await verify(await issuer.sign(CLAIMS))).ok, true);
  for (const repository of ['contoso/other', undefined, ['contoso/etl']]) {
    assert.deepEqual(await verify(await issuer.sign({ ...CLAIMS, repository })), no('other_run'));
  }
});

test('whatever a token holds, the answer is a value and never a starter', async (t) => {
  const { issuer, verify } = await begin(t);
  const [head = '', body = '', signature = ''] = (await issuer.sign(CLAIMS)).split('.');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.nat(2), async (text, value, at) => {
      const part = Buffer.from(JSON.stringify(value)).toString('base64url');
      assert.equal((await verify(text)).ok, false);
      assert.equal((await verify([head, body, signature].with(at, part).join('.'))).ok, false);
    }),
    { numRuns: 100 },
  );
});

test('an issuer that cannot be read is a fault, is left alone for five seconds, and recovers', async (t) => {
  const { issuer, verify, pass } = await begin(t);
  const token = await issuer.sign(CLAIMS);
  issuer.answer({ status: 503 });
  await assert.rejects(verify(token), KeysFault);
  await assert.rejects(verify(token), KeysFault);
  assert.equal(issuer.asked.length, 1);
  issuer.answer({});
  pass(5000);
  assert.equal((await verify(token)).ok, true);
});

test('metadata that calls itself otherwise or leads off https is a fault', async (t) => {
  for (const answers of [
    { issuer: 'https://token.actions.githubusercontent.com' },
    { jwksUri: 'http://keys.example/keys' },
    { jwksUri: 'file:///etc/passwd' },
    { jwksUri: 'nowhere' },
  ]) {
    const { issuer, verify } = await begin(t);
    issuer.answer(answers);
    const isFault = (error: unknown) =>
      error instanceof KeysFault && !/fetch|ENOTFOUND|read at/.test(`${error.cause} ${error.message}`);
    await assert.rejects(verify(await issuer.sign(CLAIMS)), isFault, JSON.stringify(answers));
    assert.deepEqual(issuer.asked, ['/.well-known/openid-configuration']);
  }
});

test('no redirect is followed, wherever it leads', async (t) => {
  const { issuer, verify } = await begin(t);
  const elsewhere = await startOidcIssuer(t);
  elsewhere.answer({ issuer: issuer.url, jwksUri: `${issuer.url}/keys` });
  issuer.answer({ status: 302, location: `${elsewhere.url}/.well-known/openid-configuration` });
  await assert.rejects(verify(await issuer.sign(CLAIMS)), KeysFault);
  assert.deepEqual(elsewhere.asked, []);
});

test('where loopback is not allowed no http address is asked, however often', async (t) => {
  const { issuer, trusted } = await begin(t);
  const verify = createRunTokenVerifier({ allowLoopback: false });
  const token = await issuer.sign(CLAIMS);
  await assert.rejects(verify(trusted, token), KeysFault);
  assert.deepEqual(issuer.asked, []);
});

test('where loopback is allowed nothing else is asked over http', async (t) => {
  const { issuer, trusted } = await begin(t);
  const verify = createRunTokenVerifier({ allowLoopback: true });
  const elsewhere = { ...trusted, issuer: 'http://issuer.invalid' };
  const token = await issuer.sign({ ...CLAIMS, iss: elsewhere.issuer });
  const isRefused = (error: unknown) => error instanceof KeysFault && /not https/.test(String(error.cause));
  await assert.rejects(verify(elsewhere, token), isRefused);
});

test('a silent issuer holds a caller three seconds at most', { timeout: 20_000 }, async (t) => {
  const { issuer, verify } = await begin(t);
  issuer.answer({ delayMs: 60_000 });
  await assert.rejects(verify(await issuer.sign(CLAIMS)), KeysFault);
});

test('many at once read the metadata once, and an hour later once more', async (t) => {
  const { issuer, verify, pass } = await begin(t);
  const token = await issuer.sign({ ...CLAIMS, exp: Math.floor(Date.now() / 1000) + 7200 });
  await Promise.all(Array.from({ length: 10 }, () => verify(token)));
  const metadata = () => issuer.asked.filter((path) => path !== '/keys').length;
  assert.equal(metadata(), 1);
  pass(3_600_000);
  assert.equal((await verify(token)).ok, true);
  assert.equal(metadata(), 2);
});
