// What a program of this machine is given to ask as an agent of the demo: where Countersign is, and the agent's own identity.
import { AGENTS, AUDIENCE, seedDirectory, TENANT } from '../directory.ts';

/** The variables, by the names that the command and the examples read. */
export function agentEnvironment(
  urls: { readonly functions: string; readonly entra: string },
  agent: keyof typeof AGENTS,
) {
  const clientId = AGENTS[agent];
  return {
    COUNTERSIGN_URL: urls.functions,
    COUNTERSIGN_AUTHORITY: urls.entra,
    COUNTERSIGN_API_APP_ID: AUDIENCE,
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: seedDirectory().agents.find((one) => one.clientId === clientId)?.secret ?? '',
  };
}
