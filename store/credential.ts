// Our identity towards storage in Azure: the managed identity. The library is loaded with the first token, not at start: a cold start
// with a connection string never pays for it.
import type { TokenCredential } from '@azure/core-auth';

/** A managed identity, the system's own or the user-assigned one of this client id. */
export function managedIdentity(clientId: string | undefined): TokenCredential {
  let credential: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, options) => {
      credential ??= import('@azure/identity').then(({ ManagedIdentityCredential }) =>
        clientId === undefined
          ? new ManagedIdentityCredential()
          : new ManagedIdentityCredential({ clientId }),
      );
      return (await credential).getToken(scopes, options);
    },
  };
}
