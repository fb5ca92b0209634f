// The look at a caller's token before the library sees it. What its unsigned words already give away costs no read of keys.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createChannelTokenCheck } from '../../bot/channel-token.ts';
import { readActivity } from '../../bot/incoming.ts';
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

const now = () => Math.floor(Date.now() / 1000);
const newCheck = () =>
  createChannelTokenCheck({ appId: BOT, openIdMetadataUrl: `${teams.url}openid`, now: Date.now });

test('a genuine token is genuine', async () => {
  assert.equal(await newCheck()(await token(teams.url), teams.url), 'genuine');
});

const implausible: readonly (readonly [string, (url: string) => Promise<string> | string])[] = [
  ['that is none', () => 'Bearer a.b.c'],
  ['without a key id', (url) => token(url, { kid: null as unknown as string })],
  ['of another issuer', (url) => token(url, { claims: { iss: 'https://evil.example' } })],
  ['for another bot', (url) => token(url, { claims: { aud: TENANT } })],
  ['for another serviceUrl', (url) => token(url, { claims: { serviceurl: 'https://evil.example/' } })],
  ['for no serviceUrl', (url) => token(url, { claims: { serviceurl: null } })],
  ['of a tenant', (url) => token(url, { claims: { tid: TENANT } })],
  ['of an app, as version 1.0 names it', (url) => token(url, { claims: { appid: BOT } })],
  ['of an app, as version 2.0 names it', (url) => token(url, { claims: { azp: BOT } })],
  ['without algorithm', unsigned],
  ['signed with the public key', confused],
  ['longer than any of the channel', (url) => token(url, { claims: { padding: 'x'.repeat(8000) } })],
];
for (const [what, make] of implausible) {
  test(`a token ${what} is refused without a read of keys`, async () => {
    assert.equal(await newCheck()(await make(teams.url), teams.url), 'refused');
    assert.equal(teams.keyReads(), 0);
  });
}

const unproven: readonly (readonly [string, (url: string) => Promise<string>])[] = [
  ['another key', (url) => token(url, { key: otherKey })],
  ['an unknown key id', (url) => token(url, { kid: 'k2' })],
  ['an end ten minutes ago', (url) => token(url, { claims: { exp: now() - 600 } })],
  ['no end', (url) => token(url, { claims: { exp: null } })],
  ['a beginning in a quarter of an hour', (url) => token(url, { claims: { nbf: now() + 900 } })],
];
for (const [what, make] of unproven) {
  test(`a plausible token with ${what} is refused`, async () => {
    assert.equal(await newCheck()(await make(teams.url), teams.url), 'refused');
  });
}

test('keys that are for another channel, or for none, prove nothing', async () => {
  for (const endorsements of [['webchat'], [], undefined]) {
    teams.endorsements = endorsements;
    assert.equal(await newCheck()(await token(teams.url), teams.url), 'refused');
  }
});

test('an activity is an object of Teams with a type and a serviceUrl, and nothing else', () => {
  const good = { type: 'message', channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/x' };
  assert.deepEqual(readActivity(good), good);
  const others: readonly unknown[] = [
    null,
    undefined,
    'text',
    7,
    [good],
    { ...good, type: 7 },
    { ...good, channelId: 'emulator' },
    { ...good, channelId: ['msteams'] },
    { ...good, serviceUrl: undefined },
    { ...good, serviceUrl: ['https://smba.trafficmanager.net/x'] },
  ];
  for (const each of others) assert.equal(readActivity(each), undefined, JSON.stringify(each));
});
