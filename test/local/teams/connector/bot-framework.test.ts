// Microsoft's own library on both sides of the local Teams: what it sends is taken, what it gets it believes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import {
  AuthenticationConfiguration,
  ConnectorClient,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import { BOT_APP_ID, PEOPLE, TENANT } from '../../../../local/directory.ts';
import { aCardMessage, CHANNEL, startWorld } from '../teams-world.ts';

type Credentials = ConstructorParameters<typeof ConnectorClient>[0];

test('the real connector client sends, replies, updates, deletes, opens chats and reads members', async (t) => {
  const { teams, token } = await startWorld(t);
  const { conversations } = new ConnectorClient(credentialsOf(token), { baseUri: `${teams.url}/` });
  const activity = aCardMessage();
  const sent = await conversations.sendToConversation(CHANNEL, activity);
  const thread = `${CHANNEL};messageid=${sent.id}`;
  const reply = await conversations.replyToActivity(thread, sent.id, { type: 'message', text: 'under it' });
  assert.notEqual(reply.id, sent.id);
  assert.equal((await conversations.updateActivity(thread, sent.id, activity)).id, sent.id);
  await conversations.deleteActivity(thread, reply.id);
  const gone = conversations.updateActivity(thread, reply.id, activity);
  await assert.rejects(gone, { statusCode: 404, code: 'ActivityNotFoundInConversation' });
  const chat = await conversations.createConversation({
    isGroup: false,
    members: [{ id: PEOPLE.alice, name: '' }],
    tenantId: TENANT,
    channelData: { tenant: { id: TENANT } },
    activity,
  } as unknown as Parameters<typeof conversations.createConversation>[0]);
  assert.deepEqual([chat.id, typeof chat.activityId], [`a:${PEOPLE.alice}`, 'string']);
  const { members } = await conversations.getConversationPagedMembers(CHANNEL);
  assert.equal(members.length, 11);
  const alice = await conversations.getConversationMember(CHANNEL, PEOPLE.alice);
  assert.equal(alice.aadObjectId, PEOPLE.alice);
});

test('the real authentication believes an activity of the local Teams, and no forged one', async (t) => {
  const seen: { readonly activity: unknown; readonly header: string }[] = [];
  const { local, teams, bot, postCard } = await startWorld(t);
  const settings = {
    MicrosoftAppId: BOT_APP_ID,
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: `${teams.url}/.well-known/openidconfiguration`,
  };
  const authentication = new ConfigurationBotFrameworkAuthentication(
    settings,
    credentialsFactory,
    new AuthenticationConfiguration(),
  );
  bot.watch((activity, header) => seen.push({ activity, header }));
  await local('POST', '/click', { messageId: await postCard(), user: PEOPLE.alice, verb: 'approve' });
  const [first] = seen;
  assert.ok(first);
  type Incoming = Parameters<typeof authentication.authenticateRequest>[0];
  const believed = await authentication.authenticateRequest(first.activity as Incoming, first.header);
  assert.equal(believed.claimsIdentity.isAuthenticated, true);
  const elsewhere = { ...(first.activity as object), serviceUrl: 'https://evil.example/' };
  await assert.rejects(authentication.authenticateRequest(elsewhere as unknown as Incoming, first.header));
});

function credentialsOf(token: string): Credentials {
  const credentials = {
    signRequest: async (request: { headers: { set: (name: string, value: string) => void } }) => {
      request.headers.set('authorization', `Bearer ${token}`);
      return request;
    },
  };
  return credentials as unknown as Credentials;
}

const credentialsFactory = {
  isValidAppId: async (appId: string) => appId === BOT_APP_ID,
  isAuthenticationDisabled: async () => false,
  createCredentials: async () => credentialsOf(''),
} as unknown as ServiceClientCredentialsFactory;
