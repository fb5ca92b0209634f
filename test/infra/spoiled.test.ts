// Each promise of the templates is able to fail: spoiled in one place, they break the promise named beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAt } from './support/look.ts';
import { PROMISES } from './support/promises.ts';
import { readSources } from './support/samples.ts';

const sources = readSources();

const TYPES = 'each name, value and required property';
const NO_KEY = 'no template takes, makes or hands out a key';
const KEYS_OFF = 'keys are off';
const TRAVELS = 'what travels is encrypted';
const ROLES = 'each identity has the roles it needs';
const IDENTITIES = 'the app has exactly the two identities';
const VAULT = 'secrets come from a vault';
const WARM = 'HTTP and doWork are awake';
const SEALED = 'sealed heads can be appended';
const ALERTS = 'each alert asks';

/** File, what stands there, what stands there instead, the promise that breaks. */
const SPOILED: readonly (readonly [file: string, from: string, to: string, breaks: string | RegExp])[] = [
  // Names and values by the published types
  ['app.bicep', 'httpsOnly:', 'httpOnly:', TYPES],
  ['app.bicep', "sites@2024-04-01' = {", "sites@2024-04-02' = {", TYPES],
  ['app.bicep', 'instanceMemoryMB: instanceMemoryMB', 'instanceMemoryMb: instanceMemoryMB', TYPES],
  ['app.bicep', "name: 'node', version: '22'", "name: 'nodejs', version: '22'", TYPES],
  ['storage.bicep', "'TLS1_2'", "'1.2'", TYPES],
  ['storage.bicep', 'parent: sealedHeads\n', 'parent: recordBlobs\n', TYPES],
  ['keys.bicep', "    sku: { family: 'A', name: 'standard' }\n", '', TYPES],
  ['alerts.bicep', "evaluationFrequency: 'PT5M'", 'evaluationFrequency: 5', TYPES],
  ['alerts.bicep', 'severity: 2', "severity: 'two'", TYPES],
  ['alerts.bicep', 'rule.severity', 'rule.severities', /there is no member severities/],
  ['alerts.bicep', 'for rule in rules:', 'for rule in token:', /token is no list/],
  [
    'alerts.bicep',
    'for rule in rules: {',
    "for rule in rules: if (rule.name != 'dead-work') {",
    /this loop is not known/,
  ],
  [
    'identities.bicep',
    'output gatewayClientId string = gateway.properties.clientId',
    'output gatewayClientId string = gateway.properties.clientID',
    /properties\.clientID is not known/,
  ],
  // Keys
  [
    'app.bicep',
    'hostAccount.properties.primaryEndpoints.blob\n',
    'hostAccount.listKeys()\n',
    /hostAccount\.listKeys is not known/,
  ],
  ['keys.bicep', 'param deployerId string', '@secure()\nparam deployerId string', NO_KEY],
  [
    'keys.bicep',
    'output vaultName string = vault.name',
    'output vaultName string = newGuid()',
    /newGuid is not known/,
  ],
  [
    'app.bicep',
    "COUNTERSIGN_POLICY_FILE: 'countersign.yaml'",
    "COUNTERSIGN_STORAGE: 'AccountName=a;AccountKey=b'",
    NO_KEY,
  ],
  ['storage.bicep', 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true', KEYS_OFF],
  ['storage.bicep', '    allowSharedKeyAccess: false\n', '', KEYS_OFF],
  ['telemetry.bicep', 'DisableLocalAuth: true', 'DisableLocalAuth: false', KEYS_OFF],
  ['bot.bicep', '    disableLocalAuth: true\n', '', KEYS_OFF],
  [
    'app.bicep',
    "name: 'scm'\n  properties: { allow: false }",
    "name: 'scm'\n  properties: { allow: true }",
    KEYS_OFF,
  ],
  // In the clear
  ['storage.bicep', 'supportsHttpsTrafficOnly: true', 'supportsHttpsTrafficOnly: false', TRAVELS],
  ['storage.bicep', "'TLS1_2'", "'TLS1_0'", TRAVELS],
  ['storage.bicep', "publicAccess: 'None'", "publicAccess: 'Blob'", TRAVELS],
  ['app.bicep', "ftpsState: 'Disabled'", "ftpsState: 'AllAllowed'", TRAVELS],
  ['app.bicep', '    functionsRuntimeAdminIsolationEnabled: true\n', '', TRAVELS],
  // Roles
  ['storage.bicep', 'scope: sealedHeads\n', 'scope: recordAccount\n', ROLES],
  [
    'storage.bicep',
    "'0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'",
    "'17d1049b-9a84-46fb-8f53-869881c3d3ab'",
    ROLES,
  ],
  [
    'main.bicep',
    'appPrincipalId: identities.outputs.appPrincipalId\n    recordStorageSku',
    'appPrincipalId: identities.outputs.gatewayClientId\n    recordStorageSku',
    ROLES,
  ],
  ['keys.bicep', "'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'", "'00482a5a-887f-4fb3-b363-3b7fe8e74483'", ROLES],
  ['keys.bicep', 'scope: vault\n', 'scope: resourceGroup()\n', /the function resourceGroup is not known/],
  [
    'main.bicep',
    'gatewayIdentityId: identities.outputs.gatewayId',
    'gatewayIdentityId: identities.outputs.appId',
    /is there twice/,
  ],
  [
    'main.bicep',
    'gatewayClientId: identities.outputs.gatewayClientId\n    hostAccountName',
    'gatewayClientId: identities.outputs.appClientId\n    hostAccountName',
    IDENTITIES,
  ],
  [
    'app.bicep',
    "authentication: {\n            type: 'UserAssignedIdentity'",
    "authentication: {\n            type: 'SystemAssignedIdentity'",
    IDENTITIES,
  ],
  [
    'app.bicep',
    "COUNTERSIGN_STORAGE__credential: 'managedidentity'",
    "COUNTERSIGN_STORAGE__credential: 'key'",
    IDENTITIES,
  ],
  [
    'storage.bicep',
    'guid(recordAccount.id, appPrincipalId, queueDataContributor)',
    'guid(recordAccount.id, appPrincipalId, tableDataContributor)',
    'the name of a role assignment',
  ],
  ['keys.bicep', " = if (deployerId != '')", ' =', 'without a known deployer'],
  [
    'main.bicep',
    'keyVaultName: keys.outputs.vaultName',
    "keyVaultName: 'kv-cs'",
    'every role is assigned before',
  ],
  // The vault
  ['keys.bicep', '    enablePurgeProtection: true\n', '', VAULT],
  ['keys.bicep', 'enableRbacAuthorization: true', 'enableRbacAuthorization: false', VAULT],
  ['app.bicep', 'SecretName=callback-master', 'SecretName=request-id-key', VAULT],
  // Awake, kept, told
  ['app.bicep', "'function:doWork'", "'function:do-work'", WARM],
  ['main.bicep', 'param alwaysReadyHttp int = 1', 'param alwaysReadyHttp int = 0', WARM],
  [
    'app.bicep',
    'concat(warmHttp, warmWork, warmSweep)',
    'concat(warmHttp, warmSweep)',
    /nothing uses warmWork/,
  ],
  ['app.bicep', "version: '22'", "version: '20'", 'the app runs on Flex'],
  ['storage.bicep', 'allowProtectedAppendWrites: true', 'allowProtectedAppendWrites: false', SEALED],
  ['storage.bicep', ' = if (!sealedHeadsLocked)', ' = if (sealedHeadsLocked)', SEALED],
  ['bot.bicep', "msaAppType: 'UserAssignedMSI'", "msaAppType: 'MultiTenant'", 'the bot is the app'],
  ['bot.bicep', '/api/messages', '/api/message', 'the bot is the app'],
  ['bot.bicep', 'isEnabled: true', 'isEnabled: false', 'the bot is the app'],
  ['alerts.bicep', '"work_dead"', '"dead_work"', ALERTS],
  ['alerts.bicep', "operator: 'LessThan'", "operator: 'GreaterThan'", ALERTS],
  ['alerts.bicep', '> 300', '> 3000', ALERTS],
  ['alerts.bicep', 'ends: false', 'ends: true', ALERTS],
  ['alerts.bicep', "window: 'PT5M'", "window: 'PT15M'", ALERTS],
  [
    'alerts.bicep',
    'where o.event == "work_dead"',
    'where o.event == "work_dead" or toint(o.dead) > 0',
    ALERTS,
  ],
  ['alerts.bicep', 'threshold: 1\n', 'threshold: 0\n', ALERTS],
  ['alerts.bicep', "name: 'sweep-silent'", "name: 'sweep-behind'", ALERTS],
  ['alerts.bicep', 'actions: { actionGroups: [receivers.id] }', 'actions: { actionGroups: [] }', ALERTS],
  ['alerts.bicep', 'emailAddress: alertEmail', "emailAddress: 'alertEmail'", ALERTS],
  ['app.bicep', 'tableServiceUri: recordAccount', 'tableServiceUri: hostAccount', 'the package lies in'],
  ['storage.bicep', "'CanNotDelete'", "'ReadOnly'", 'deleted blobs come back'],
  // azd
  ['main.bicep', 'output COUNTERSIGN_HOST', 'output COUNTERSIGN_HOSTNAME', 'azd gets exactly the outputs'],
  ['app.bicep', "{ 'azd-service-name': 'app' }", "{ 'azd-service-name': 'api' }", 'azd finds by their tags'],
  ['storage.bicep', "'csdata", "'countersigndata", 'names keep to the lengths'],
  [
    'main.bicep',
    'uniqueString(subscription().id, environmentName, location)',
    'uniqueString(subscription().id, location)',
    'names keep to the lengths',
  ],
  [
    'main.bicep',
    "name: 'countersign-keys'\n  scope: group",
    "name: 'countersign-keys'\n  scope: groups",
    /groups is not declared/,
  ],
  [
    'storage.bicep',
    'output packageContainerName',
    'output containerName',
    /there is no member packageContainerName/,
  ],
];

for (const [file, from, to, breaks] of SPOILED) {
  test(`${file}: ${JSON.stringify(to === '' ? `without ${from.trim()}` : to)} is found`, () => {
    const source = sources[file] ?? '';
    assert.ok(source.includes(from), `${file} has no ${from}`);
    const spoiled = { ...sources, [file]: source.replace(from, () => to) };
    if (typeof breaks !== 'string') {
      assert.throws(() => lookAt(spoiled), breaks);
      return;
    }
    const [title, hold] = Object.entries(PROMISES).find(([each]) => each.startsWith(breaks)) ?? [];
    assert.ok(hold, `there is no promise ${breaks}`);
    const infra = lookAt(spoiled);
    assert.throws(() => hold(infra), { name: 'AssertionError' }, title);
  });
}

test('every promise is spoiled at least once', () => {
  const idle = Object.keys(PROMISES).filter(
    (title) => !SPOILED.some(([, , , breaks]) => typeof breaks === 'string' && title.startsWith(breaks)),
  );
  assert.deepEqual(idle, []);
});
