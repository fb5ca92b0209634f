// Settings that are as they should be, and those that are missing or misspelled. What start-up refuses because it would widen trust
// is in settings/start-up.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../functions/settings.ts';
import {
  AZURE,
  CALLBACK_MASTER,
  type Environment,
  JWK,
  LOCAL,
  NOWHERE,
  OTHER_JWK,
  problems,
  REAL_IDS,
  REAL_POLICY,
  REQUEST_ID_KEY,
} from './settings/good.ts';

test('reads the settings of an app in Azure: lower-case ids, address without a slash, managed identity', () => {
  const { policy, ...settings } = readSettings({
    ...AZURE,
    COUNTERSIGN_CALLBACK_ALLOW: ' 10.0.0.0/8, ,fd00::/8 ',
  });
  assert.equal(policy.admins, '3f6d2b91-5a70-4c1e-9d28-00000000d003');
  assert.deepEqual(settings, {
    ...REAL_IDS_AS_SETTINGS,
    baseUrl: 'https://countersign.example.com',
    botType: 'UserAssignedMSI',
    botPassword: undefined,
    storage: {
      tables: 'https://contoso.table.core.windows.net',
      queues: 'https://contoso.queue.core.windows.net/',
      blobs: 'https://contoso.blob.core.windows.net/',
      clientId: undefined,
    },
    grantKeys: [JWK],
    requestIdKey: Buffer.from(REQUEST_ID_KEY, 'base64'),
    callbackMaster: Buffer.from(CALLBACK_MASTER, 'base64'),
    policyText: REAL_POLICY,
    callbackAllow: ['10.0.0.0/8', 'fd00::/8'],
    policyForce: undefined,
    gateway: {
      clientId: REAL_IDS.gateway,
      localSecret: undefined,
      secrets: new Map([['cluster', 'what-the-cluster-lets-in']]),
    },
    local: undefined,
  });
});
const REAL_IDS_AS_SETTINGS = {
  tenant: REAL_IDS.tenant,
  audience: REAL_IDS.audience,
  botAppId: REAL_IDS.bot,
  reviewAppId: REAL_IDS.review,
};

test('reads the settings of a local world', () => {
  const { local, baseUrl, storage } = readSettings(LOCAL);
  assert.equal(baseUrl, 'http://127.0.0.1:7071');
  assert.deepEqual(storage, { connectionString: 'UseDevelopmentStorage=true' });
  assert.deepEqual(local, {
    authority: 'http://127.0.0.1:3980',
    teams: 'http://localhost:3979',
    clientId: 'c',
    clientSecret: 'shh-of-the-app',
    botSecret: 'shh-of-the-bot',
    unpaced: false,
  });
});

test('an empty environment is told every missing setting at once, each with its cure', () => {
  const told = problems({ COUNTERSIGN_POLICY_FILE: NOWHERE });
  const names = ['TENANT_ID', 'API_APP_ID', 'BASE_URL', 'BOT_APP_ID', 'REVIEW_APP_ID', 'STORAGE'];
  for (const name of [...names, 'GRANT_KEYS', 'REQUEST_ID_KEY', 'CALLBACK_MASTER', 'POLICY_FILE']) {
    const about = told.filter((each) => each.startsWith(`COUNTERSIGN_${name}`));
    assert.equal(about.length, 1, name);
    assert.match(about[0] ?? '', /: .{10,}/, name);
  }
  assert.equal(told.length, 10);
});

const wrong: [string, Environment, RegExp][] = [
  ['a tenant that is no GUID', { COUNTERSIGN_TENANT_ID: 'contoso' }, /TENANT_ID is not a GUID/],
  [
    'an address without https',
    { COUNTERSIGN_BASE_URL: 'http://countersign.example.com' },
    /BASE_URL must be/,
  ],
  ['an address with a path', { COUNTERSIGN_BASE_URL: 'https://example.com/app' }, /BASE_URL must be/],
  ['an address with a query', { COUNTERSIGN_BASE_URL: 'https://example.com/?a=1' }, /BASE_URL must be/],
  ['an address with a user', { COUNTERSIGN_BASE_URL: 'https://me:pw@example.com' }, /BASE_URL must be/],
  ['no address at all', { COUNTERSIGN_BASE_URL: 'example' }, /BASE_URL must be/],
  ['a bot type that is no longer made', { COUNTERSIGN_BOT_TYPE: 'MultiTenant' }, /BOT_TYPE is "MultiTenant"/],
  ['a bot with a secret but without it', { COUNTERSIGN_BOT_TYPE: 'SingleTenant' }, /BOT_PASSWORD is missing/],
  ['a secret for a bot that has none', { COUNTERSIGN_BOT_PASSWORD: 'pw' }, /BOT_PASSWORD is set, but/],
  ['one id for bot and page', { COUNTERSIGN_REVIEW_APP_ID: REAL_IDS.bot }, /REVIEW_APP_ID is the bot/],
  [
    'storage without its blobs',
    { COUNTERSIGN_STORAGE__blobServiceUri: undefined },
    /STORAGE__blobServiceUri is missing: .*sealed/,
  ],
  [
    'blobs that are not Microsoft’s',
    { COUNTERSIGN_STORAGE__blobServiceUri: 'https://contoso.blob.example.com' },
    /blobServiceUri is not Microsoft's/,
  ],
  ['storage without its queues', { COUNTERSIGN_STORAGE__queueServiceUri: undefined }, /STORAGE is missing/],
  [
    'grant keys that are no JSON',
    { COUNTERSIGN_GRANT_KEYS: String(JWK.d) },
    /GRANT_KEYS is not a JSON array/,
  ],
  ['no grant key', { COUNTERSIGN_GRANT_KEYS: '[]' }, /GRANT_KEYS is not/],
  ['null for a grant key', { COUNTERSIGN_GRANT_KEYS: '[null]' }, /GRANT_KEYS is not/],
  [
    'a grant key without its private part',
    { COUNTERSIGN_GRANT_KEYS: JSON.stringify([{ ...JWK, d: undefined }]) },
    /GRANT_KEYS is not/,
  ],
  [
    'a grant key whose halves do not belong together',
    { COUNTERSIGN_GRANT_KEYS: JSON.stringify([{ ...JWK, d: OTHER_JWK.d }]) },
    /GRANT_KEYS: Signing key 1/,
  ],
  ['a short key for request ids', { COUNTERSIGN_REQUEST_ID_KEY: 'c2hvcnQ=' }, /REQUEST_ID_KEY is too short/],
  ['a short callback master', { COUNTERSIGN_CALLBACK_MASTER: 'c2hvcnQ=' }, /CALLBACK_MASTER is too short/],
  ['a receiver that is none', { COUNTERSIGN_CALLBACK_ALLOW: '10.0.0.0/2' }, /CALLBACK_ALLOW: Not an allowed/],
  ['a mode nobody knows', { COUNTERSIGN_MODE: 'Local' }, /COUNTERSIGN_MODE is "Local"/],
];
for (const [what, change, expected] of wrong) {
  test(`refuses ${what}, and names nothing else`, () => {
    const told = problems({ ...AZURE, ...change });
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0] ?? '', expected);
  });
}

for (const address of [
  'http://127.0.0.1.example.com:3980',
  'https://127.0.0.1:3980',
  'http://192.168.0.7:3980',
  'http://127.0.0.1@example.com',
  'login.microsoftonline.com',
]) {
  test(`local mode takes no issuer but on loopback: ${address}`, () => {
    for (const name of ['COUNTERSIGN_LOCAL_AUTHORITY', 'COUNTERSIGN_LOCAL_TEAMS']) {
      const told = problems({ ...LOCAL, [name]: address });
      assert.deepEqual(told, [`${name} must be an http address on 127.0.0.1`]);
    }
  });
}
