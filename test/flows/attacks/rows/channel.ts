// A38 to A47: the bot's door. Only Teams gets in, and a card's data is a claim.
import { AUDIENCE, BOT_APP_ID, OTHER_TENANT, PEOPLE, TENANT } from '../../../../local/directory.ts';
import { type Attack, type Members, NOTHING, ONE_QUESTION } from '../attack.ts';

const DOOR = 'POST /api/messages';
const CARD = 'card button';
const SHUT = { status: 401 } as const;

const tokens: readonly (readonly [string, string, string | Members])[] = [
  ['A38.1', 'without a token', 'none'],
  ['A38.2', 'with an empty Bearer', 'Bearer '],
  ['A38.3', 'with Basic', 'Basic dTpw'],
  ['A38.4', 'with a text that is no token', 'Bearer a.b.c'],
  ['A39.1', 'with a token of the channel for another bot', { aud: PEOPLE.alice }],
  ['A39.2', "with a token of the channel for Countersign's API", { aud: AUDIENCE }],
  ['A39.3', 'with a token for several bots', { aud: [BOT_APP_ID, AUDIENCE] }],
  ['A39.4', 'with a token of another issuer', { iss: 'https://evil.example' }],
  [
    'A39.5',
    'as the emulator, version 1',
    { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0', appid: BOT_APP_ID },
  ],
  [
    'A39.6',
    'as the emulator, version 2',
    {
      iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      ver: '2.0',
      azp: BOT_APP_ID,
      tid: TENANT,
    },
  ],
  ['A39.7', 'with a token that ended over five minutes ago', { exp: 'now-400', nbf: 'now-4000' }],
  ['A39.8', 'with a token that never ends', { exp: null }],
  ['A39.9', 'with a token that begins in an hour', { nbf: 'now+3600' }],
  ['A39.10', 'with a token for another serviceUrl', { serviceurl: 'https://smba.trafficmanager.net/emea/' }],
  ['A39.11', 'with a token for no serviceUrl', { serviceurl: null }],
  ['A39.12', "with a token of the channel that also names a tenant, as the bot's own would", { tid: TENANT }],
];

const activities: readonly (readonly [string, string, unknown])[] = [
  ['A42.1', 'of Web Chat', { channelId: 'webchat' }],
  ['A42.2', 'of Direct Line', { channelId: 'directline' }],
  ['A42.3', 'of the emulator', { channelId: 'emulator' }],
  ['A42.4', 'of the channel the library checks less', { channelId: 'AseChannel' }],
  ['A42.5', 'of no channel', { channelId: null }],
  ['A42.6', 'without a serviceUrl', { serviceUrl: null }],
  [
    'A42.7',
    "whose serviceUrl would fetch the bot's token elsewhere",
    { serviceUrl: 'https://evil.example/' },
  ],
  ['A42.8', 'whose serviceUrl is the metadata service', { serviceUrl: 'http://169.254.169.254/' }],
  ['A42.9', 'whose serviceUrl hides its host', { serviceUrl: 'http://127.0.0.1@evil.example/' }],
  ['A42.10', 'without a type', { type: null }],
  ['A42.11', 'that is a list', []],
  ['A42.12', 'that is a text', 'approve'],
];

const stale: readonly (readonly [string, string, Members])[] = [
  ['A43.1', 'with a nonce of no card', { nonce: 'n_00000000000000000000000000' }],
  ['A43.2', 'with an empty nonce', { nonce: '' }],
  ['A43.3', 'about a request that does not exist', { request: 'req_00000000000000000000000000' }],
  ['A43.4', 'about an id that climbs', { request: '../../requests' }],
];

const odd: readonly (readonly [string, string, Members, string])[] = [
  ['A43.5', 'without data', { value: { action: { data: null } } }, 'could not read this click'],
  ['A43.6', 'with a list as the nonce', { value: { action: { data: { nonce: [] } } } }, 'could not read'],
  [
    'A43.7',
    'with a verb no card has',
    { value: { action: { verb: 'approve_all' } } },
    'does not know this button',
  ],
  [
    'A43.8',
    'with a verb every object has',
    { value: { action: { verb: 'constructor' } } },
    'does not know this',
  ],
  ['A43.9', 'as another kind of invoke', { name: 'composeExtension/submitAction' }, 'does not know this'],
  [
    'A43.10',
    'from another conversation',
    { conversation: { id: '19:elsewhere@thread.tacv2' } },
    'no longer belongs to the request',
  ],
  [
    'A43.11',
    'from a private chat with the bot',
    { conversation: { id: `a:${PEOPLE.alice}`, conversationType: 'personal' } },
    'no longer belongs to the request',
  ],
  ['A43.12', 'from no conversation', { conversation: null }, 'did not say who you are'],
];

const senders: readonly (readonly [string, string, Members, string])[] = [
  ['A48.1', 'whom Teams does not identify', { from: { aadObjectId: null } }, 'did not say who you are'],
  ['A48.2', 'whose id is none', { from: { aadObjectId: '*' } }, 'did not say who you are'],
  ['A48.3', "with the role of a bot and Alice's id", { from: { role: 'bot' } }, 'did not say who you are'],
  [
    'A48.4',
    "with the role of a skill and Alice's id",
    { from: { role: 'skill' } },
    'did not say who you are',
  ],
  ['A48.5', "that is a bot by its id, with Alice's", { from: { id: '28:bot' } }, 'did not say who you are'],
  [
    'A48.6',
    'whose activity names another tenant',
    { channelData: { tenant: { id: OTHER_TENANT } } },
    'Only people of this organisation',
  ],
  [
    'A48.7',
    'whose account is of another tenant though the conversation is ours',
    { from: { tenantId: OTHER_TENANT } },
    'Only people of this organisation',
  ],
  [
    'A48.8',
    'in a conversation of another tenant',
    { conversation: { tenantId: OTHER_TENANT } },
    'Only people of this organisation',
  ],
  [
    'A48.9',
    'of no tenant at all',
    { channelData: null, conversation: { tenantId: null } },
    'did not say who you are',
  ],
];

/** The rows. */
export const CHANNEL_DOOR: readonly Attack[] = [
  ...tokens.map(
    ([id, what, token]): Attack => ({
      id,
      door: DOOR,
      attack: `Sends Alice's approval ${what}.`,
      against: 'a waiting request',
      send: { activity: {}, token },
      expect: SHUT,
      adds: NOTHING,
    }),
  ),
  ...activities.map(
    ([id, what, activity]): Attack => ({
      id,
      door: DOOR,
      attack: `Sends, under a token of the channel, an approval ${what}.`,
      against: 'a waiting request',
      send: { activity },
      expect: SHUT,
      adds: NOTHING,
    }),
  ),
  ...stale.map(
    ([id, what, data]): Attack => ({
      id,
      door: CARD,
      attack: `Presses "approve" ${what}.`,
      against: 'a waiting request',
      send: { press: 'approve', by: 'alice', data },
      expect: { status: 200, says: 'no longer belongs to the request' },
      adds: NOTHING,
    }),
  ),
  ...[...odd, ...senders].map(
    ([id, what, activity, says]): Attack => ({
      id,
      door: CARD,
      attack: `Presses "approve" ${id.startsWith('A48') ? 'as somebody ' : ''}${what}.`,
      against: 'a waiting request',
      send: { activity },
      expect: { status: 200, says },
      adds: NOTHING,
    }),
  ),
  {
    id: 'A44.1',
    door: CARD,
    attack: 'Teams delivers the very same press ten times at once: one vote, one decision.',
    against: 'a waiting request',
    send: { activity: {} },
    atOnce: 10,
    expect: { status: 200 },
    adds: { ...NOTHING, events: 2, votes: 1, teams: 1, graph: 'as many as race' },
  },
  {
    id: 'A46.1',
    door: CARD,
    attack: 'A client refreshes the card by itself with the verb of the approve button.',
    against: 'a waiting request',
    send: { activity: { value: { trigger: 'automatic' } } },
    expect: { status: 200, says: 'nightly-etl' },
    adds: NOTHING,
  },
  {
    id: 'A47.1',
    door: 'chat',
    attack:
      'Writes "approve" and the id of the request in the channel: the bot says what it understands, and no more.',
    against: 'a waiting request',
    send: { write: '@Countersign approve {id}', by: 'alice' },
    expect: { status: 200, says: 'What you write decides nothing' },
    adds: { ...NOTHING, teams: 1 },
  },
  {
    id: 'A47.2',
    door: 'chat',
    attack: 'Links a channel without being an administrator.',
    against: 'none',
    send: { write: '@Countersign link data-approvals', by: 'alice' },
    expect: { status: 200, says: 'Only administrators' },
    adds: { ...NOTHING, teams: 1, graph: 2 },
  },
  {
    id: 'A47.3',
    door: 'chat',
    attack: 'A message carries the data of an approve button.',
    against: 'a waiting request',
    send: { activity: { type: 'message', text: '' } },
    expect: { status: 200 },
    adds: { ...NOTHING, teams: 1 },
  },
  {
    id: 'A50.1',
    door: CARD,
    attack: 'An approver presses while the directory answers 503.',
    against: 'a waiting request',
    meanwhile: { graph: { status: 503 } },
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'could not check your group memberships' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A50.2',
    door: CARD,
    attack: 'An approver presses while the directory refuses us.',
    against: 'a waiting request',
    meanwhile: { graph: { status: 403 } },
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'could not check your group memberships' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A50.3',
    door: 'POST /access/v1/requests/{id}/decisions',
    attack: 'An approver decides by API while the directory answers 500.',
    against: 'a waiting request',
    meanwhile: { graph: { status: 500 } },
    send: {
      call: 'POST /access/v1/requests/{id}/decisions',
      as: 'alice',
      body: { decision: 'approve' },
    },
    expect: { status: 503, says: 'could_not_verify' },
    adds: ONE_QUESTION,
  },
];
