// Two identities and no secret. The first is the app itself: storage, telemetry, the vault's secrets, and the bot. The second is
// for what a gateway will call in the name of agents; it gets no role on anything here, so that a call out can never touch the record.
param location string
param tags object
param token string

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-countersign-${token}'
  location: location
  tags: tags
}

resource gateway 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-countersign-gateway-${token}'
  location: location
  tags: tags
}

output appId string = app.id
output appClientId string = app.properties.clientId
output appPrincipalId string = app.properties.principalId
output gatewayId string = gateway.id
output gatewayClientId string = gateway.properties.clientId
