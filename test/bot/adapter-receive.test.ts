// Who gets in. Each test has a Teams of its own on a port of its own, because botbuilder remembers keys by address.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createAdapter } from '../../bot/adapter.ts';
import {
  BOT,
  confused,
  type FakeTeams,
  otherKey,
  startFakeTeams,
  TENANT,
  token,
  unsigned,
} from './fake-teams.ts';

let teams: FakeTeams;
beforeEach(async () => {
  teams = await startFakeTeams();
});
afterEach(() => teams.close());

const activity = (more: object = {}) => ({
  type: 'message',
  channelId: 'msteams',
  serviceUrl: teams.url,
  text: 'hi',
  ...more,
});

/** Sends one activity and says what came out and whether the handler ran. */
async function tell(authorization: string | undefined, body: unknown, adapter = teams.adapter()) {
  let ran = 0;
  const reply = await adapter.receive(authorization, body, async () => {
    ran += 1;
    return { hello: true };
  });
  return { ...reply, ran };
}
const LET_IN = { status: 200, body: { hello: true }, ran: 1 };
const SHUT = { status: 401, ran: 0 };
const now = () => Math.floor(Date.now() / 1000);

test('lets a genuine token of the channel in', async () => {
  assert.deepEqual(await tell(await token(teams.url), activity()), LET_IN);
});

test('answers 200 without a body when the handler has nothing to say', async () => {
  const reply = await teams.adapter().receive(await token(teams.url), activity(), async () => undefined);
  assert.deepEqual(reply, { status: 200 });
});

test('keeps the channel’s five minutes of skew, and no more', async () => {
  const late = await token(teams.url, { claims: { exp: now() - 240 } });
  assert.deepEqual(await tell(late, activity()), LET_IN);
  const tooLate = await token(teams.url, { claims: { exp: now() - 600 } });
  assert.deepEqual(await tell(tooLate, activity()), SHUT);
});

const strangers: readonly (readonly [
  string,
  (url: string) => Promise<string | undefined> | string | undefined,
])[] = [
  ['no header', () => undefined],
  ['a Basic header', () => 'Basic abc'],
  ['garbage', () => 'Bearer garbage'],
  ['a header of a megabyte', () => `Bearer ${'a'.repeat(1 << 20)}.b.c`],
  ['another key under the same id', (url) => token(url, { key: otherKey })],
  ['alg none', unsigned],
  ['HS256 with the public key', confused],
  ['an unknown key id', (url) => token(url, { kid: 'k2' })],
  ['another audience', (url) => token(url, { claims: { aud: TENANT } })],
  ['a list of audiences', (url) => token(url, { claims: { aud: [BOT, TENANT] } })],
  ['another issuer', (url) => token(url, { claims: { iss: 'https://sts.windows.net/x/' } })],
  ['no expiry', (url) => token(url, { claims: { exp: null } })],
  ['a token not valid yet', (url) => token(url, { claims: { nbf: now() + 900 } })],
  ['no serviceurl claim', (url) => token(url, { claims: { serviceurl: null } })],
  ['another serviceurl claim', (url) => token(url, { claims: { serviceurl: 'http://127.0.0.1:1/' } })],
  [
    'an emulator’s Entra token, version 1',
    (url) =>
      token(url, {
        claims: { iss: `https://sts.windows.net/${TENANT}/`, ver: '1.0', appid: BOT, tid: TENANT },
      }),
  ],
  [
    'a self-scoped Entra token, version 2',
    (url) =>
      token(url, {
        claims: {
          iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
          ver: '2.0',
          azp: BOT,
          tid: TENANT,
        },
      }),
  ],
  ['the channel’s issuer with a tenant', (url) => token(url, { claims: { tid: TENANT } })],
];
for (const [what, make] of strangers) {
  test(`turns ${what} away with 401 and an empty body`, async () => {
    assert.deepEqual(await tell(await make(teams.url), activity()), SHUT);
  });
}

const shapes: readonly (readonly [string, () => unknown])[] = [
  ['no object', () => 'text'],
  ['a list', () => [activity()]],
  ['null', () => null],
  ['no channelId', () => ({ ...activity(), channelId: undefined })],
  ['another channel', () => activity({ channelId: 'webchat' })],
  ['the App Service channel, which the library checks less', () => activity({ channelId: 'AseChannel' })],
  ['no serviceUrl', () => ({ ...activity(), serviceUrl: undefined })],
  ['an empty serviceUrl', () => activity({ serviceUrl: '' })],
  ['no type', () => ({ ...activity(), type: undefined })],
];
for (const [what, make] of shapes) {
  test(`turns a genuine token with ${what} away`, async () => {
    assert.deepEqual(await tell(await token(teams.url), make()), SHUT);
  });
}

test('turns a genuine token for a serviceUrl that is not Teams away', async () => {
  const evil = 'https://evil.example/';
  assert.deepEqual(await tell(await token(evil), activity({ serviceUrl: evil })), SHUT);
});

test('knows only the hosts of the real Teams when it is not on one machine', async () => {
  const adapter = createAdapter({ appId: BOT, tenant: TENANT, type: 'UserAssignedMSI' });
  assert.deepEqual(await tell(await token(teams.url), activity(), adapter), SHUT);
});

test('turns away keys that are not endorsed for Teams', async () => {
  teams.endorsements = ['webchat'];
  assert.deepEqual(await tell(await token(teams.url), activity()), SHUT);
});

test('turns away keys that are endorsed for nothing', async () => {
  teams.endorsements = undefined;
  assert.deepEqual(await tell(await token(teams.url), activity()), SHUT);
});

test('answers 503 while the channel’s keys cannot be read, and recovers', async () => {
  let ahead = 0;
  teams.keysDown = true;
  const adapter = teams.adapter({ now: () => Date.now() + ahead });
  const genuine = await token(teams.url);
  assert.deepEqual(await tell(genuine, activity(), adapter), { status: 503, ran: 0 });
  const reads = teams.keyReads();
  assert.deepEqual(await tell(genuine, activity(), adapter), { status: 503, ran: 0 });
  assert.equal(teams.keyReads(), reads, 'asks again only after a pause');
  teams.keysDown = false;
  ahead = 2000;
  assert.deepEqual(await tell(genuine, activity(), adapter), LET_IN);
});

test('answers 503 when the keys vanish between its own look and the library’s', async () => {
  const adapter = teams.adapter();
  assert.deepEqual(await tell(await token(teams.url, { key: otherKey }), activity(), adapter), SHUT);
  teams.keysDown = true;
  assert.deepEqual(await tell(await token(teams.url), activity(), adapter), { status: 503, ran: 0 });
  teams.keysDown = false;
  assert.deepEqual(await tell(await token(teams.url), activity(), adapter), LET_IN);
});

test('reads the keys once for many callers, and a flood of made-up key ids does not make it read more', async () => {
  const adapter = teams.adapter();
  const genuine = await token(teams.url);
  await Promise.all(Array.from({ length: 20 }, () => tell(genuine, activity(), adapter)));
  const reads = teams.keyReads();
  assert.ok(reads <= 44, `${reads}`);
  for (let n = 0; n < 50; n++)
    await tell(await token(teams.url, { kid: `made-up-${n}` }), activity(), adapter);
  assert.equal(teams.keyReads(), reads);
});

test('a flood of forged tokens reads no key, prints nothing and leaves nothing in the library’s memory', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const adapter = teams.adapter();
  for (let n = 0; n < 200; n++) {
    const claims = { iss: `https://sts.windows.net/${n}/`, tid: `tenant-${n}`, appid: BOT, ver: '1.0' };
    assert.deepEqual(await tell(await token(teams.url, { claims }), activity(), adapter), SHUT);
  }
  await tell(await token(teams.url, { key: otherKey }), activity(), adapter);
  assert.equal(said.mock.callCount(), 0);
  const { ToBotFromBotOrEmulatorTokenValidationParameters: memory } = await import(
    'botframework-connector/lib/auth/tokenValidationParameters.js'
  );
  assert.ok(!JSON.stringify(memory.issuer).includes('tenant-'));
});

test('refuses to be made without an app id, with a wrong tenant or without the credentials its type needs', () => {
  const good = { appId: BOT, tenant: TENANT, type: 'SingleTenant', password: 'x' } as const;
  assert.throws(() => createAdapter({ ...good, appId: '' }), /needs its app id/);
  assert.throws(() => createAdapter({ ...good, tenant: 'common' }), /id of its Entra tenant/);
  assert.throws(() => createAdapter({ ...good, password: '' }), /needs its password/);
  assert.throws(() => createAdapter({ ...good, type: 'UserAssignedMSI' }), /has no password/);
  assert.doesNotThrow(() => createAdapter(good));
});
