// `npm run setup -- --after-provision`: permissions on Graph, the page's address, the keys; and what never happens to the keys.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readGrantKeys, readKey } from '../../functions/settings/keys.ts';
import { readSettings } from '../../functions/settings.ts';
import { readSigningKeys } from '../../keys/signing-key.ts';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

const VAULT = 'kv-countersign-demo';
const FORBIDDEN = {
  phrase: '(Forbidden) Caller is not authorized to perform action on resource.',
  code: 'Forbidden',
  message: 'ForbiddenByRbac',
};

async function provisioned() {
  const stage = aTenant();
  await stage.setup(`--yes ${PEOPLE}`);
  return stage;
}

test('gives the app’s identity three permissions that read, the page its address, and the vault three secrets', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const { code, text } = await stage.setup('--yes --after-provision');
  assert.equal(code, 0, text);
  const [graph, identity] = stage.tenant.servicePrincipals;
  assert.ok(graph);
  const roles = graph.shown.appRoles as { id: string; value: string }[];
  assert.deepEqual(
    stage.tenant.assignments.map(({ principalId, appRoleId }) => [
      principalId,
      roles.find(({ id }) => id === appRoleId)?.value,
    ]),
    ['GroupMember.Read.All', 'User.Read.All', 'Application.Read.All'].map((role) => [identity?.id, role]),
  );
  const review = stage.tenant.applications.find(
    ({ shown }) => shown.uniqueName === 'countersign.demo.review',
  );
  assert.deepEqual(review?.shown.spa, {
    redirectUris: ['https://func-countersign-demo.azurewebsites.net/review-signin'],
  });
  assert.deepEqual(Object.keys(stage.tenant.vaults[VAULT] ?? {}), [
    'grant-keys',
    'request-id-key',
    'callback-master',
  ]);
});

test('the settings of the app take the keys, and no two are alike', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  await stage.setup('--yes --after-provision');
  const secrets = stage.tenant.vaults[VAULT] ?? {};
  const problems: string[] = [];
  const env = {
    COUNTERSIGN_GRANT_KEYS: secrets['grant-keys'],
    COUNTERSIGN_REQUEST_ID_KEY: secrets['request-id-key'],
    COUNTERSIGN_CALLBACK_MASTER: secrets['callback-master'],
  };
  const reading = { env, isLocal: false, problems };
  const keys = readGrantKeys(reading) as readonly { readonly kid?: string }[];
  const requestIdKey = readKey(reading, 'COUNTERSIGN_REQUEST_ID_KEY');
  const callbackMaster = readKey(reading, 'COUNTERSIGN_CALLBACK_MASTER');
  assert.deepEqual(problems, []);
  assert.equal(keys.length, 1);
  assert.equal(readSigningKeys(keys)[0].kid, keys[0]?.kid, 'its kid is the one that verifiers will be told');
  assert.notDeepEqual(requestIdKey, callbackMaster);
});

test('the app starts with what setup leaves: its settings take ids, keys and policy as they are', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  await stage.setup('--yes --after-provision');
  await stage.setup('agent nightly-etl --yes --owners dana@contoso.example');
  const values = stage.tenant.azd.environments.demo ?? {};
  const secrets = stage.tenant.vaults[VAULT] ?? {};
  const settings = readSettings({
    COUNTERSIGN_TENANT_ID: stage.tenant.tenantId,
    COUNTERSIGN_API_APP_ID: values.COUNTERSIGN_API_APP_ID,
    COUNTERSIGN_REVIEW_APP_ID: values.COUNTERSIGN_REVIEW_APP_ID,
    COUNTERSIGN_BASE_URL: values.COUNTERSIGN_URL,
    COUNTERSIGN_BOT_APP_ID: values.COUNTERSIGN_BOT_APP_ID,
    COUNTERSIGN_STORAGE__tableServiceUri: 'https://stcountersign.table.core.windows.net',
    COUNTERSIGN_STORAGE__queueServiceUri: 'https://stcountersign.queue.core.windows.net',
    COUNTERSIGN_STORAGE__blobServiceUri: 'https://stcountersign.blob.core.windows.net',
    COUNTERSIGN_STORAGE__clientId: values.COUNTERSIGN_BOT_APP_ID,
    COUNTERSIGN_GRANT_KEYS: secrets['grant-keys'],
    COUNTERSIGN_REQUEST_ID_KEY: secrets['request-id-key'],
    COUNTERSIGN_CALLBACK_MASTER: secrets['callback-master'],
    COUNTERSIGN_POLICY_FILE: stage.policyPath,
  });
  assert.equal(settings.policy.agents.size, 1);
  assert.equal(settings.local, undefined);
});

test('no secret stands in an argument or in what is printed', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const ran = await stage.setup('--yes --after-provision');
  const told = [...ran.calls, ran.text].join('\n');
  const secrets = Object.values(stage.tenant.vaults[VAULT] ?? {});
  assert.equal(secrets.length, 3);
  for (const secret of secrets) assert.ok(!told.includes(secret));
  assert.ok(!told.includes((JSON.parse(secrets[0] ?? '[]')[0] as { d: string }).d));
  const sets = ran.calls.filter((call) => call.includes('secret set'));
  assert.ok(
    sets.every((call) => call.includes('--file ') && call.includes('--query name')),
    'and az prints none back',
  );
});

test('a secret that is there is never overwritten, not even one that appears in the middle', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  stage.tenant.vaults[VAULT] = { 'request-id-key': 'as it was' };
  stage.tenant.faults.push({
    on: 'secret set callback-master',
    times: 1,
    phrase: 'Gone',
    code: 'x',
    message: 'x',
  });
  assert.equal((await stage.setup('--yes --after-provision')).code, 1);
  const grantKeys = stage.tenant.vaults[VAULT]['grant-keys'];
  assert.equal((await stage.setup('--yes --after-provision')).code, 0);
  assert.equal(stage.tenant.vaults[VAULT]['request-id-key'], 'as it was');
  assert.equal(stage.tenant.vaults[VAULT]['grant-keys'], grantKeys);
});

test('what somebody else makes between a look and its deed stays as they made it', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const secrets = stage.tenant.vaults[VAULT] ?? {};
  stage.meanwhile = (call) => {
    if (call.includes('secret set') && call.includes('grant-keys')) secrets['callback-master'] = 'theirs';
    if (!call.includes('appRoleAssignedTo') || stage.tenant.assignments.length > 0) return;
    const [graph, identity] = stage.tenant.servicePrincipals;
    assert.ok(graph && identity);
    const [role] = graph.shown.appRoles as { id: string }[];
    const theirs = { id: 'x', principalId: identity.id, resourceId: graph.id, appRoleId: role?.id ?? '' };
    stage.tenant.assignments.push(theirs);
  };
  const { code, text } = await stage.setup('--yes --after-provision');
  assert.equal(code, 0, text);
  assert.equal(secrets['callback-master'], 'theirs');
  assert.equal(stage.tenant.assignments.length, 3);
});

test('waits while the vault does not know the new role yet', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  stage.tenant.faults.push({ on: 'keyvault secret', times: 4, ...FORBIDDEN });
  const { code, waitedMs, waits } = await stage.setup('--yes --after-provision');
  assert.equal(code, 0);
  assert.ok(waitedMs >= 5000);
  assert.deepEqual([...waits], ['Key Vault does not know your role yet']);
});

test('a vault that lets one in never is told with the role it takes', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  stage.tenant.may.vault = false;
  const { code, words } = await stage.setup('--yes --after-provision');
  assert.equal(code, 1);
  assert.match(words, /does not let you in\. Do: You need "Key Vault Secrets Officer"/);
});

test('a second run changes nothing', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  await stage.setup('--yes --after-provision');
  const writes = stage.tenant.writes.length;
  const { code, text } = await stage.setup('--yes --after-provision');
  assert.equal(code, 0);
  assert.equal(stage.tenant.writes.length, writes);
  assert.doesNotMatch(text, /to be changed/);
});

test('what else the identity may do is named, and left', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const [graph, identity] = stage.tenant.servicePrincipals;
  assert.ok(graph);
  const strong = (graph.shown.appRoles as { id: string; value: string }[]).find(({ value }) =>
    value.includes('ReadWrite'),
  );
  stage.tenant.assignments.push({
    id: 'x',
    principalId: identity?.id ?? '',
    resourceId: graph?.id ?? '',
    appRoleId: strong?.id ?? '',
  });
  const { code, words } = await stage.setup('--yes --after-provision');
  assert.equal(code, 0);
  assert.match(words, /also holds AppRoleAssignment\.ReadWrite\.All, which Countersign does not use/);
  assert.equal(stage.tenant.assignments.length, 4);
});

test('only a managed identity is given permissions: somebody may hold a key to anything else', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const [, identity] = stage.tenant.servicePrincipals;
  Object.assign(identity?.shown ?? {}, { servicePrincipalType: 'Application' });
  const { code, words } = await stage.setup('--yes --after-provision');
  assert.equal(code, 3);
  assert.match(words, /is no managed identity/);
  assert.deepEqual(stage.tenant.assignments, []);
});

test('other addresses of the page stay, and are named: one that is given up could be taken by somebody else', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const review = stage.tenant.applications.find(
    ({ shown }) => shown.uniqueName === 'countersign.demo.review',
  );
  assert.ok(review);
  Object.assign(review.shown, {
    spa: { redirectUris: ['https://old.azurewebsites.net/review-signin'] },
  });
  const { words } = await stage.setup('--yes --after-provision');
  assert.match(words, /Also registered: https:\/\/old\.azurewebsites\.net\/review-signin/);
  assert.equal((review.shown.spa as { redirectUris: string[] }).redirectUris.length, 2);
});

test('before azd provision it says what is missing', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const values = stage.tenant.azd.environments.demo ?? {};
  values.COUNTERSIGN_KEY_VAULT = '';
  const { code, words } = await stage.setup('--yes --after-provision');
  assert.equal(code, 1);
  assert.match(words, /does not hold COUNTERSIGN_KEY_VAULT yet\. Do: Provision first: azd provision/);
});

test('nothing is granted where nobody can be asked, unless --yes says so: azd’s hook does', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const principal = stage.tenant.servicePrincipals[1]?.id ?? '';
  for (const args of ['--after-provision', `--env demo --principal ${principal}`]) {
    assert.equal((await stage.setup(args, false)).code, 2);
    const nobody = await stage.setup(args);
    assert.equal(nobody.code, 2);
    assert.match(nobody.words, /nobody can be asked here.*--yes/);
    assert.deepEqual(stage.tenant.assignments, []);
  }
  const hook = readFileSync(new URL('../../../azure.yaml', import.meta.url), 'utf8');
  const [, args = ''] = /setup -- (--after-provision[^,]*),/.exec(hook) ?? [];
  assert.equal((await stage.setup(args)).code, 0);
  assert.equal(stage.tenant.assignments.length, 3);
});

test('whoever may give permissions does it with the identity’s id alone, without azd', async (t) => {
  const stage = await provisioned();
  t.after(stage.end);
  const principal = stage.tenant.servicePrincipals[1]?.id ?? '';
  stage.tenant.azd.environments = {};
  const { code, calls, text } = await stage.setup(`--yes --principal ${principal}`);
  assert.equal(code, 0, text);
  assert.ok(!calls.some((call) => call.startsWith('azd')));
  assert.equal(stage.tenant.assignments.length, 3);
  assert.equal((await stage.setup(`--yes --principal ${principal} --remove`)).code, 0);
  assert.deepEqual(stage.tenant.assignments, []);
  assert.equal(stage.tenant.applications.length, 2, 'nothing else is taken away');
});
