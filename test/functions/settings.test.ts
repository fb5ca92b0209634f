import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readSettings, SettingsError } from '../../functions/settings.ts';
import { AUDIENCE, BOT_APP_ID, REVIEW_APP_ID, TENANT } from '../../local/directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const policyFile = join(folder, 'countersign.yaml');
writeFileSync(policyFile, 'admins: {}\n');
after(() => rmSync(folder, { recursive: true, force: true }));

type Environment = Record<string, string | undefined>;
const key = Buffer.alloc(32, 7).toString('base64');
const PRIVATE_PART = 'c2VjcmV0LXBhcnQ';
const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: PRIVATE_PART };
const AZURE: Environment = {
  COUNTERSIGN_TENANT_ID: TENANT.toUpperCase(),
  COUNTERSIGN_API_APP_ID: AUDIENCE,
  COUNTERSIGN_BASE_URL: 'https://countersign.example.com/',
  COUNTERSIGN_BOT_APP_ID: BOT_APP_ID,
  COUNTERSIGN_REVIEW_APP_ID: REVIEW_APP_ID,
  COUNTERSIGN_STORAGE__tableServiceUri: 'https://a.table.core.windows.net',
  COUNTERSIGN_STORAGE__queueServiceUri: 'https://a.queue.core.windows.net',
  COUNTERSIGN_GRANT_KEYS: JSON.stringify([jwk]),
  COUNTERSIGN_REQUEST_ID_KEY: key,
  COUNTERSIGN_CALLBACK_MASTER: key,
  COUNTERSIGN_POLICY_FILE: policyFile,
};
const LOCAL: Environment = {
  ...AZURE,
  COUNTERSIGN_MODE: 'local',
  COUNTERSIGN_BASE_URL: 'http://127.0.0.1:7071',
  COUNTERSIGN_STORAGE: 'UseDevelopmentStorage=true',
  COUNTERSIGN_LOCAL_AUTHORITY: 'http://127.0.0.1:3980/',
  COUNTERSIGN_LOCAL_TEAMS: 'http://localhost:3979',
  COUNTERSIGN_LOCAL_CLIENT_ID: 'c',
  COUNTERSIGN_LOCAL_CLIENT_SECRET: 'shh',
  COUNTERSIGN_LOCAL_BOT_SECRET: 'bot-shh',
};

function problems(env: Environment): readonly string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    for (const problem of error.problems) assert.ok(error.message.includes(problem));
    return error.problems;
  }
}

test('reads the settings of an app in Azure: lower-case ids, address without a slash, managed identity', () => {
  const settings = readSettings({ ...AZURE, COUNTERSIGN_CALLBACK_ALLOW: ' 10.0.0.0/8, ,fd00::/8 ' });
  assert.deepEqual(settings, {
    tenant: TENANT,
    audience: AUDIENCE,
    baseUrl: 'https://countersign.example.com',
    botAppId: BOT_APP_ID,
    reviewAppId: REVIEW_APP_ID,
    botType: 'UserAssignedMSI',
    botPassword: undefined,
    storage: {
      tables: 'https://a.table.core.windows.net',
      queues: 'https://a.queue.core.windows.net',
      clientId: undefined,
    },
    grantKeys: [jwk],
    requestIdKey: Buffer.alloc(32, 7),
    callbackMaster: Buffer.alloc(32, 7),
    policyText: 'admins: {}\n',
    callbackAllow: ['10.0.0.0/8', 'fd00::/8'],
    local: undefined,
  });
});

test('reads the settings of a local world', () => {
  const { local, baseUrl, storage } = readSettings(LOCAL);
  assert.equal(baseUrl, 'http://127.0.0.1:7071');
  assert.deepEqual(storage, { connectionString: 'UseDevelopmentStorage=true' });
  assert.deepEqual(local, {
    authority: 'http://127.0.0.1:3980',
    teams: 'http://localhost:3979',
    clientId: 'c',
    clientSecret: 'shh',
    botSecret: 'bot-shh',
  });
});

test('an empty environment is told every missing setting at once, each with its cure', () => {
  const told = problems({ COUNTERSIGN_POLICY_FILE: join(folder, 'nowhere.yaml') });
  const names = [
    'TENANT_ID',
    'API_APP_ID',
    'BASE_URL',
    'BOT_APP_ID',
    'REVIEW_APP_ID',
    'STORAGE',
    'GRANT_KEYS',
  ];
  for (const name of [...names, 'REQUEST_ID_KEY', 'CALLBACK_MASTER', 'POLICY_FILE']) {
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
  ['a loopback address in Azure', { COUNTERSIGN_BASE_URL: 'http://127.0.0.1:7071' }, /BASE_URL must be/],
  ['an address with a path', { COUNTERSIGN_BASE_URL: 'https://example.com/app' }, /BASE_URL must be/],
  ['an address with a query', { COUNTERSIGN_BASE_URL: 'https://example.com/?a=1' }, /BASE_URL must be/],
  ['an address with a user', { COUNTERSIGN_BASE_URL: 'https://me:pw@example.com' }, /BASE_URL must be/],
  ['no address at all', { COUNTERSIGN_BASE_URL: 'example' }, /BASE_URL must be/],
  ['a bot type that is no longer made', { COUNTERSIGN_BOT_TYPE: 'MultiTenant' }, /BOT_TYPE is "MultiTenant"/],
  ['a bot with a secret but without it', { COUNTERSIGN_BOT_TYPE: 'SingleTenant' }, /BOT_PASSWORD is missing/],
  ['storage without its queues', { COUNTERSIGN_STORAGE__queueServiceUri: undefined }, /STORAGE is missing/],
  ['grant keys that are no JSON', { COUNTERSIGN_GRANT_KEYS: PRIVATE_PART }, /GRANT_KEYS is not a JSON array/],
  ['no grant key', { COUNTERSIGN_GRANT_KEYS: '[]' }, /GRANT_KEYS is not/],
  ['null for a grant key', { COUNTERSIGN_GRANT_KEYS: '[null]' }, /GRANT_KEYS is not/],
  [
    'a grant key without its private part',
    { COUNTERSIGN_GRANT_KEYS: JSON.stringify([{ ...jwk, d: undefined }]) },
    /GRANT_KEYS is not/,
  ],
  ['a short key for request ids', { COUNTERSIGN_REQUEST_ID_KEY: 'c2hvcnQ=' }, /REQUEST_ID_KEY is too short/],
  ['a short callback master', { COUNTERSIGN_CALLBACK_MASTER: 'c2hvcnQ=' }, /CALLBACK_MASTER is too short/],
  ['a mode nobody knows', { COUNTERSIGN_MODE: 'Local' }, /COUNTERSIGN_MODE is "Local"/],
];
for (const [what, change, expected] of wrong) {
  test(`refuses ${what}, and names nothing else`, () => {
    const told = problems({ ...AZURE, ...change });
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0] ?? '', expected);
  });
}

for (const name of ['AUTHORITY', 'TEAMS', 'CLIENT_ID', 'CLIENT_SECRET', 'BOT_SECRET']) {
  test(`outside local mode it refuses to start with COUNTERSIGN_LOCAL_${name}, even empty`, () => {
    for (const value of ['x', '']) {
      const told = problems({ ...AZURE, [`COUNTERSIGN_LOCAL_${name}`]: value });
      assert.match(told.join('\n'), /would make this app trust local issuers/);
    }
  });
}

test('local mode refuses to start where Azure runs it', () => {
  const told = problems({ ...LOCAL, WEBSITE_INSTANCE_ID: 'abc' });
  assert.match(told.join('\n'), /COUNTERSIGN_MODE=local in Azure/);
});

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

test('no message shows the value of a secret', () => {
  const secrets = { COUNTERSIGN_GRANT_KEYS: PRIVATE_PART, COUNTERSIGN_CALLBACK_MASTER: 'bWFzdGVy' };
  const told = problems({ ...LOCAL, ...secrets, COUNTERSIGN_REQUEST_ID_KEY: 'aWRrZXk=' }).join('\n');
  assert.match(told, /GRANT_KEYS/);
  for (const secret of [PRIVATE_PART, 'bWFzdGVy', 'aWRrZXk=', 'shh']) assert.ok(!told.includes(secret));
});
