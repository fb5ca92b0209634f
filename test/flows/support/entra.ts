// Tokens as programs get them: form posts to the local Entra, as they would be sent to Entra ID.
import assert from 'node:assert/strict';
import { AGENTS, AUDIENCE, BLUEPRINT_ID, TENANT } from '../../../local/directory.ts';

export type Form = Readonly<Record<string, string>>;

export const ON_BEHALF_OF = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const ASK = `${AUDIENCE}/Requests.Create`;

/** The credentials of the demo agent. */
export const ETL: Form = { client_id: AGENTS.nightlyEtl, client_secret: 'local-secret-of-nightly-etl' };

/** The token endpoint of the Entra at this address; `old` is the one that gives v1.0 tokens. */
export function createTokenEndpoint(url: string): (form: Form, old?: 'old') => Promise<string> {
  return async (form, old) => {
    const path = old === undefined ? 'oauth2/v2.0/token' : 'oauth2/token';
    const response = await fetch(`${url}/${TENANT}/${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return String(JSON.parse(text).access_token);
  };
}

/** What proves the agent identity report-writer: the token that its blueprint gets for it. */
export async function proofOfAgentIdentity(give: ReturnType<typeof createTokenEndpoint>): Promise<Form> {
  const assertion = await give({
    grant_type: 'client_credentials',
    client_id: BLUEPRINT_ID,
    client_secret: 'local-secret-of-report-agents',
    scope: 'api://AzureADTokenExchange/.default',
    fmi_path: AGENTS.reportWriter,
  });
  return { client_id: AGENTS.reportWriter, client_assertion_type: ASSERTION, client_assertion: assertion };
}
