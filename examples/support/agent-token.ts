// A token of the agent's own from the local Entra. In your tenant take it from @azure/identity: docs/identity.md.

/** Gives the token of the identity that the variables name; asked again when one was not accepted. */
export function agentToken(env: NodeJS.ProcessEnv): () => Promise<string> {
  return async () => {
    const response = await fetch(`${env.COUNTERSIGN_AUTHORITY}/${env.AZURE_TENANT_ID}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: env.AZURE_CLIENT_ID ?? '',
        client_secret: env.AZURE_CLIENT_SECRET ?? '',
        scope: `${env.COUNTERSIGN_API_APP_ID}/.default`,
      }),
    });
    const { access_token } = (await response.json()) as { readonly access_token?: string };
    if (access_token === undefined) throw new Error('The local Entra gave no token. Is npm start running?');
    return access_token;
  };
}
