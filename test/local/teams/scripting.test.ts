import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL, callJson, startWorld } from './teams-world.ts';

test('lists #data-approvals and the chats of everyone in a group', async (t) => {
  const { local } = await startWorld(t);
  const list = (await local('GET', '/conversations')).body as { id: string; name: string; type: string }[];
  assert.deepEqual(list[0], { id: CHANNEL, name: '#data-approvals', type: 'channel' });
  const chats = list.slice(1).map(({ name }) => name);
  assert.deepEqual(chats, [
    'Alice Aho',
    'Bob Berg',
    'Carmen Cruz',
    'Sam Sato',
    'Dana Ortiz',
    'Ada Alm',
    'Noor Nasser',
  ]);
});

test('lists messages oldest first, of one conversation, and only the last ones', async (t) => {
  const { local } = await startWorld(t);
  for (const text of ['one', 'two', 'three']) {
    await local('POST', '/say', { conversation: CHANNEL, user: PEOPLE.alice, text });
  }
  await local('POST', '/say', { conversation: `a:${PEOPLE.bob}`, user: PEOPLE.bob, text: 'elsewhere' });
  const texts = async (query: string) =>
    ((await local('GET', `/messages${query}`)).body as { text: string }[]).map(({ text }) => text);
  const inChannel = `?conversation=${encodeURIComponent(CHANNEL)}`;
  assert.deepEqual(await texts(''), ['one', 'two', 'three', 'elsewhere']);
  assert.deepEqual(await texts(inChannel), ['one', 'two', 'three']);
  assert.deepEqual(await texts(`${inChannel}&last=2`), ['two', 'three']);
  const [first] = (await local('GET', '/messages')).body as Record<string, unknown>[];
  assert.deepEqual(first?.conversation, { id: CHANNEL, name: '#data-approvals', type: 'channel' });
});

test('no page of another origin, rebound name or form post gets in', async (t) => {
  const { teams, postCard, bot } = await startWorld(t);
  const messageId = await postCard();
  const click = { messageId, user: PEOPLE.alice, verb: 'approve', data: {} };
  const url = `${teams.url}/_local/click`;
  assert.equal((await callJson('POST', url, click, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await callJson('POST', url, click, { 'content-type': 'text/plain' })).status, 403);
  assert.equal(await postWithHost(teams.port, 'evil.example', '/_local/click', click), 403);
  assert.equal(await postWithHost(teams.port, 'evil.example', '/page/invoke', click), 403);
  assert.equal(bot.heard.length, 0);
  assert.equal((await callJson('POST', url, click, { origin: teams.url })).status, 200);
});

test('a mistake in a script is told in words', async (t) => {
  const { local } = await startWorld(t);
  const { status, body } = await local('POST', '/click', {
    messageId: '1',
    user: PEOPLE.alice,
    verb: 'approve',
    x: 1,
  });
  assert.equal(status, 400);
  assert.match(JSON.stringify(body), /Unrecognized key/);
  assert.equal((await local('POST', '/nothing', {})).status, 404);
});

test('the forging door sends under any token, so that tests can try the bot’s locks', async (t) => {
  const { local, bot, postCard } = await startWorld(t);
  const messageId = await postCard();
  const { body } = await local('POST', '/click', { messageId, user: PEOPLE.alice, verb: 'approve' });
  const { activity } = body as { activity: unknown };
  const forge = async (token?: unknown) =>
    ((await local('POST', '/activity', { activity, token })).body as { status: number }).status;
  assert.equal(await forge(), 200);
  assert.deepEqual(bot.heard[1], bot.heard[0], 'the very same activity, sent again');
  assert.equal(await forge('none'), 401);
  assert.equal(await forge('Bearer x.y.z'), 401);
  assert.equal(await forge({ iss: 'https://sts.windows.net/other/' }), 401);
  assert.equal(await forge({ serviceurl: null }), 401);
  assert.equal(await forge({ exp: 1 }), 401);
  assert.equal(bot.heard.length, 2);
});

test('the relay signs for a client on this machine and gives back the bot’s own answer', async (t) => {
  const { local, bot } = await startWorld(t, { answer: () => ({ status: 418, body: { hello: 1 } }) });
  const activity = {
    type: 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl: 'http://localhost:56150/_connector',
  };
  const { status, body } = await local('POST', '/relay', activity);
  assert.deepEqual([status, body], [418, { hello: 1 }]);
  assert.deepEqual(bot.heard, [activity]);
  const abroad = await local('POST', '/relay', { ...activity, serviceUrl: 'https://evil.example/' });
  assert.equal(abroad.status, 400);
});

function postWithHost(port: number, host: string, path: string, body: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    const req = request({ port, host: '127.0.0.1', path, method: 'POST', headers }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end(JSON.stringify(body));
  });
}
