import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type Directory, PEOPLE, seedDirectory } from '../../../local/directory.ts';
import { answerPage } from '../../../local/teams/page-door.ts';
import type { World } from '../../../local/teams/world.ts';
import { aCardMessage, CHANNEL, callJson, startWorld } from './teams-world.ts';

test('the page comes with a policy that allows nothing but this server, and all it names is there', async (t) => {
  const { teams } = await startWorld(t);
  const response = await fetch(`${teams.url}/`);
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  assert.ok(named.includes('/page/adaptivecards.js'));
  for (const path of named) {
    assert.match(path, /^\/page\//, 'nothing from elsewhere');
    assert.equal((await fetch(teams.url + path)).status, 200, path);
  }
  assert.doesNotMatch(html, /\s(?:style|on\w+)="/, 'inline styles and handlers would be blocked');
});

test('serves no file beside the page', async (t) => {
  const { teams } = await startWorld(t);
  for (const path of ['/page/..%2fstart.ts', '/page/../start.ts', '/package.json', '/page/page.html']) {
    assert.equal((await fetch(teams.url + path)).status, 404, path);
  }
});

test('tells who the people are, so that one can be chosen', async (t) => {
  const { teams } = await startWorld(t);
  const { people } = (await callJson('GET', `${teams.url}/page/state`)).body as {
    people: Record<string, string>[];
  };
  const role = (id: string) => people.find((person) => person.id === id)?.role;
  assert.deepEqual(
    [
      PEOPLE.alice,
      PEOPLE.sam,
      PEOPLE.dana,
      PEOPLE.olivia,
      PEOPLE.gus,
      PEOPLE.xavier,
      PEOPLE.ada,
      PEOPLE.audrey,
    ].map(role),
    [
      'approver',
      'on call, owns deploy-bot',
      'approver, owns nightly-etl',
      'member',
      'guest',
      'external',
      'administrator',
      'auditor',
    ],
  );
});

test('a window hears at once of changes its person can see, and of no others', async (t) => {
  const { teams, postCard, call } = await startWorld(t);
  const stop = new AbortController();
  t.after(() => stop.abort());
  const response = await fetch(`${teams.url}/page/events?person=${PEOPLE.bob}`, { signal: stop.signal });
  assert.ok(response.body);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  const chat = `/v3/conversations/${encodeURIComponent(`a:${PEOPLE.alice}`)}/activities`;
  await call('POST', chat, { type: 'message', text: 'for Alice only' });
  const messageId = await postCard();
  await call(
    'PUT',
    `/v3/conversations/${encodeURIComponent(CHANNEL)}/activities/${messageId}`,
    aCardMessage(),
  );
  let heard = '';
  while (!heard.includes('"revision":2')) heard += (await reader.read()).value ?? '';
  assert.match(heard, new RegExp(`"messageId":"${messageId}"`));
  assert.doesNotMatch(heard, /for Alice only/);
});

test('a window that goes away while its person is looked up leaves nothing behind', async (t) => {
  let listening = 0;
  let answerLookUp = (_: Directory): void => {};
  const found = new Promise<Directory>((resolve) => {
    answerLookUp = resolve;
  });
  const listen = () => {
    listening += 1;
    return () => {
      listening -= 1;
    };
  };
  const world = { readDirectory: () => found, state: { listen } } as unknown as World;
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/page/events?person=${PEOPLE.bob}`;
  const arrived = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const window = new AbortController();
  const left = fetch(url, { signal: window.signal }).catch(() => 'left');
  const [req, res] = await arrived;
  const answered = answerPage(world, new Map(), req, res, new URL(url));
  const closed = once(res, 'close');
  window.abort();
  await Promise.all([left, closed]);
  answerLookUp(seedDirectory());
  await answered;
  assert.equal(listening, 0);
});

test('a click of the page sends the action its client shows', async (t) => {
  const { teams, bot, postCard } = await startWorld(t, { answer: () => ({ body: { statusCode: 200 } }) });
  const messageId = await postCard();
  const action = { type: 'Action.Execute', verb: 'revoke', title: 'Take back', data: { request: 'req_9' } };
  const press = { user: PEOPLE.alice, messageId, trigger: 'manual', action };
  const { status, body } = await callJson('POST', `${teams.url}/page/invoke`, press);
  assert.deepEqual([status, body], [200, { status: 200, body: { statusCode: 200 } }]);
  assert.deepEqual(bot.heard[0]?.value, { action, trigger: 'manual' });
  const wrong = await callJson('POST', `${teams.url}/page/invoke`, { ...press, action: { verb: 'x' } });
  assert.equal(wrong.status, 400);
});
