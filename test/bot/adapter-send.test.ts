// What is sent to Teams, and what each failure means for the card.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { SendFault } from '../../approvals/faults.ts';
import type { Conversation } from '../../approvals/work.ts';
import type { Adapter } from '../../bot/adapter.ts';
import { createCardDesk } from '../../bot/prompts.ts';
import { viewOf } from './cards/views.ts';
import { type FakeTeams, type Reply, startFakeTeams, TENANT } from './fake-teams.ts';

const CARD = { type: 'AdaptiveCard', version: '1.5', body: [] } as const;
const ID = '19:data-approvals@thread.tacv2';
let teams: FakeTeams;
let channel: Conversation;
beforeEach(async () => {
  teams = await startFakeTeams();
  channel = { id: ID, type: 'channel', serviceUrl: teams.url, tenant: TENANT, name: 'data-approvals' };
});
afterEach(() => teams.close());

const post = (adapter: Adapter = teams.adapter()) =>
  adapter.post(channel, { card: { ...CARD, body: [] }, summary: 'toast' });
const update = (adapter: Adapter = teams.adapter()) =>
  adapter.update(channel, 'm7', { card: { ...CARD, body: [] }, summary: 'toast' });

/** The fault a send ends with. */
async function faultOf(send: Promise<unknown>): Promise<SendFault> {
  const error = await send.then(
    () => assert.fail('it was sent'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof SendFault, String(error));
  return error;
}

test('posts a card alone, with the toast beside it and the bot’s token, and returns the message id', async () => {
  assert.equal(await post(), 'm1');
  const [call] = teams.calls;
  assert.equal(call?.method, 'POST');
  assert.equal(decodeURIComponent(call?.path ?? ''), `/v3/conversations/${ID}/activities`);
  assert.equal(call?.headers.authorization, 'Bearer bot-token');
  assert.equal(call?.body.text, undefined);
  assert.equal(call?.body.summary, 'toast');
  assert.deepEqual(call?.body.attachments, [
    { contentType: 'application/vnd.microsoft.card.adaptive', content: { ...CARD } },
  ]);
});

test('a card is sent under the trace of its request, a card without one under none', async () => {
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const message = { card: { ...CARD, body: [] }, summary: 'toast', trace };
  await teams.adapter().post(channel, message);
  await teams.adapter().update(channel, 'm7', message);
  await post();
  assert.deepEqual(
    teams.calls.map(({ headers }) => headers.traceparent),
    [trace, trace, undefined],
  );
});

test('asks for an alert in a personal chat only', async () => {
  await post();
  await teams
    .adapter()
    .post({ ...channel, type: 'personal', id: 'a:1' }, { card: { ...CARD, body: [] }, summary: 'toast' });
  assert.deepEqual(
    teams.calls.map((call) => call.body.channelData),
    [undefined, { notification: { alert: true } }],
  );
});

test('updates a card in place', async () => {
  await update();
  assert.equal(teams.calls[0]?.method, 'PUT');
  assert.match(decodeURIComponent(teams.calls[0]?.path ?? ''), /\/activities\/m7$/);
});

test('says plain text', async () => {
  await teams.adapter().say(channel, '**hi**');
  assert.equal(teams.calls[0]?.body.text, '**hi**');
  assert.equal(teams.calls[0]?.body.textFormat, 'plain');
});

test('finds the message id where Teams returns the conversation with the post', async () => {
  teams.replies.push({ status: 201, body: { id: `${ID};messageid=1700` } });
  assert.equal(await post(), '1700');
});

test('a post without a message id may have arrived', async () => {
  teams.replies.push({ status: 201, body: {} }, { status: 201, body: { id: ID } });
  assert.equal((await faultOf(post())).kind, 'unconfirmed');
  assert.equal((await faultOf(post())).kind, 'unconfirmed');
});

const failures: readonly (readonly [string, Reply, SendFault['kind'], SendFault['kind'], number?])[] = [
  ['400', { status: 400 }, 'refused', 'refused'],
  ['401', { status: 401 }, 'later', 'later', 60],
  [
    '403',
    { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'x' } } },
    'closed',
    'closed',
  ],
  [
    '403 for one message',
    { status: 403, body: { error: { code: 'NotEnoughPermissions', message: 'x' } } },
    'closed',
    'refused',
  ],
  [
    '403 with writes blocked',
    { status: 403, body: { error: { code: 'Forbidden', message: 'x', subCode: 'MessageWritesBlocked' } } },
    'closed',
    'closed',
  ],
  ['403 without a word', { status: 403 }, 'refused', 'refused'],
  [
    '404 for the conversation',
    { status: 404, body: { error: { code: 'ConversationNotFound', message: 'x' } } },
    'gone',
    'gone',
  ],
  [
    '404 for one message',
    { status: 404, body: { error: { code: 'ActivityNotFoundInConversation', message: 'x' } } },
    'unavailable',
    'gone',
  ],
  [
    '404 with another code',
    { status: 404, body: { error: { code: 'NotFound', message: 'x' } } },
    'unavailable',
    'unconfirmed',
  ],
  ['404 without a word', { status: 404 }, 'unavailable', 'unconfirmed'],
  ['412', { status: 412 }, 'later', 'later'],
  ['413', { status: 413 }, 'too_big', 'too_big'],
  ['429 with a time', { status: 429, headers: { 'retry-after': '7' } }, 'later', 'later', 7],
  ['429 with a silly time', { status: 429, headers: { 'retry-after': '999999' } }, 'later', 'later', 3600],
  ['429 without one', { status: 429 }, 'later', 'later'],
  ['500', { status: 500 }, 'failed', 'later'],
  ['502', { status: 502 }, 'unavailable', 'later'],
  ['503', { status: 503, headers: { 'retry-after': '3' } }, 'unavailable', 'later', 3],
  ['504', { status: 504 }, 'unavailable', 'later'],
  ['a redirect', { status: 307, headers: { location: '/v3/elsewhere' } }, 'refused', 'refused'],
  ['a cut connection', 'cut', 'unconfirmed', 'later'],
];
for (const [what, reply, onPost, onUpdate, retryAfter] of failures) {
  test(`${what} on a post is ${onPost}, on an update ${onUpdate}, and is not tried again by itself`, async () => {
    teams.replies.push(reply, reply);
    const posted = await faultOf(post());
    const updated = await faultOf(update());
    assert.deepEqual([posted.kind, updated.kind], [onPost, onUpdate]);
    assert.deepEqual([posted.retryAfterSeconds, updated.retryAfterSeconds], [retryAfter, retryAfter]);
    assert.equal(teams.calls.length, 2);
    assert.ok(!posted.message.includes('bot-token'));
  });
}

test('ends a call that gets no answer at its deadline', async () => {
  teams.replies.push('silence', 'silence');
  const adapter = teams.adapter({ sendTimeoutMs: 150 });
  const started = Date.now();
  assert.equal((await faultOf(post(adapter))).kind, 'unconfirmed');
  assert.equal((await faultOf(update(adapter))).kind, 'later');
  assert.ok(Date.now() - started < 2000);
});

test('sends nothing once its own token came too late', async () => {
  let give = (_token: string) => {};
  const getToken = () => new Promise<string>((resolve) => (give = resolve));
  const local = { openIdMetadataUrl: `${teams.url}openid`, getToken, serviceUrls: [teams.url.slice(0, -1)] };
  const fault = await faultOf(post(teams.adapter({ local, sendTimeoutMs: 100 })));
  assert.equal(fault.kind, 'later');
  give('late-token');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(teams.calls.length, 0);
});

test('a token it cannot get is a reason to wait, and what is told of it holds no words of the token service', async () => {
  const getToken = async () => {
    throw new Error('secret words of the token service');
  };
  const local = { openIdMetadataUrl: `${teams.url}openid`, getToken, serviceUrls: [teams.url.slice(0, -1)] };
  const fault = await faultOf(post(teams.adapter({ local })));
  assert.equal(fault.kind, 'later');
  assert.equal(fault.message, 'bot_token_refused');
  assert.ok(!fault.message.includes('secret words'));
  assert.equal(teams.calls.length, 0);
});

test('a Teams that is not there got nothing', async () => {
  const away = await startFakeTeams();
  await away.close();
  const adapter = away.adapter();
  const fault = await faultOf(
    adapter.post({ ...channel, serviceUrl: away.url }, { card: { ...CARD, body: [] }, summary: 'toast' }),
  );
  assert.equal(fault.kind, 'later');
});

test('sends no token to an address that is not Teams', async () => {
  const other = await startFakeTeams();
  const fault = await faultOf(
    teams
      .adapter()
      .post({ ...channel, serviceUrl: other.url }, { card: { ...CARD, body: [] }, summary: 'x' }),
  );
  assert.equal(fault.kind, 'refused');
  assert.equal(other.calls.length, 0);
  await other.close();
});

test('the card desk draws the view it is given and toasts it', async () => {
  const desk = createCardDesk(teams.adapter());
  const id = await desk.post(channel, viewOf('waiting-new'));
  await desk.update(channel, id, viewOf('denied-by-person'));
  const [posted, updated] = teams.calls;
  assert.match(
    String(posted?.body.summary),
    /^High risk: nightly-etl asks to export database prod\/customers\. Open until/,
  );
  assert.equal(updated?.body.summary, 'Denied: nightly-etl asked to export database prod/customers.');
  assert.match(JSON.stringify(updated?.body.attachments), /Too much/);
});

test('a token that comes too late is used for nothing: what has been given up is not sent after all', async () => {
  const late: { give: (token: string) => void } = { give: () => assert.fail('no token was asked for') };
  const wanted = new Promise<string>((resolve) => {
    late.give = resolve;
  });
  const local = {
    openIdMetadataUrl: `${teams.url}openid`,
    getToken: () => wanted,
    serviceUrls: [new URL(teams.url).origin],
  };
  const fault = await faultOf(post(teams.adapter({ local, sendTimeoutMs: 50 })));
  assert.equal(fault.kind, 'later');
  late.give('too-late');
  // Long enough for a request to this machine to be on its way, had it been sent.
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
  assert.deepEqual(teams.calls, []);
});
