// What the caller's side sees of an address: that it answers, as what, by which clock and keys.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { checkFromHere } from '../../../cli/doctor/check-from-here.ts';
import { type StubAnswer, startStub } from '../support/stub-server.ts';

const KEY = { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const HEALTH: StubAnswer = { body: { status: 'ok', mode: 'azure', policy_version: 'p' } };

async function seen(t: TestContext, change: Readonly<Record<string, StubAnswer>> = {}, aheadMs = 0) {
  const { url, heard } = await startStub(t, (address) => ({
    'GET /api/health': HEALTH,
    'GET /.well-known/authzen-configuration': { body: { policy_decision_point: address } },
    'GET /access/v1/jwks': { body: { keys: [KEY] } },
    ...change,
  }));
  const found = await checkFromHere(url, () => Date.now() + aheadMs);
  const notOk = found.checks.filter(({ state }) => state !== 'ok');
  for (const { name, cure } of notOk) assert.ok((cure ?? '').length > 20, name);
  return { ...found, heard, notOk: notOk.map(({ name, state, says }) => `${state} ${name}: ${says}`) };
}

test('four lines hold, and no token is sent', async (t) => {
  const { checks, isThere, heard, notOk } = await seen(t);
  assert.deepEqual([isThere, notOk], [true, []]);
  assert.deepEqual(
    checks.map(({ name }) => name),
    ['address', 'clock here', 'metadata', 'public keys'],
  );
  assert.ok(heard.every(({ authorization }) => authorization === undefined));
});

test('tells whose clock is ahead, and does not know it of an answer without a time', async (t) => {
  assert.deepEqual((await seen(t, {}, 600_000)).notOk, [
    'failed clock here: this machine is 10 minutes ahead of Countersign',
  ]);
  assert.match(
    (await seen(t, {}, -95_000)).notOk.join(),
    /^failed clock here: Countersign is 9\d s ahead of this machine$/,
  );
  const timeless = { ...HEALTH, headers: { date: 'unknown' } };
  assert.deepEqual((await seen(t, { 'GET /api/health': timeless })).notOk, [
    'unknown clock here: the answer tells no time',
  ]);
});

test('finds that it names itself otherwise than it was called, and keys that are none', async (t) => {
  const other = { body: { policy_decision_point: 'https://other.example.com' } };
  const named = await seen(t, { 'GET /.well-known/authzen-configuration': other });
  assert.match(
    named.notOk.join(),
    /^failed metadata: it names itself https:\/\/other\.example\.com, and was called as /,
  );
  for (const keys of [{ body: { keys: [] } }, { status: 502, body: '<html>' }]) {
    assert.deepEqual((await seen(t, { 'GET /access/v1/jwks': keys })).notOk, [
      'failed public keys: the public keys cannot be read',
    ]);
  }
});

test('asks nothing more of what is not Countersign', async (t) => {
  for (const health of [
    { body: '<html>Your app is up and running</html>' },
    { body: { status: 'up' } },
    { status: 503, body: HEALTH.body ?? '' },
  ]) {
    const { isThere, notOk, heard } = await seen(t, { 'GET /api/health': health });
    assert.equal(isThere, false);
    assert.match(
      notOk.join(),
      /^failed address: http.* answers \d+ to \/api\/health, and not as Countersign does$/,
    );
    assert.equal(heard.length, 1);
  }
});

test('says why an address does not answer', async () => {
  const { checks, isThere } = await checkFromHere('http://127.0.0.1:1');
  assert.equal(isThere, false);
  assert.match(`${checks[0]?.says} ${checks[0]?.cure}`, /does not answer \([^)]+\) \S/);
});
