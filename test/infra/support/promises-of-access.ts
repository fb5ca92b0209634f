// What the templates promise about who can open what: identities and no keys, the least roles, nothing in the clear.
import assert from 'node:assert/strict';
import type { Resource } from './deploy-on-paper.ts';
import { SUBSCRIPTION, TENANT } from './evaluate.ts';
import { at, holds, type Infra, ofType, only, settingsOf } from './look.ts';
import { USUAL } from './samples.ts';

/** Title -> what must hold. */
export type Promises = Readonly<Record<string, (infra: Infra) => void>>;

const STORAGE = 'Microsoft.Storage/storageAccounts';
const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const VAULT = 'Microsoft.KeyVault/vaults';
const COMPONENT = 'Microsoft.Insights/components';
const SEALED = `${STORAGE}/blobServices/containers`;
/** Words that only somebody writes who hands a key about. */
const KEYS =
  /listKeys|listAccountSas|listServiceSas|listSecrets|list\w*\(|AccountKey=|SharedAccess(Key|Signature)|DefaultEndpointsProtocol|primaryKey|instrumentationKey|@secure|newGuid\(/i;
const ROLES: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
};

export const ACCESS: Promises = {
  'no template takes, makes or hands out a key': ({ sources, everything }) => {
    for (const [file, text] of Object.entries(sources)) {
      assert.equal(KEYS.exec(text.replace(/^\s*\/\/.*$/gm, ''))?.[0], undefined, file);
    }
    assert.deepEqual(ofType(everything, `${VAULT}/secrets`), []);
    for (const [name, value] of Object.entries(settingsOf(everything))) {
      // The one connection string there is names a place; telemetry is written with an identity.
      if (name === 'APPLICATIONINSIGHTS_CONNECTION_STRING') continue;
      assert.doesNotMatch(value, /Key=|AccountKey|Signature/i, name);
    }
  },
  'keys are off wherever a resource could have some': ({ everything }) => {
    for (const account of ofType(everything, STORAGE)) {
      holds(account, {
        'properties.allowSharedKeyAccess': false,
        'properties.defaultToOAuthAuthentication': true,
      });
    }
    holds(only(everything, COMPONENT), { 'properties.DisableLocalAuth': true });
    holds(only(everything, 'Microsoft.OperationalInsights/workspaces'), {
      'properties.features.disableLocalAuth': true,
    });
    holds(only(everything, 'Microsoft.BotService/botServices'), { 'properties.disableLocalAuth': true });
    const policies = ofType(everything, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    assert.deepEqual(policies.map(({ name }) => name).sort(), ['ftp', 'scm']);
    for (const policy of policies) holds(policy, { 'properties.allow': false });
  },
  'what travels is encrypted, and nothing in storage is public': ({ everything }) => {
    assert.equal(ofType(everything, STORAGE).length, 2);
    for (const account of ofType(everything, STORAGE)) {
      holds(account, {
        'properties.minimumTlsVersion': 'TLS1_2',
        'properties.supportsHttpsTrafficOnly': true,
        'properties.allowBlobPublicAccess': false,
        'properties.allowCrossTenantReplication': false,
      });
    }
    for (const container of ofType(everything, SEALED))
      holds(container, { 'properties.publicAccess': 'None' });
    holds(only(everything, 'Microsoft.Web/sites'), {
      'properties.httpsOnly': true,
      'properties.siteConfig.minTlsVersion': '1.2',
      'properties.siteConfig.scmMinTlsVersion': '1.2',
      'properties.siteConfig.ftpsState': 'Disabled',
      'properties.siteConfig.remoteDebuggingEnabled': false,
      'properties.functionsRuntimeAdminIsolationEnabled': true,
    });
  },
  'each identity has the roles it needs, there alone, and the gateway has none': ({ everything }) => {
    const identities = ofType(everything, IDENTITY);
    assert.equal(identities.length, 2);
    const principals = new Map([
      [everything.outputs.COUNTERSIGN_APP_PRINCIPAL_ID, 'app'],
      [USUAL.principalId, 'deployer'],
    ]);
    const given = ofType(everything, 'Microsoft.Authorization/roleAssignments').map((each) => {
      const definition = String(at(each, 'properties.roleDefinitionId'));
      const prefix = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/`;
      assert.ok(definition.startsWith(prefix), definition);
      const role = ROLES[definition.slice(prefix.length)] ?? `unknown role ${definition}`;
      const who = principals.get(at(each, 'properties.principalId') ?? '') ?? 'somebody else';
      if (who === 'app') holds(each, { 'properties.principalType': 'ServicePrincipal' });
      return `${who}: ${role} on ${whereOf(each.scope)}`;
    });
    assert.deepEqual(given.sort(), [
      'app: Key Vault Secrets User on the vault',
      'app: Monitoring Metrics Publisher on telemetry',
      'app: Storage Blob Data Contributor on sealed-heads',
      'app: Storage Blob Data Owner on csh…',
      'app: Storage Queue Data Contributor on csd…',
      'app: Storage Table Data Contributor on csd…',
      'deployer: Key Vault Secrets Officer on the vault',
    ]);
  },
  'the name of a role assignment follows from who gets what where, so that deploying again finds it': ({
    usual,
    everything,
  }) => {
    const names = (each: typeof usual) =>
      ofType(each, 'Microsoft.Authorization/roleAssignments').map(({ name }) => name);
    assert.deepEqual(names(usual), names(everything));
    assert.equal(new Set(names(usual)).size, names(usual).length);
  },
  'without a known deployer nobody gets a role for him': ({ with: deploy }) => {
    assert.equal(ofType(deploy({ principalId: '' }), 'Microsoft.Authorization/roleAssignments').length, 6);
  },
  'the app has exactly the two identities, and proves itself everywhere with the first': ({ everything }) => {
    const site = only(everything, 'Microsoft.Web/sites');
    const [app, gateway] = [identity(everything.resources, 'app'), identity(everything.resources, 'gateway')];
    const settings = settingsOf(everything);
    const clientId = String(everything.outputs.COUNTERSIGN_BOT_APP_ID);
    holds(site, {
      'identity.type': 'UserAssigned',
      'identity.userAssignedIdentities': { [app.id]: {}, [gateway.id]: {} },
      'properties.keyVaultReferenceIdentity': app.id,
      'properties.functionAppConfig.deployment.storage.authentication': {
        type: 'UserAssignedIdentity',
        userAssignedIdentityResourceId: app.id,
      },
    });
    for (const name of [
      'AzureWebJobsStorage__clientId',
      'COUNTERSIGN_STORAGE__clientId',
      'COUNTERSIGN_BOT_APP_ID',
    ]) {
      assert.equal(settings[name], clientId, name);
    }
    assert.equal(settings.AzureWebJobsStorage__credential, 'managedidentity');
    assert.equal(settings.COUNTERSIGN_STORAGE__credential, 'managedidentity');
    assert.equal(
      settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING,
      `ClientId=${clientId};Authorization=AAD`,
    );
    assert.notEqual(settings.COUNTERSIGN_GATEWAY_CLIENT_ID, clientId);
    assert.equal(settings.COUNTERSIGN_GATEWAY_CLIENT_ID, everything.outputs.COUNTERSIGN_GATEWAY_CLIENT_ID);
  },
  'secrets come from a vault that goes by roles and that nobody can purge': ({
    everything,
    with: deploy,
  }) => {
    const vault = only(everything, VAULT);
    holds(vault, {
      'properties.tenantId': TENANT,
      'properties.enableRbacAuthorization': true,
      'properties.enableSoftDelete': true,
      'properties.enablePurgeProtection': true,
      'properties.softDeleteRetentionInDays': 90,
      'properties.createMode': 'default',
      'properties.accessPolicies': undefined as never,
    });
    holds(only(deploy({ recoverKeyVault: true }), VAULT), { 'properties.createMode': 'recover' });
    const settings = settingsOf(everything);
    for (const [name, secret] of [
      ['COUNTERSIGN_GRANT_KEYS', 'grant-keys'],
      ['COUNTERSIGN_REQUEST_ID_KEY', 'request-id-key'],
      ['COUNTERSIGN_CALLBACK_MASTER', 'callback-master'],
      ['COUNTERSIGN_TARGET_CLUSTER', 'target-cluster'],
      ['COUNTERSIGN_TARGET_BILLING_API', 'target-billing-api'],
    ] as const) {
      assert.equal(settings[name], `@Microsoft.KeyVault(VaultName=${vault.name};SecretName=${secret})`);
    }
    const audit = only(everything, 'Microsoft.Insights/diagnosticSettings');
    assert.equal(audit.scope?.id, vault.id);
    holds(audit, { 'properties.logs': [{ category: 'AuditEvent', enabled: true }] });
  },
};

function whereOf(scope: Resource | undefined): string {
  if (scope?.type === VAULT) return 'the vault';
  if (scope?.type === COMPONENT) return 'telemetry';
  if (scope?.type === STORAGE) return `${scope.name.slice(0, 3)}…`;
  return scope?.name ?? 'the resource group';
}

function identity(resources: readonly Resource[], symbol: string): Resource {
  const found = resources.find((each) => each.type === IDENTITY && each.symbol === symbol);
  assert.ok(found, `no identity ${symbol}`);
  return found;
}
