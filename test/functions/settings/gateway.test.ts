// Where no target may lie, and what of the gateway has to be set. A call out must never be a way in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../../functions/settings.ts';
import { AZURE, type Environment, LOCAL, policyFile, problems, REAL_POLICY } from './good.ts';

const CLUSTER = 'url: https://api.cluster.contoso.example';
const at = (url: string): Environment => ({
  COUNTERSIGN_POLICY_FILE: policyFile(REAL_POLICY.replace(CLUSTER, `url: ${url}`)),
});

const NOWHERE: readonly (readonly [string, string, RegExp, Environment?])[] = [
  ['Entra ID', 'https://login.microsoftonline.com', /gives out identities/],
  ['Entra ID, written to the root of names', 'https://login.microsoftonline.com.', /gives out identities/],
  ['Entra ID of a region', 'https://eastus.login.microsoft.com', /gives out identities/],
  ['Entra ID of another cloud', 'https://login.microsoftonline.us', /gives out identities/],
  ['the old token service', 'https://sts.windows.net/t', /gives out identities/],
  ['the metadata of the platform', 'http://169.254.169.254', /machinery/],
  ['the same in other digits', 'http://[::ffff:a9fe:a9fe]', /machinery/],
  ["the platform's own server", 'http://168.63.129.16', /machinery/],
  [
    "the platform's token service",
    'http://10.1.2.3:8081',
    /gives out identities/,
    { IDENTITY_ENDPOINT: 'http://10.1.2.3:8081/msi/token' },
  ],
  ['a Key Vault', 'https://kv-countersign.vault.azure.net', /is a Key Vault/],
  ['our tables', 'https://contoso.table.core.windows.net', /own storage/],
  ['our blobs', 'https://contoso.blob.core.windows.net/container', /own storage/],
  ['the second place of our tables', 'https://contoso-secondary.table.core.windows.net', /own storage/],
  ['our tables by private link', 'https://contoso.privatelink.table.core.windows.net', /own storage/],
  [
    "the host's own storage",
    'https://hosts.blob.core.windows.net',
    /own storage/,
    { AzureWebJobsStorage__blobServiceUri: 'https://hosts.blob.core.windows.net' },
  ],
  [
    'storage of a connection string',
    'https://fabrikam.queue.core.windows.net',
    /own storage/,
    {
      AzureWebJobsStorage: `DefaultEndpointsProtocol=https;AccountName=fabrikam;AccountKey=${'A'.repeat(86)}==`,
    },
  ],
  ['Countersign itself', 'https://countersign.example.com/api', /is Countersign itself/],
  [
    'Countersign by the name the platform gave it',
    'https://func-a.azurewebsites.net',
    /is Countersign itself/,
    { WEBSITE_HOSTNAME: 'func-a.azurewebsites.net' },
  ],
  [
    'where Countersign is deployed to',
    'https://func-a.scm.azurewebsites.net',
    /is Countersign itself/,
    { WEBSITE_SITE_NAME: 'func-A' },
  ],
  ['this machine', 'http://127.0.0.1:8080', /on this machine/],
  ['this machine by another number', 'http://127.8.8.8', /on this machine/],
  ['this machine by name', 'http://app.localhost', /on this machine/],
];
for (const [what, url, told, more = {}] of NOWHERE) {
  test(`does not start with a target at ${what}, also when it is declared internal`, () => {
    const found = problems({ ...AZURE, ...at(url), ...more });
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', /^countersign\.yaml: targets\.cluster\.url /);
    assert.match(found[0] ?? '', told);
  });
}

const FINE: readonly string[] = [
  'https://other.table.core.windows.net',
  'https://contoso.example.com',
  'http://10.0.0.7:6443',
  'https://management.azure.com',
  'https://graph.microsoft.com/v1.0',
];
for (const url of FINE) {
  test(`starts with a target at ${url}`, () => {
    assert.deepEqual(problems({ ...AZURE, ...at(url) }), []);
  });
}

test('on one machine no target lies at the stand-ins of the cloud or at the app', () => {
  const local = LOCAL.COUNTERSIGN_POLICY_FILE ?? '';
  assert.deepEqual(problems(LOCAL), [], local);
  const hosts = ['127.0.0.1', 'localhost', '[::1]'];
  const ports = [7071, 3979, 3980, 10000, 10001, 10002];
  for (const place of ports.flatMap((port) => hosts.map((host) => `${host}:${port}`))) {
    const text = readSettings(LOCAL).policyText.replace('127.0.0.1:3982', place);
    const found = problems({ ...LOCAL, COUNTERSIGN_POLICY_FILE: policyFile(text) });
    assert.equal(found.length, 1, `${place}: ${found.join('\n')}`);
  }
});

const UNSET: readonly (readonly [string, Environment, RegExp])[] = [
  [
    'no identity',
    { COUNTERSIGN_GATEWAY_CLIENT_ID: undefined },
    /^COUNTERSIGN_GATEWAY_CLIENT_ID is missing: .*gateway/,
  ],
  [
    'an identity that is none',
    { COUNTERSIGN_GATEWAY_CLIENT_ID: 'gateway' },
    /^COUNTERSIGN_GATEWAY_CLIENT_ID is not a GUID/,
  ],
  [
    'no secret',
    { COUNTERSIGN_TARGET_CLUSTER: undefined },
    /^COUNTERSIGN_TARGET_CLUSTER is missing: a target/,
  ],
  [
    'a reference that was not resolved',
    { COUNTERSIGN_TARGET_CLUSTER: '@Microsoft.KeyVault(VaultName=kv;SecretName=x)' },
    /^COUNTERSIGN_TARGET_CLUSTER is a reference to Key Vault that was not resolved/,
  ],
  [
    'a secret that would break a header',
    { COUNTERSIGN_TARGET_CLUSTER: 'twelve-letters\r\nX: y' },
    /no secret for a header/,
  ],
  [
    'a secret too short to be told from other words',
    { COUNTERSIGN_TARGET_CLUSTER: 'short' },
    /no secret for a header/,
  ],
  [
    'a secret of the demo',
    { COUNTERSIGN_TARGET_CLUSTER: 'local-secret-of-a-laptop' },
    /of the local demo world/,
  ],
];
for (const [what, change, told] of UNSET) {
  test(`does not start with ${what}, and shows no secret`, () => {
    const found = problems({ ...AZURE, ...change });
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', told);
    const secret = change.COUNTERSIGN_TARGET_CLUSTER;
    if (secret !== undefined) assert.equal(found.join().includes(secret), false);
  });
}

test('needs none of it without targets', () => {
  const text = REAL_POLICY.replace(/^targets:\n(?: {2}.*\n)+/m, '');
  const bare = { COUNTERSIGN_GATEWAY_CLIENT_ID: undefined, COUNTERSIGN_TARGET_CLUSTER: undefined };
  assert.deepEqual(problems({ ...AZURE, ...bare, COUNTERSIGN_POLICY_FILE: policyFile(text) }), []);
});
