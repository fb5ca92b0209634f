// The Functions app on Flex Consumption, and its settings. It gets its package, its host's state, its queue, its secrets and its
// telemetry by identity. Some instances are kept warm: who is woken at two in the morning must not wait for a start as well.
param location string
param tags object
param token string
param apiAppId string
param reviewAppId string
param appIdentityId string
param appClientId string
param gatewayIdentityId string
param gatewayClientId string
param hostAccountName string
param recordAccountName string
param packageContainerName string
param keyVaultName string
param targetSecrets string
param insightsName string
param alwaysReadyHttp int
param alwaysReadyWork int
param alwaysReadySweep int
param instanceMemoryMB int
param maximumInstanceCount int

resource hostAccount 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostAccountName
}

resource recordAccount 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: recordAccountName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-countersign-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

// The platform starts a group of its own for HTTP and one for each other function: each needs its own warm instance.
var warmHttp = alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : []
var warmWork = alwaysReadyWork > 0 ? [{ name: 'function:doWork', instanceCount: alwaysReadyWork }] : []
var warmSweep = alwaysReadySweep > 0 ? [{ name: 'function:sweepDue', instanceCount: alwaysReadySweep }] : []

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-countersign-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${appIdentityId}': {}
      '${gatewayIdentityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: appIdentityId
    // Closes /admin, which the host's master key would open. Documented for the site, missing in the published types.
    #disable-next-line BCP037
    functionsRuntimeAdminIsolationEnabled: true
    siteConfig: {
      ftpsState: 'Disabled'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      runtime: { name: 'node', version: '22' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostAccount.properties.primaryEndpoints.blob}${packageContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: appIdentityId
          }
        }
      }
      scaleAndConcurrency: {
        alwaysReady: concat(warmHttp, warmWork, warmSweep)
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
  }
}

// Passwords for publishing, off: code is published with a token of Entra ID, or not at all.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

// CLUSTER,BILLING: the secrets that targets of the policy name. Each lies in the vault, put there by hand: target-cluster, target-billing.
var targetNames = targetSecrets == '' ? [] : split(targetSecrets, ',')
var targetSettings = toObject(
  targetNames,
  name => 'COUNTERSIGN_TARGET_${name}',
  name => '@Microsoft.KeyVault(VaultName=${keyVaultName};SecretName=target-${toLower(replace(name, '_', '-'))})'
)

// A child, because it needs the host name that Azure gave the site. Names and meaning: functions/settings.ts.
resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: union({
    AzureWebJobsStorage__blobServiceUri: hostAccount.properties.primaryEndpoints.blob
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: appClientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${appClientId};Authorization=AAD'
    COUNTERSIGN_TENANT_ID: subscription().tenantId
    COUNTERSIGN_API_APP_ID: apiAppId
    COUNTERSIGN_REVIEW_APP_ID: reviewAppId
    COUNTERSIGN_BASE_URL: 'https://${site.properties.defaultHostName}'
    COUNTERSIGN_BOT_APP_ID: appClientId
    COUNTERSIGN_BOT_TYPE: 'UserAssignedMSI'
    COUNTERSIGN_STORAGE__tableServiceUri: recordAccount.properties.primaryEndpoints.table
    COUNTERSIGN_STORAGE__queueServiceUri: recordAccount.properties.primaryEndpoints.queue
    COUNTERSIGN_STORAGE__blobServiceUri: recordAccount.properties.primaryEndpoints.blob
    COUNTERSIGN_STORAGE__credential: 'managedidentity'
    COUNTERSIGN_STORAGE__clientId: appClientId
    COUNTERSIGN_GATEWAY_CLIENT_ID: gatewayClientId
    COUNTERSIGN_POLICY_FILE: 'countersign.yaml'
    COUNTERSIGN_GRANT_KEYS: '@Microsoft.KeyVault(VaultName=${keyVaultName};SecretName=grant-keys)'
    COUNTERSIGN_REQUEST_ID_KEY: '@Microsoft.KeyVault(VaultName=${keyVaultName};SecretName=request-id-key)'
    COUNTERSIGN_CALLBACK_MASTER: '@Microsoft.KeyVault(VaultName=${keyVaultName};SecretName=callback-master)'
  }, targetSettings)
}

output name string = site.name
output host string = site.properties.defaultHostName
