// Looking at the way to Teams: what is asked, that nothing is posted, and how each broken link is told.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { SendFault } from '../../approvals/faults.ts';
import type { Conversation } from '../../approvals/work.ts';
import { type FakeTeams, startFakeTeams, TENANT } from './fake-teams.ts';

const ID = '19:data-approvals@thread.tacv2';
let teams: FakeTeams;
let channel: Conversation;
beforeEach(async () => {
  teams = await startFakeTeams();
  channel = { id: ID, type: 'channel', serviceUrl: teams.url, tenant: TENANT, name: 'data-approvals' };
});
afterEach(() => teams.close());

const faultOf = (checking: Promise<unknown>): Promise<SendFault> =>
  checking.then(
    () => assert.fail('it was found whole'),
    (error: unknown) => (error instanceof SendFault ? error : assert.fail(String(error))),
  );

test('reads one page of members with the bot’s token, and posts nothing', async () => {
  teams.replies.push({ status: 200, body: { members: [] } });
  await teams.adapter().check.conversation(channel);
  const [call, ...more] = teams.calls;
  assert.deepEqual([call?.method, more.length], ['GET', 0]);
  assert.equal(decodeURIComponent(call?.path ?? ''), `/v3/conversations/${ID}/pagedmembers?pageSize=50`);
  assert.equal(call?.headers.authorization, 'Bearer bot-token');
});

test('tells a bot that was removed from a channel that is gone, and from a Teams that is down', async () => {
  teams.replies.push(
    { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'x' } } },
    { status: 404, body: { error: { code: 'ConversationNotFound', message: 'x' } } },
    { status: 503 },
  );
  const { check } = teams.adapter();
  const faults = [];
  for (let at = 0; at < 3; at++) faults.push(await faultOf(check.conversation(channel)));
  assert.deepEqual(
    faults.map(({ kind }) => kind),
    ['closed', 'gone', 'later'],
  );
  const elsewhere = await faultOf(
    check.conversation({ ...channel, serviceUrl: 'https://evil.example.com/' }),
  );
  assert.equal(elsewhere.message, 'unknown_service_url');
  assert.equal(teams.calls.length, 3);
});

test('gets the bot’s token without a call to Teams, or tells that there is none', async () => {
  await teams.adapter().check.token();
  const getToken = () => Promise.reject(new Error('secret words of the library'));
  const local = { openIdMetadataUrl: `${teams.url}openid`, getToken, serviceUrls: [teams.url] };
  const fault = await faultOf(teams.adapter({ local }).check.token());
  assert.equal(fault.message, 'bot_token_refused');
  assert.equal(teams.calls.length, 0);
});

test('reads the channel’s keys anew each time', async () => {
  const { check } = teams.adapter();
  assert.equal(await check.keys(), 1);
  teams.keysDown = true;
  await assert.rejects(check.keys());
});
