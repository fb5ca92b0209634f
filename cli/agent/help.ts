// What the commands of agents share in their `--help`. At most 80 columns.

/** Where Countersign is and who asks. */
export const AGENT_HELP = `Where, and who you are (also by environment):
  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints the agent's token; else COUNTERSIGN_TOKEN; else
                         COUNTERSIGN_API_APP_ID, AZURE_TENANT_ID and
                         AZURE_CLIENT_ID with AZURE_CLIENT_SECRET,
                         AZURE_FEDERATED_TOKEN_FILE or a managed identity
`;
