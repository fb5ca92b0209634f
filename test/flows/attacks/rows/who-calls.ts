// A1 to A7: whoever is not who a door is for.
import { AGENTS, AUDIENCE, BOT_APP_ID, OTHER_TENANT, PEOPLE, TENANT } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type As, type Attack, NOTHING } from '../attack.ts';

const ASK = 'POST /api/requests';
const refused = { status: 401, says: 'unauthenticated' } as const;
const notPermitted = { status: 403, says: 'not_permitted' } as const;

/** Every door that is not for everybody, without a token. test/flows/attacks/table.test.ts compares them with functions/index.ts. */
const DOORS: readonly string[] = [
  ASK,
  'POST /access/v1/evaluation',
  'GET /access/v1/requests/{id}',
  'GET /access/v1/requests/{id}/review',
  'POST /access/v1/requests/{id}/cancel',
  'POST /access/v1/requests/{id}/comments',
  'POST /access/v1/requests/{id}/outcome',
  'POST /access/v1/requests/{id}/decisions',
  'POST /access/v1/requests/{id}/revoke',
  'GET /access/v1/callback-secret',
  'GET /access/v1/agents/{agent}',
  'POST /access/v1/agents/{agent}/pause',
  'POST /access/v1/agents/{agent}/resume',
  'GET /api/ready',
  'POST /access/v1/records',
  'POST /access/v1/requests/{id}/findings',
  'POST /access/v1/trials',
  'GET /access/v1/trials/{id}',
  'GET /access/v1/doctor',
  'GET /access/v1/dead-work',
  'POST /access/v1/requests/{id}/redrive',
  'POST /mcp',
  'GET /api/audit',
  'GET /api/audit/heads',
  'GET /api/audit/requests/{id}',
  'POST /api/audit/seals',
  'POST /api/policy/explain',
  'POST /api/policy/check',
  'POST /access/v1/requests/{id}/opened',
];

const withoutToken = DOORS.map(
  (door, at): Attack => ({
    id: `A1.${at + 1}`,
    door,
    attack: 'Calls without a token.',
    against: 'a waiting request',
    send: { call: door, as: 'nobody', ...(door.startsWith('POST') ? { body: EXPORT } : {}) },
    expect: refused,
    adds: NOTHING,
  }),
);

/** The one door of all methods. */
const gatewayWithoutToken: Attack = {
  id: 'A1.90',
  door: 'ALL /gateway/{target}/{*path}',
  attack: 'Calls a target without a token.',
  against: 'none',
  send: {
    call: 'PATCH /gateway/cluster/apis/apps/v1/namespaces/prod/deployments/web',
    as: 'nobody',
    body: {},
  },
  expect: refused,
  adds: NOTHING,
};

const badTokens: readonly (readonly [string, string, As])[] = [
  ['A2.1', 'expired two minutes ago', { claims: { exp: 'now-120', nbf: 'now-4000', iat: 'now-4000' } }],
  ['A2.2', 'valid only in ten minutes', { claims: { nbf: 'now+600' } }],
  ['A2.3', 'issued for another API, the bot', { claims: { aud: BOT_APP_ID } }],
  ['A2.4', 'issued for Microsoft Graph', { claims: { aud: 'https://graph.microsoft.com' } }],
  [
    'A2.5',
    'of the issuer for all tenants',
    { claims: { iss: 'https://login.microsoftonline.com/common/v2.0' } },
  ],
  ['A2.6', 'signed by our Entra that names another tenant', { claims: { tid: OTHER_TENANT } }],
  ['A2.7', 'of the Bot Framework', { claims: { iss: 'https://api.botframework.com' } }],
  ['A2.8', 'that never ends', { claims: { exp: null } }],
  ['A2.9', 'without an object id', { claims: { oid: null } }],
  ['A2.10', 'for an audience that only begins like ours', { claims: { aud: `${AUDIENCE}.evil.example` } }],
  ['A3.1', 'with the algorithm none', { claims: {}, header: { alg: 'none' } }],
  ['A3.2', 'with its signature cut off and the algorithm none written in', { forged: 'unsigned' }],
  ['A3.3', 'signed with HS256 and our public key as the secret', { forged: 'HS256 with the public key' }],
  ['A3.4', 'under a key id nobody published', { claims: {}, header: { kid: 'somebody' } }],
  ['A3.5', 'without a key id', { claims: {}, header: { kid: null } }],
  ['A3.6', 'signed by a stranger under our key id', { claims: {}, key: 'foreign' }],
  [
    'A3.7',
    'signed by a stranger that says where its key is',
    { claims: {}, key: 'foreign', header: { jku: 'https://evil.example/keys' } },
  ],
  ['A3.8', 'with another RSA algorithm', { claims: {}, header: { alg: 'PS256' } }],
  ['A3.9', 'with more roles written into it', { forged: 'the roles of an administrator written in' }],
  ['A3.10', 'presented twice in one header', { authorization: 'Bearer {token}, Bearer {token}' }],
  ['A3.11', 'presented as Basic', { authorization: 'Basic {token}' }],
];

const ofPeople: readonly (readonly [string, string, As])[] = [
  ['A4.1', "with a person's token", 'alice'],
  ['A4.2', "with an administrator's token", 'ada'],
  ['A5.1', 'as a workload whose only role is to audit', 'audit-export'],
  ['A5.2', 'as a workload without any role', { claims: { roles: null } }],
  [
    'A5.3',
    'as a workload with every role but those of agents',
    { claims: { roles: ['Approvals.Admin', 'Approvals.Audit', 'Approvals.Decide'] } },
  ],
  [
    'A5.4',
    'as an enforcer that nobody registered',
    { claims: { roles: ['Requests.Enforce', 'Requests.Create'], azp: AGENTS.deployBot } },
  ],
  ['A5.5', 'with the role in other letters', { claims: { roles: ['requests.create'] } }],
];

const decidingWorkloads: readonly (readonly [string, string, As])[] = [
  ['A4.3', 'as the agent itself', 'nightly-etl'],
  ['A4.4', 'as the enforcer', 'warehouse'],
  [
    'A4.5',
    'as a workload given roles that no workload may use',
    { claims: { roles: ['Approvals.Decide', 'Approvals.Admin', 'Requests.Create'] } },
  ],
  [
    'A4.6',
    'with an app-only token that also carries the scope of people',
    { claims: { scp: 'Approvals.Decide' } },
  ],
  [
    'A6.1',
    'as an agent identity that acts for an approver',
    { claims: { idtyp: null, oid: PEOPLE.alice, roles: null, scp: 'Approvals.Decide', xms_act_fct: '11' } },
  ],
  [
    'A6.2',
    "as an agent's own user account",
    {
      claims: {
        idtyp: 'user',
        oid: PEOPLE.alice,
        roles: null,
        scp: 'Approvals.Decide',
        xms_sub_fct: '13',
        azp: SIGN_IN(),
      },
    },
  ],
  [
    'A6.3',
    'with a token of Alice that the agent itself obtained',
    { claims: { idtyp: null, oid: PEOPLE.alice, sub: 'a', roles: null, scp: 'Approvals.Decide' } },
  ],
  [
    'A6.4',
    'with a token of Alice that a registered enforcer obtained',
    {
      claims: {
        idtyp: null,
        oid: PEOPLE.alice,
        sub: 'a',
        roles: null,
        scp: 'Approvals.Decide',
        azp: AGENTS.warehouse,
      },
    },
  ],
  [
    'A4.7',
    'with a token of Alice without the scope to decide',
    {
      claims: {
        idtyp: null,
        oid: PEOPLE.alice,
        sub: 'a',
        roles: null,
        scp: 'Requests.Read',
        azp: SIGN_IN(),
      },
    },
  ],
  [
    'A4.8',
    'with the token of Alice that her command line gets',
    {
      claims: {
        idtyp: null,
        oid: PEOPLE.alice,
        sub: 'a',
        roles: null,
        scp: 'Approvals.Operate',
        azp: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
      },
    },
  ],
];

function SIGN_IN(): string {
  return '7c0ffee0-0000-4000-8000-0000000000f0';
}

const principal = Buffer.from(
  JSON.stringify({ auth_typ: 'aad', claims: [{ typ: 'roles', val: 'Approvals.Admin' }] }),
).toString('base64');

/** The rows. */
export const WHO_CALLS: readonly Attack[] = [
  ...withoutToken,
  gatewayWithoutToken,
  ...badTokens.map(
    ([id, what, as]): Attack => ({
      id,
      door: ASK,
      attack: `Asks with a token ${what}.`,
      against: 'none',
      send: { call: ASK, as, body: EXPORT },
      expect: refused,
      adds: NOTHING,
    }),
  ),
  ...ofPeople.map(
    ([id, what, as]): Attack => ({
      id,
      door: ASK,
      attack: `Asks ${what}.`,
      against: 'none',
      send: { call: ASK, as, body: EXPORT },
      expect: notPermitted,
      adds: NOTHING,
    }),
  ),
  ...decidingWorkloads.map(
    ([id, what, as]): Attack => ({
      id,
      door: 'POST /access/v1/requests/{id}/decisions',
      attack: `Approves ${what}.`,
      against: 'a waiting request',
      send: { call: 'POST /access/v1/requests/{id}/decisions', as, body: { decision: 'approve' } },
      expect: id === 'A4.6' ? refused : notPermitted,
      adds: NOTHING,
    }),
  ),
  {
    id: 'A6.5',
    door: ASK,
    attack: 'Claims in the body to act for a person, whom the token does not name.',
    against: 'none',
    send: {
      call: ASK,
      as: 'nightly-etl',
      body: { ...EXPORT, subject: { type: 'agent', id: AGENTS.nightlyEtl, on_behalf_of: PEOPLE.olivia } },
    },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A6.6',
    door: ASK,
    attack: 'Asks as nightly-etl in the name of deploy-bot.',
    against: 'none',
    send: {
      call: ASK,
      as: 'nightly-etl',
      body: { ...EXPORT, subject: { type: 'agent', id: AGENTS.deployBot } },
    },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A6.7',
    door: ASK,
    attack: 'Asks as the enforcer of databases about a cluster.',
    against: 'none',
    send: {
      call: ASK,
      as: 'warehouse',
      body: {
        action: { name: 'infra.scale' },
        resource: { type: 'kubernetes', id: 'dev/x' },
        subject: { type: 'agent', id: AGENTS.nightlyEtl },
      },
    },
    expect: notPermitted,
    adds: NOTHING,
  },
  {
    id: 'A6.8',
    door: ASK,
    attack: 'Asks as the enforcer for an agent that nobody registered.',
    against: 'none',
    send: { call: ASK, as: 'warehouse', body: { ...EXPORT, subject: { type: 'agent', id: TENANT } } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A7.1',
    door: ASK,
    attack: 'Presents the headers of App Service authentication and of a proxy instead of a token.',
    against: 'none',
    send: {
      call: ASK,
      as: 'nobody',
      body: EXPORT,
      headers: {
        'x-ms-client-principal': principal,
        'x-ms-client-principal-id': PEOPLE.ada,
        'x-ms-token-aad-access-token': 'x',
        'x-forwarded-for': '127.0.0.1',
        'x-functions-key': 'master',
      },
    },
    expect: refused,
    adds: NOTHING,
  },
  {
    id: 'A7.2',
    door: ASK,
    attack: 'Presents a function key and a token in the address.',
    against: 'none',
    send: { call: `${ASK}?code=master&access_token=x`, as: 'nobody', body: EXPORT },
    expect: refused,
    adds: NOTHING,
  },
  {
    id: 'A7.3',
    door: 'GET /api/ready',
    attack: 'Adds the role of an administrator in a header of App Service authentication.',
    against: 'none',
    send: { call: 'GET /api/ready', as: 'nightly-etl', headers: { 'x-ms-client-principal': principal } },
    expect: notPermitted,
    adds: NOTHING,
  },
  {
    id: 'A7.4',
    door: 'POST /admin/functions/sweepDue',
    attack: "Asks the host's own door to run a function, through the front of the app.",
    against: 'none',
    send: { call: 'POST /api/admin/functions/doWork', as: 'nobody', body: {} },
    expect: { status: 404 },
    adds: NOTHING,
  },
];
