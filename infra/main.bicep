// Countersign in one resource group. Identities instead of keys everywhere; what each file promises stands at its top,
// and test/infra/ holds them to it. How to deploy: docs/deploy.md. What only Azure can tell: README.md here.
targetScope = 'subscription'

@description('Name of the azd environment; part of the names below and a tag of everything.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources. Flex Consumption is not offered in every one: az functionapp list-flexconsumption-locations')
param location string

@description('Application id of the Countersign API registration. npm run setup makes it and writes COUNTERSIGN_API_APP_ID.')
@minLength(36)
@maxLength(36)
param apiAppId string

@description('Application id of the registration of the review page. npm run setup makes it and writes COUNTERSIGN_REVIEW_APP_ID.')
@minLength(36)
@maxLength(36)
param reviewAppId string

@description('Object id of whoever deploys: may write the secrets. azd fills it in. Empty: nobody may until you assign the role.')
param principalId string = ''

@description('Where alerts are mailed to. Empty: they are shown in the portal alone.')
param alertEmail string = ''

@description('Instances kept warm for HTTP: a click in Teams must be answered within seconds. 0 turns it off.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int = 1

@description('Instances kept warm for doWork, which posts cards and tells agents. 0 turns it off.')
@minValue(0)
@maxValue(20)
param alwaysReadyWork int = 1

@description('Instances kept warm for the sweep. It runs every 15 seconds and is late by a start at most, so 0 will do.')
@minValue(0)
@maxValue(20)
param alwaysReadySweep int = 0

@description('Memory of one instance in MB; processor time follows it.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at one time. The platform takes no fewer than 40.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How copies of the record are kept. Three zones of the region by default; Standard_LRS where the region has no zones.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param recordStorageSku string = 'Standard_ZRS'

@description('Which secrets targets in countersign.yaml name, without COUNTERSIGN_TARGET_ and with commas between: CLUSTER,BILLING.')
param targetSecrets string = ''

@description('Days in which nobody can change or delete what was written to the container sealed-heads.')
@minValue(1)
@maxValue(146000)
param sealedHeadsDays int = 365

@description('Say true once that policy was locked by hand: Azure then refuses to have it written again.')
param sealedHeadsLocked bool = false

@description('Forbid deleting the account with the record until somebody removes the lock. azd down fails while it is there.')
param lockRecord bool = false

@description('Say true when a vault of this name was deleted before: it cannot be purged, only brought back.')
param recoverKeyVault bool = false

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 90

// Names that are unique in all of Azure; the same again for the same subscription, environment and region.
var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-countersign-${environmentName}'
  location: location
  tags: tags
}

module identities 'identities.bicep' = {
  name: 'countersign-identities'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
  }
}

module telemetry 'telemetry.bicep' = {
  name: 'countersign-telemetry'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    appPrincipalId: identities.outputs.appPrincipalId
    logDays: logDays
  }
}

module storage 'storage.bicep' = {
  name: 'countersign-storage'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    appPrincipalId: identities.outputs.appPrincipalId
    recordStorageSku: recordStorageSku
    sealedHeadsDays: sealedHeadsDays
    sealedHeadsLocked: sealedHeadsLocked
    lockRecord: lockRecord
  }
}

module keys 'keys.bicep' = {
  name: 'countersign-keys'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    appPrincipalId: identities.outputs.appPrincipalId
    deployerId: principalId
    recover: recoverKeyVault
    workspaceId: telemetry.outputs.workspaceId
  }
}

// Takes names from the three modules above, so that every role is assigned before the app starts for the first time.
module app 'app.bicep' = {
  name: 'countersign-app'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    apiAppId: apiAppId
    reviewAppId: reviewAppId
    appIdentityId: identities.outputs.appId
    appClientId: identities.outputs.appClientId
    gatewayIdentityId: identities.outputs.gatewayId
    gatewayClientId: identities.outputs.gatewayClientId
    hostAccountName: storage.outputs.hostAccountName
    recordAccountName: storage.outputs.recordAccountName
    packageContainerName: storage.outputs.packageContainerName
    keyVaultName: keys.outputs.vaultName
    targetSecrets: targetSecrets
    insightsName: telemetry.outputs.insightsName
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyWork: alwaysReadyWork
    alwaysReadySweep: alwaysReadySweep
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
  }
}

module bot 'bot.bicep' = {
  name: 'countersign-bot'
  scope: group
  params: {
    tags: tags
    token: token
    host: app.outputs.host
    identityId: identities.outputs.appId
    clientId: identities.outputs.appClientId
  }
}

module alerts 'alerts.bicep' = {
  name: 'countersign-alerts'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    insightsName: telemetry.outputs.insightsName
    alertEmail: alertEmail
  }
}

// azd keeps these in its environment, where setup, doctor and the app package read them. No secret among them.
output COUNTERSIGN_URL string = 'https://${app.outputs.host}'
output COUNTERSIGN_HOST string = app.outputs.host
output COUNTERSIGN_BOT_APP_ID string = identities.outputs.appClientId
output COUNTERSIGN_APP_PRINCIPAL_ID string = identities.outputs.appPrincipalId
output COUNTERSIGN_GATEWAY_CLIENT_ID string = identities.outputs.gatewayClientId
output COUNTERSIGN_KEY_VAULT string = keys.outputs.vaultName
output COUNTERSIGN_FUNCTION_APP string = app.outputs.name
output COUNTERSIGN_STORAGE_ACCOUNT string = storage.outputs.recordAccountName
output AZURE_RESOURCE_GROUP string = group.name
