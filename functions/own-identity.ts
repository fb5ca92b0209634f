// As whom the app goes to storage and to Microsoft Graph: its managed identity in Azure, the local stand-ins' credentials on one machine.
import type { AppTokenSource } from '../entra/graph-token.ts';
import { managedIdentity } from '../store/credential.ts';
import type { StorageAddress } from '../store/storage.ts';
import type { Settings } from './settings.ts';

export const GRAPH = 'https://graph.microsoft.com';

/** Where our storage is, and how we prove ourselves there. */
export function storageAddress({ storage }: Settings): StorageAddress {
  if ('connectionString' in storage) return storage;
  const { clientId, ...addresses } = storage;
  return { ...addresses, credential: managedIdentity(clientId) };
}

/** Where the token for Graph comes from. */
export function graphTokenSource({ local, tenant, storage }: Settings): AppTokenSource {
  if (local !== undefined) {
    const tokenUrl = `${local.authority}/${tenant}/oauth2/v2.0/token`;
    return {
      mode: 'local',
      tokenUrl,
      clientId: local.clientId,
      secret: local.clientSecret,
      scope: `${GRAPH}/.default`,
    };
  }
  const clientId = 'clientId' in storage ? storage.clientId : undefined;
  return {
    mode: 'managed-identity',
    scope: `${GRAPH}/.default`,
    ...(clientId === undefined ? {} : { clientId }),
  };
}
