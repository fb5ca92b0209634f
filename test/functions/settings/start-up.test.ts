// What start-up refuses: outside local mode everything that is not Microsoft's or is a developer's machine's, in local mode everything
// that is not this machine's. The rows are data: each cause alone gives one problem, all together give all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AZURE,
  DEMO_POLICY,
  type Environment,
  LOCAL,
  LOCAL_KEYS,
  OTHER_JWK,
  policyFile,
  problems,
  REAL_POLICY,
} from './good.ts';

type Row = readonly [what: string, change: Environment, told: RegExp];

const SECRET_KEY = Buffer.from('an account key that nobody may read').toString('base64');
const account = (more: string): Environment => ({
  COUNTERSIGN_STORAGE: `AccountName=contoso;AccountKey=${SECRET_KEY};${more}`,
});
const table = (address: string): Environment => ({ COUNTERSIGN_STORAGE__tableServiceUri: address });
const policy = (from: string | RegExp, to: string): Environment => ({
  COUNTERSIGN_POLICY_FILE: policyFile(REAL_POLICY.replace(from, to)),
});

/** Outside local mode. Rows of the same setting exclude each other; the first of each are also told together. */
const OUTSIDE: readonly Row[] = [
  ['no tenant', { COUNTERSIGN_TENANT_ID: ' ' }, /^COUNTERSIGN_TENANT_ID is missing: set it/],
  ['no bot', { COUNTERSIGN_BOT_APP_ID: undefined }, /^COUNTERSIGN_BOT_APP_ID is missing: set it/],
  ['no audience', { COUNTERSIGN_API_APP_ID: '' }, /^COUNTERSIGN_API_APP_ID is missing: set it/],
  [
    'the demo tenant',
    { COUNTERSIGN_TENANT_ID: LOCAL.COUNTERSIGN_TENANT_ID },
    /^COUNTERSIGN_TENANT_ID is an id of the local demo world: set/,
  ],
  [
    'the demo bot',
    { COUNTERSIGN_BOT_APP_ID: LOCAL.COUNTERSIGN_BOT_APP_ID?.toUpperCase() },
    /^COUNTERSIGN_BOT_APP_ID is an id of the local demo/,
  ],
  [
    'the demo review page',
    { COUNTERSIGN_REVIEW_APP_ID: LOCAL.COUNTERSIGN_REVIEW_APP_ID },
    /^COUNTERSIGN_REVIEW_APP_ID is an id of the local demo/,
  ],
  [
    'the demo audience',
    { COUNTERSIGN_API_APP_ID: LOCAL.COUNTERSIGN_API_APP_ID },
    /^COUNTERSIGN_API_APP_ID is an id of the local demo/,
  ],
  [
    'run tokens of an issuer on this machine',
    policy(
      /$/,
      '\nrunTokens: { ci: { issuer: "http://127.0.0.1:9/ci", audience: us, starter: actor_id, people: {} } }\n',
    ),
    /^\S+: runTokens\.ci\.issuer http:\/\/127\.0\.0\.1:9\/ci is on a developer's machine: put in the https address/,
  ],
  [
    'a base address on this machine',
    { COUNTERSIGN_BASE_URL: 'https://localhost:7071' },
    /^COUNTERSIGN_BASE_URL must be an https/,
  ],
  [
    'a base address on loopback',
    { COUNTERSIGN_BASE_URL: 'http://127.0.0.1:7071' },
    /^COUNTERSIGN_BASE_URL must be an https/,
  ],
  [
    'a local grant key',
    { COUNTERSIGN_GRANT_KEYS: LOCAL.COUNTERSIGN_GRANT_KEYS },
    /^COUNTERSIGN_GRANT_KEYS holds a key that was made by a developer's machine/,
  ],
  [
    'a local grant key behind a real one',
    { COUNTERSIGN_GRANT_KEYS: JSON.stringify([OTHER_JWK, ...LOCAL_KEYS.grantKeys]) },
    /^COUNTERSIGN_GRANT_KEYS holds a key/,
  ],
  [
    'a local key for request ids',
    { COUNTERSIGN_REQUEST_ID_KEY: LOCAL_KEYS.requestIdKey },
    /^COUNTERSIGN_REQUEST_ID_KEY was made by/,
  ],
  [
    'a local callback master',
    { COUNTERSIGN_CALLBACK_MASTER: LOCAL_KEYS.callbackMaster },
    /^COUNTERSIGN_CALLBACK_MASTER was made by/,
  ],
  [
    'a secret of the demo world',
    { COUNTERSIGN_BOT_TYPE: 'SingleTenant', COUNTERSIGN_BOT_PASSWORD: 'local-secret-of-warehouse' },
    /^COUNTERSIGN_BOT_PASSWORD is a secret of the local/,
  ],
  [
    'the storage emulator',
    { COUNTERSIGN_STORAGE: 'UseDevelopmentStorage=true' },
    /^COUNTERSIGN_STORAGE is the local emulator: set/,
  ],
  [
    'the emulator behind a proxy',
    { COUNTERSIGN_STORAGE: 'DevelopmentStorageProxyUri=http://10.0.0.4' },
    /^COUNTERSIGN_STORAGE is the local emulator/,
  ],
  [
    "the emulator's account",
    { COUNTERSIGN_STORAGE: `AccountName=devstoreaccount1;AccountKey=${SECRET_KEY}` },
    /^COUNTERSIGN_STORAGE is of the emulator's account/,
  ],
  [
    'storage without TLS',
    account('DefaultEndpointsProtocol=http'),
    /^COUNTERSIGN_STORAGE has a DefaultEndpointsProtocol/,
  ],
  [
    'storage of another suffix',
    account('EndpointSuffix=core.windows.net.example.com'),
    /^COUNTERSIGN_STORAGE has an EndpointSuffix that is not Microsoft's/,
  ],
  [
    'tables of somebody else',
    account('TableEndpoint=https://tables.example.com'),
    /^COUNTERSIGN_STORAGE has a table endpoint/,
  ],
  [
    'queues on loopback',
    account('QueueEndpoint=http://127.0.0.1:10001/contoso'),
    /^COUNTERSIGN_STORAGE has a queue endpoint/,
  ],
  [
    'a table address of somebody else',
    table('https://contoso.table.example.com'),
    /tableServiceUri is not Microsoft's: use/,
  ],
  [
    'a table address that ends like theirs',
    table('https://contoso.table.core.windows.net.example.com'),
    /tableServiceUri is not/,
  ],
  [
    'a table address with a user that looks like theirs',
    table('https://contoso.table.core.windows.net@example.com'),
    /tableServiceUri is not/,
  ],
  ['a table address without TLS', table('http://contoso.table.core.windows.net'), /tableServiceUri is not/],
  ['a table address on loopback', table('http://127.0.0.1:10002/contoso'), /tableServiceUri is not/],
  [
    'the queues where the tables should be',
    table('https://contoso.queue.core.windows.net'),
    /tableServiceUri is not/,
  ],
  [
    "the emulator's account by name",
    table('https://devstoreaccount1.table.core.windows.net'),
    /tableServiceUri is not/,
  ],
  [
    'Cosmos DB tables, which have other promises',
    table('https://contoso.table.cosmos.azure.com'),
    /tableServiceUri is not/,
  ],
  [
    'other keys of the channel',
    { BotOpenIdMetadata: 'https://keys.example.com' },
    /^BotOpenIdMetadata names the keys.*: remove it$/,
  ],
  [
    'another Bot Framework',
    { ChannelService: 'https://botframework.example.com' },
    /^ChannelService names another Bot Framework/,
  ],
  [
    'another source of our tokens',
    { AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://10.0.0.9' },
    /^AZURE_POD_IDENTITY_AUTHORITY_HOST names/,
  ],
  [
    'another authority',
    { AZURE_AUTHORITY_HOST: 'https://login.example.com' },
    /^AZURE_AUTHORITY_HOST is not Microsoft's/,
  ],
  [
    'an authority without TLS',
    { AZURE_AUTHORITY_HOST: 'http://login.microsoftonline.com' },
    /^AZURE_AUTHORITY_HOST is not/,
  ],
  [
    'TLS that is not checked',
    { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    /^NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody answer/,
  ],
  [
    'a proxy that can read along',
    { https_proxy: 'http://10.0.0.5:3128', NODE_EXTRA_CA_CERTS: '/etc/corp.pem' },
    /^https_proxy together with NODE_EXTRA_CA_CERTS/,
  ],
  [
    'a receiver on the machine itself',
    { COUNTERSIGN_CALLBACK_ALLOW: '10.0.0.0/8,127.0.0.1:3983' },
    /^COUNTERSIGN_CALLBACK_ALLOW lists 127\.0\.0\.1:3983,/,
  ],
  [
    'all of loopback',
    { COUNTERSIGN_CALLBACK_ALLOW: '127.0.0.0/8' },
    /^COUNTERSIGN_CALLBACK_ALLOW lists 127\.0\.0\.0\/8,/,
  ],
  [
    'a local name of a later version',
    { COUNTERSIGN_LOCAL_FUTURE: '' },
    /^COUNTERSIGN_LOCAL_FUTURE would make this app trust local issuers/,
  ],
  [
    'no administrators',
    policy(/^admins:\n.*\n/m, ''),
    /^policy-\d+\.yaml: admins is missing: name the Entra group/,
  ],
  [
    'administrators without a group',
    policy(/^admins:\n.*\n/m, 'admins: {}\n'),
    /^policy-\d+\.yaml: admins is missing/,
  ],
  [
    'no default approvers',
    policy(/^ {2}approvers: \{ group: data-owners \}\n/m, ''),
    /^policy-\d+\.yaml: defaults\.approvers is missing: name the group/,
  ],
  [
    'default approvers nobody knows',
    policy(/^ {2}approvers: \{ group: data-owners \}/m, '  approvers: { group: somebody }'),
    /no group is called "somebody"/,
  ],
  [
    'default approvers that name nobody',
    policy(/^ {2}approvers: \{ group: data-owners \}/m, '  approvers: {}'),
    /\/defaults\/approvers/,
  ],
  [
    'the demo policy',
    {
      COUNTERSIGN_POLICY_FILE: policyFile(DEMO_POLICY.replace('http://127.0.0.1:3982', 'https://a.example')),
    },
    /names groups, people or software of the local demo world, in line 14, /,
  ],
  [
    'a demo group in an own policy',
    policy('3f6d2b91-5a70-4c1e-9d28-00000000d002', '7C0FFEE0-0000-4000-8000-00000000D002'),
    /of the local demo world, in line 46: put in/,
  ],
];

for (const [what, change, told] of OUTSIDE) {
  test(`outside local mode it does not start with ${what}`, () => {
    const all = problems({ ...AZURE, ...change });
    assert.equal(all.length, 1, all.join('\n'));
    assert.match(all[0] ?? '', told);
  });
}

for (const name of ['AUTHORITY', 'TEAMS', 'CLIENT_ID', 'CLIENT_SECRET', 'BOT_SECRET']) {
  test(`outside local mode it does not start with COUNTERSIGN_LOCAL_${name}, even empty`, () => {
    for (const value of ['x', '']) {
      const told = problems({ ...AZURE, [`COUNTERSIGN_LOCAL_${name}`]: value });
      assert.match(told.join('\n'), /would make this app trust local issuers: remove/);
    }
  });
}

/** The two ways to name storage are one setting. */
const settingOf = (name: string): string => name.split('__')[0] ?? name;

test('names every cause at once: one start, one list', () => {
  const apart: Row[] = [];
  for (const row of OUTSIDE) {
    const taken = new Set(apart.flatMap(([, change]) => Object.keys(change).map(settingOf)));
    if (!Object.keys(row[1]).some((name) => taken.has(settingOf(name)))) apart.push(row);
  }
  assert.ok(apart.length >= 18, String(apart.length));
  const told = problems(Object.assign({ ...AZURE }, ...apart.map(([, change]) => change)));
  assert.equal(told.length, apart.length, told.join('\n'));
  for (const [what, , expected] of apart)
    assert.ok(
      told.some((each) => expected.test(each)),
      what,
    );
});

const FINE: readonly (readonly [string, Environment])[] = [
  [
    'a connection string of an account in Azure',
    account('DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net'),
  ],
  ['storage of the US government cloud', account('EndpointSuffix=core.usgovcloudapi.net')],
  ['storage in China', table('https://contoso.table.core.chinacloudapi.cn')],
  ['storage in a DNS zone', table('https://contoso.z22.table.storage.azure.net')],
  ["Microsoft's authority by name", { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/' }],
  ['a proxy that passes TLS on', { HTTPS_PROXY: 'http://10.0.0.5:3128' }],
  ['an own authority for receivers inside', { NODE_EXTRA_CA_CERTS: '/etc/corp.pem' }],
  ['a demo id in a comment of the policy', policy(/$/, '\n# was 7c0ffee0-0000-4000-8000-00000000d001\n')],
  ['the marks of Azure', { WEBSITE_INSTANCE_ID: 'a', WEBSITE_SITE_NAME: 'countersign' }],
];
for (const [what, change] of FINE) {
  test(`outside local mode it starts with ${what}`, () => {
    assert.deepEqual(problems({ ...AZURE, ...change }), []);
  });
}

const INSIDE: readonly Row[] = [
  [
    'where App Service runs it',
    { WEBSITE_INSTANCE_ID: 'abc' },
    /^COUNTERSIGN_MODE=local in Azure \(WEBSITE_INSTANCE_ID\)/,
  ],
  ['in a Function App', { WEBSITE_SITE_NAME: 'countersign' }, /^COUNTERSIGN_MODE=local in Azure/],
  ['in a Container App', { CONTAINER_APP_NAME: 'countersign' }, /^COUNTERSIGN_MODE=local in Azure/],
  [
    'with a public address',
    { COUNTERSIGN_BASE_URL: 'https://countersign.example.com' },
    /^COUNTERSIGN_BASE_URL must be an http address on 127\.0\.0\.1/,
  ],
  [
    'with an address in the network',
    { COUNTERSIGN_BASE_URL: 'http://192.168.0.7:7071' },
    /^COUNTERSIGN_BASE_URL must be an http address/,
  ],
  [
    'with storage in Azure',
    account('EndpointSuffix=core.windows.net'),
    /^COUNTERSIGN_STORAGE is not on this machine/,
  ],
  [
    'with tables in Azure',
    {
      COUNTERSIGN_STORAGE: `TableEndpoint=https://contoso.table.core.windows.net;QueueEndpoint=http://127.0.0.1:10001/x;AccountKey=${SECRET_KEY}`,
    },
    /^COUNTERSIGN_STORAGE is not on this machine/,
  ],
  [
    'with an emulator elsewhere',
    { COUNTERSIGN_STORAGE: 'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://10.0.0.4' },
    /^COUNTERSIGN_STORAGE is not on this machine/,
  ],
  [
    'with a managed identity',
    {
      COUNTERSIGN_STORAGE: undefined,
      COUNTERSIGN_STORAGE__tableServiceUri: AZURE.COUNTERSIGN_STORAGE__tableServiceUri,
      COUNTERSIGN_STORAGE__queueServiceUri: '',
    },
    /tableServiceUri is storage in Azure/,
  ],
];
for (const [what, change, told] of INSIDE) {
  test(`local mode does not start ${what}`, () => {
    const all = problems({ ...LOCAL, ...change });
    assert.ok(
      all.some((each) => told.test(each)),
      all.join('\n'),
    );
  });
}

test('no message shows the value of a secret', () => {
  const secrets = [
    String(OTHER_JWK.d),
    SECRET_KEY,
    'bWFzdGVy',
    'aWRrZXk=',
    'local-secret-of-warehouse',
    'shh-of-the-app',
    'shh-of-the-bot',
    LOCAL_KEYS.requestIdKey,
    LOCAL_KEYS.callbackMaster,
    String(LOCAL_KEYS.grantKeys[0]?.d),
  ];
  const everything = [
    ...OUTSIDE.map(([, change]) => ({ ...AZURE, ...change })),
    ...INSIDE.map(([, change]) => ({ ...LOCAL, ...change })),
  ];
  const spoiled = {
    COUNTERSIGN_GRANT_KEYS: String(OTHER_JWK.d),
    COUNTERSIGN_REQUEST_ID_KEY: 'aWRrZXk=',
    COUNTERSIGN_CALLBACK_MASTER: 'bWFzdGVy',
  };
  for (const env of [...everything, { ...LOCAL, ...spoiled }, { ...LOCAL, COUNTERSIGN_MODE: undefined }]) {
    const told = problems(env).join('\n');
    assert.notEqual(told, '');
    for (const secret of secrets) assert.ok(!told.includes(secret), told);
  }
});
