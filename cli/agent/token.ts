// The workload's own token: from a command, from the environment, or got with the identity the environment names, as the Azure SDKs read it.
import type { TokenCredential } from '@azure/core-auth';
import { record } from '../../client/wire.ts';
import { isHere } from '../address.ts';
import { CommandError } from '../exit.ts';
import type { Environment } from '../surroundings.ts';
import { readToken, type Whose } from '../token.ts';

/** Entra gave no token now, and may give one later. */
export class NoToken extends CommandError {
  constructor(message: string) {
    super(1, message);
    this.name = 'NoToken';
  }
}

/** Gives a token; `fresh` when the last one was not accepted. Throws a `CommandError` that says what to set, `NoToken` where the same again may help. */
export type AgentToken = (fresh: boolean) => Promise<string>;

const HOW = `Set AZURE_TENANT_ID, AZURE_CLIENT_ID and COUNTERSIGN_API_APP_ID, and one of
  AZURE_CLIENT_SECRET          a secret
  AZURE_FEDERATED_TOKEN_FILE   workload federation (Kubernetes, GitHub Actions)
  nothing more                 the managed identity of this machine
or COUNTERSIGN_TOKEN, or --token-command LINE. docs/identity.md tells more.`;

/** The names that are still to be set before a token can be had; none when there is one, or a way to one. A machine's own identity has no secret. */
export function missingForToken(env: Environment, tokenCommand: string | undefined): readonly string[] {
  if (tokenCommand !== undefined || env.COUNTERSIGN_TOKEN) return [];
  return ['COUNTERSIGN_API_APP_ID', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID'].filter((name) => !env[name]);
}

/** Without a secret or a federated token only a managed identity proves who this is; the local Entra of `npm start` has none. */
export const hasProof = (env: Environment): boolean =>
  Boolean(env.AZURE_CLIENT_SECRET || env.AZURE_FEDERATED_TOKEN_FILE);

/** Where this command's tokens come from. Nothing is asked before the first call. */
export function createAgentToken(
  env: Environment,
  tokenCommand: string | undefined,
  whose: Whose = 'workload',
): AgentToken {
  if (tokenCommand !== undefined || env.COUNTERSIGN_TOKEN)
    return async () => readToken(tokenCommand, env, whose);
  const api = env.COUNTERSIGN_API_APP_ID;
  if (!api || !env.AZURE_CLIENT_ID)
    throw new CommandError(2, `There is no token, and no identity to get one with.\n${HOW}`);
  const scope = `${api}/.default`;
  if (env.COUNTERSIGN_AUTHORITY) return fromLocalEntra(env, env.COUNTERSIGN_AUTHORITY, scope);
  let credential: Promise<TokenCredential> | undefined;
  return async (fresh) => {
    if (fresh) credential = undefined;
    credential ??= credentialOf(env);
    try {
      const token = await (await credential).getToken(scope);
      if (token !== null) return token.token;
    } catch (error) {
      throw (
        notAccepted(error) ?? new NoToken(`Entra gave no token: ${firstLine(error)}\nNothing was run. ${HOW}`)
      );
    }
    throw new NoToken(`Entra gave no token. Nothing was run.\n${HOW}`);
  };
}

/** Named one by one: a chain that tries everything would silently be somebody else. */
async function credentialOf(env: Environment): Promise<TokenCredential> {
  const { ClientSecretCredential, ManagedIdentityCredential, WorkloadIdentityCredential } = await import(
    '@azure/identity'
  );
  const clientId = env.AZURE_CLIENT_ID ?? '';
  const tenantId = env.AZURE_TENANT_ID ?? '';
  if (env.AZURE_CLIENT_SECRET) return new ClientSecretCredential(tenantId, clientId, env.AZURE_CLIENT_SECRET);
  if (env.AZURE_FEDERATED_TOKEN_FILE) {
    return new WorkloadIdentityCredential({
      clientId,
      tenantId,
      tokenFilePath: env.AZURE_FEDERATED_TOKEN_FILE,
    });
  }
  return new ManagedIdentityCredential({ clientId });
}

/** The Entra of `npm start`. Over plain http, so on this machine alone. */
function fromLocalEntra(env: Environment, authority: string, scope: string): AgentToken {
  if (!isHere(URL.canParse(authority) ? new URL(authority) : undefined)) {
    throw new CommandError(
      2,
      `COUNTERSIGN_AUTHORITY is ${authority}: it is for the local Entra of npm start, on this machine. Unset it.`,
    );
  }
  if (!env.AZURE_CLIENT_SECRET) throw new CommandError(2, 'AZURE_CLIENT_SECRET is not set. Nothing was run.');
  let kept: { readonly token: string; readonly until: number } | undefined;
  return async (fresh) => {
    if (!fresh && kept !== undefined && Date.now() < kept.until) return kept.token;
    const response = await fetch(`${authority}/${env.AZURE_TENANT_ID}/oauth2/v2.0/token`, {
      method: 'POST',
      redirect: 'error',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: env.AZURE_CLIENT_ID ?? '',
        client_secret: env.AZURE_CLIENT_SECRET ?? '',
        scope,
      }),
    }).catch((error: unknown) => {
      throw new NoToken(
        `${authority} does not answer (${firstLine(error)}). Nothing was run. Is npm start running?`,
      );
    });
    const { access_token, expires_in, error_description }: Readonly<Record<string, unknown>> = record(
      await response.json().catch(() => undefined),
    );
    if (typeof access_token !== 'string') {
      throw notAccepted(error_description) ?? new NoToken('The local Entra gave no token. Nothing was run.');
    }
    kept = { token: access_token, until: Date.now() + (Number(expires_in) || 0) * 500 };
    return access_token;
  };
}

/** What an error of Entra means for who set the variables. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const MEANINGS: Readonly<Record<string, string>> = {
  7000215: 'AZURE_CLIENT_SECRET was not accepted by Entra',
  7000222: 'AZURE_CLIENT_SECRET has expired, says Entra',
  700016: 'AZURE_CLIENT_ID is no application of this tenant, says Entra',
  90002: 'AZURE_TENANT_ID is no tenant, says Entra',
  500011: 'COUNTERSIGN_API_APP_ID is not known in this tenant, says Entra',
};

/** Entra's no in a line of our own; its own words are long, and hold ids of traces. Undefined where it names no code. */
function notAccepted(error: unknown): CommandError | undefined {
  const [, code] = /AADSTS(\d{1,9})/.exec(error instanceof Error ? error.message : String(error)) ?? [];
  if (code === undefined) return undefined;
  const meaning = MEANINGS[code];
  const words = `${meaning ?? 'Entra gave no token'} (AADSTS${code}). Nothing was run.`;
  // The same again comes to the same where the code has a meaning here.
  return meaning === undefined ? new NoToken(words) : new CommandError(2, words);
}

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
