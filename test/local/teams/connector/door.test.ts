import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUDIENCE, BOT_APP_ID, GROUPS, PEOPLE, seedDirectory, TENANT } from '../../../../local/directory.ts';
import { aCard, aCardMessage, CHANNEL, callJson, startWorld } from '../teams-world.ts';

const channelPath = `/v3/conversations/${encodeURIComponent(CHANNEL)}`;
const code = (answer: { body: unknown }) =>
  (answer.body as { error?: { code?: string } } | null)?.error?.code;

interface Shown {
  messageId: string;
  thread: string;
  card: unknown;
  text: string;
  summary: string;
  revision: number;
  deleted: boolean;
  from: { name: string };
}

test('posts a card, replaces it, deletes it, and counts the revisions', async (t) => {
  const { call, local } = await startWorld(t);
  const posted = await call('POST', `${channelPath}/activities`, aCardMessage());
  assert.equal(posted.status, 201);
  const { id } = posted.body as { id: string };
  assert.match(id, /^\d{13}$/);
  const next = aCard({ body: [{ type: 'TextBlock', text: 'Approved' }], actions: [] });
  const updated = await call('PUT', `${channelPath}/activities/${id}`, aCardMessage(next));
  assert.deepEqual([updated.status, updated.body], [200, { id }]);
  const [shown] = (await local('GET', '/messages')).body as Shown[];
  assert.deepEqual(
    [shown?.card, shown?.revision, shown?.summary, shown?.deleted],
    [next, 2, 'A request', false],
  );
  assert.equal(shown?.from.name, 'Countersign');
  assert.equal((await call('DELETE', `${channelPath}/activities/${id}`)).status, 200);
  const gone = await call('PUT', `${channelPath}/activities/${id}`, aCardMessage());
  assert.deepEqual([gone.status, code(gone)], [404, 'ActivityNotFoundInConversation']);
  assert.equal(((await local('GET', '/messages')).body as Shown[])[0]?.deleted, true);
});

test('a reply to a post stands under it, a reply to something that is no message starts a post', async (t) => {
  const { call, local, postCard } = await startWorld(t);
  const root = await postCard();
  const text = (words: string) => ({ type: 'message', text: words });
  await call('POST', `${channelPath}/activities/${root}`, text('by activity'));
  await call('POST', `${channelPath};messageid=${root}/activities`, text('by conversation'));
  await call('POST', `${channelPath}/activities/${encodeURIComponent('f:an-invoke')}`, text('a post'));
  const shown = (await local('GET', '/messages')).body as Shown[];
  assert.deepEqual(
    shown.map((message) => message.thread === root),
    [true, true, true, false],
  );
});

test('text and card in one activity become two messages and no id comes back', async (t) => {
  const { call, local } = await startWorld(t);
  const both = await call('POST', `${channelPath}/activities`, { ...aCardMessage(), text: 'Look' });
  assert.deepEqual([both.status, both.body], [201, {}]);
  const shown = (await local('GET', '/messages')).body as Shown[];
  assert.deepEqual(
    shown.map(({ text, card }) => [text, card === null]),
    [
      ['Look', true],
      ['', false],
    ],
  );
});

test('refuses what Teams refuses, with its status and code', async (t) => {
  const { call, local, postCard } = await startWorld(t);
  const id = await postCard();
  const said = await local('POST', '/say', { conversation: CHANNEL, user: PEOPLE.alice, text: 'hello' });
  const { messageId } = said.body as { messageId: string };
  const big = aCardMessage(aCard({ fallbackText: 'x'.repeat(52_000) }));
  const cases: readonly [string, string, unknown, number, string | undefined][] = [
    [
      'POST',
      '/v3/conversations/19%3Aelsewhere%40thread.tacv2/activities',
      aCardMessage(),
      404,
      'ConversationNotFound',
    ],
    ['PUT', `${channelPath}/activities/123`, aCardMessage(), 404, 'ActivityNotFoundInConversation'],
    ['DELETE', `${channelPath}/activities/123`, undefined, 404, 'ActivityNotFoundInConversation'],
    ['PUT', `${channelPath}/activities/${messageId}`, aCardMessage(), 403, 'NotEnoughPermissions'],
    ['POST', `${channelPath}/activities`, big, 413, 'MessageSizeTooBig'],
    ['PUT', `${channelPath}/activities/${id}`, big, 413, 'MessageSizeTooBig'],
    ['POST', `${channelPath}/activities`, { type: 'message' }, 400, 'BadSyntax'],
    ['POST', `${channelPath}/activities`, aCardMessage({ type: 'Other' }), 400, 'BadSyntax'],
    ['POST', `${channelPath}/activities`, '{', 400, 'BadSyntax'],
    ['POST', '/v3/conversations/%E0%A4%A/activities', aCardMessage(), 400, 'BadSyntax'],
    ['POST', '/v3/unknown', {}, 404, 'NotFound'],
  ];
  for (const [method, path, body, status, expected] of cases) {
    const answer = await call(method, path, body);
    assert.deepEqual([answer.status, code(answer)], [status, expected], `${method} ${path}`);
  }
});

test('does nothing without the very token of the bot', async (t) => {
  const { call, local, entra } = await startWorld(t);
  const mint = async (claims: Record<string, unknown>) => {
    const good = { aud: 'https://api.botframework.com', azp: BOT_APP_ID };
    const minted = await callJson('POST', `${entra.url}/_local/token`, { claims: { ...good, ...claims } });
    return (minted.body as { access_token: string }).access_token;
  };
  const send = async (bearer: string | null) =>
    (await call('POST', `${channelPath}/activities`, aCardMessage(), bearer)).status;
  const wrong = [{ azp: 'somebody-else' }, { aud: AUDIENCE }, { iss: 'https://evil.example' }, { exp: 1 }];
  for (const bearer of [null, 'garbage', ...(await Promise.all(wrong.map(mint)))]) {
    assert.equal(await send(bearer), 401, String(bearer));
  }
  assert.deepEqual((await local('GET', '/messages')).body, []);
  assert.equal(await send(await mint({})), 201);
});

test('opens one chat for each person who has the app, by either id, and refuses the others', async (t) => {
  const { call, local } = await startWorld(t);
  const open = (id: string, rest = {}) =>
    call('POST', '/v3/conversations', { isGroup: false, members: [{ id }], tenantId: TENANT, ...rest });
  const first = await open(PEOPLE.alice, { activity: aCardMessage() });
  const { id, activityId } = first.body as { id: string; activityId: string };
  assert.deepEqual([first.status, id], [201, `a:${PEOPLE.alice}`]);
  const [shown] = (await local('GET', `/messages?conversation=${encodeURIComponent(id)}`)).body as Shown[];
  assert.equal(shown?.messageId, activityId);
  const member = await call('GET', `${channelPath}/members/${PEOPLE.alice}`);
  const again = await open((member.body as { id: string }).id);
  assert.equal((again.body as { id: string }).id, id);
  for (const stranger of [PEOPLE.olivia, PEOPLE.xavier, 'nobody']) {
    const refused = await open(stranger);
    assert.deepEqual([refused.status, code(refused)], [403, 'ForbiddenOperationException'], stranger);
  }
  await local('POST', '/install', { conversation: `a:${PEOPLE.olivia}` });
  assert.equal((await open(PEOPLE.olivia)).status, 201);
});

test('a new post in the channel names its conversation and its activity', async (t) => {
  const { call } = await startWorld(t);
  const parameters = { isGroup: true, channelData: { channel: { id: CHANNEL } }, activity: aCardMessage() };
  const { status, body } = await call('POST', '/v3/conversations', parameters);
  const { id, activityId } = body as { id: string; activityId: string };
  assert.deepEqual([status, id], [201, `${CHANNEL};messageid=${activityId}`]);
});

test('a removed bot is no longer in the roster', async (t) => {
  const { call, local, bot } = await startWorld(t);
  await local('POST', '/uninstall', { conversation: CHANNEL });
  assert.deepEqual([bot.heard[0]?.type, bot.heard[0]?.action], ['installationUpdate', 'remove']);
  for (const refused of [
    await call('POST', `${channelPath}/activities`, aCardMessage()),
    await call('GET', `${channelPath}/pagedmembers?pageSize=50`),
    await call('GET', `${channelPath}/members/${PEOPLE.alice}`),
  ]) {
    assert.deepEqual([refused.status, code(refused)], [403, 'BotNotInConversationRoster']);
  }
});

test('tells members whole, by page of at least 50, and one by one', async (t) => {
  const seed = seedDirectory();
  const extra = Array.from({ length: 100 }, (_, n) => ({
    id: `7c0ffee0-0000-4000-8000-0000000f${String(n).padStart(4, '0')}`,
    name: `Person ${n}`,
    upn: `person${n}@contoso.example`,
    kind: 'member' as const,
    groups: [GROUPS.dataOwners],
    roles: [],
  }));
  const { call } = await startWorld(t, { directory: { ...seed, people: [...seed.people, ...extra] } });
  const all = (await call('GET', `${channelPath}/members`)).body as {
    aadObjectId: string;
    tenantId: string;
  }[];
  assert.equal(all.length, 111);
  const seen: number[] = [];
  let token = '';
  do {
    const page = await call('GET', `${channelPath}/pagedmembers?pageSize=2&continuationToken=${token}`);
    const { members, continuationToken = '' } = page.body as {
      members: unknown[];
      continuationToken?: string;
    };
    seen.push(members.length);
    token = continuationToken;
  } while (token !== '');
  assert.deepEqual(seen, [50, 50, 11]);
  const xavier = all.find(({ aadObjectId }) => aadObjectId === PEOPLE.xavier);
  assert.notEqual(xavier?.tenantId, TENANT);
  const missing = await call('GET', `${channelPath}/members/nobody`);
  assert.deepEqual([missing.status, code(missing)], [404, 'MemberNotFoundInConversation']);
  const chat = await call('GET', `/v3/conversations/${encodeURIComponent(`a:${PEOPLE.alice}`)}/members`);
  assert.equal((chat.body as unknown[]).length, 1);
});

test('tells the team and its channels', async (t) => {
  const { call } = await startWorld(t);
  const team = encodeURIComponent('19:contoso-data@thread.tacv2');
  const { name, memberCount } = (await call('GET', `/v3/teams/${team}`)).body as Record<string, unknown>;
  assert.deepEqual([name, memberCount], ['Contoso Data', 11]);
  const { conversations } = (await call('GET', `/v3/teams/${team}/conversations`)).body as {
    conversations: { id: string }[];
  };
  assert.deepEqual(
    conversations.map(({ id }) => id),
    [CHANNEL],
  );
});

test('a scripted fault refuses, or does the work and loses the answer; every call is listed', async (t) => {
  const { call, local } = await startWorld(t);
  await local('POST', '/faults', { next: 1, status: 429, retryAfter: 3 });
  await local('POST', '/faults', { next: 1, lost: true });
  const refused = await call('POST', `${channelPath}/activities`, aCardMessage());
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '3']);
  await assert.rejects(call('POST', `${channelPath}/activities`, aCardMessage()));
  assert.equal((await call('POST', `${channelPath}/activities`, aCardMessage())).status, 201);
  assert.equal(((await local('GET', '/messages')).body as Shown[]).length, 2);
  const calls = (await local('GET', '/calls')).body as { method: string; status: number }[];
  assert.deepEqual(
    calls.map(({ method, status }) => [method, status]),
    [
      ['POST', 429],
      ['POST', 0],
      ['POST', 201],
    ],
  );
});
