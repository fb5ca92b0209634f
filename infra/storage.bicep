// Two accounts, shared keys off on both: nobody holds a string that opens them, only identities with a role.
// The host's own holds leases and the app's package. The record's holds tables, queue and sealed heads, so that whoever may
// publish code or hold a lease has no way into the record by that. The app makes its tables and its queue itself.
param location string
param tags object
param token string
param appPrincipalId string
param recordStorageSku string
param sealedHeadsDays int
param sealedHeadsLocked bool
param lockRecord bool

var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

resource hostAccount 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'cshost${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

resource hostBlobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: hostAccount
  name: 'default'
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: hostBlobs
  name: 'packages'
  properties: { publicAccess: 'None' }
}

// Zones of one region, all written before a write is acknowledged. Not another region: what is copied there later could lose the
// last minutes when it takes over, and with them a redemption, which could then happen again.
resource recordAccount 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'csdata${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: recordStorageSku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

resource recordBlobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: recordAccount
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 30 }
    containerDeleteRetentionPolicy: { enabled: true, days: 30 }
  }
}

resource sealedHeads 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: recordBlobs
  name: 'sealed-heads'
  properties: { publicAccess: 'None' }
}

// Written once, only appended to. A template can neither lock this policy nor write a locked one: locking is a command (README.md).
resource sealedHeadsPolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = if (!sealedHeadsLocked) {
  parent: sealedHeads
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: sealedHeadsDays
    allowProtectedAppendWrites: true
  }
}

resource recordLock 'Microsoft.Authorization/locks@2020-05-01' = if (lockRecord) {
  name: 'countersign-record'
  scope: recordAccount
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the record of all approvals. Tables have no undelete.'
  }
}

// The host keeps its leases and the timer's state in blobs, and makes the containers itself: that takes the owner's role.
resource hostBlobRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hostAccount.id, appPrincipalId, blobDataOwner)
  scope: hostAccount
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
  }
}

resource tableRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(recordAccount.id, appPrincipalId, tableDataContributor)
  scope: recordAccount
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
  }
}

resource queueRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(recordAccount.id, appPrincipalId, queueDataContributor)
  scope: recordAccount
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', queueDataContributor)
  }
}

// On this container alone, where the policy above outranks the role.
resource sealedHeadsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(sealedHeads.id, appPrincipalId, blobDataContributor)
  scope: sealedHeads
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
  }
}

output hostAccountName string = hostAccount.name
output recordAccountName string = recordAccount.name
output packageContainerName string = packages.name
