// Tokens for ourselves, to call Microsoft Graph with: from the managed identity, a client secret, or the local Entra ID.
// Promises: one token request at a time; renewed in the background from five minutes before its end, so that no click waits
// for it; a token that still works is used while renewing fails.
import { z } from 'zod';
import { AppTokenFault } from './faults.ts';

/** Where our tokens come from. */
export type AppTokenSource =
  | { readonly mode: 'managed-identity'; readonly clientId?: string; readonly scope: string }
  | {
      readonly mode: 'client-secret';
      readonly tenant: string;
      readonly clientId: string;
      readonly secret: string;
      readonly scope: string;
    }
  /** Plain OAuth at `tokenUrl`: the local Entra ID. */
  | {
      readonly mode: 'local';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly secret: string;
      readonly scope: string;
    };

/** A token to send; `refused` is one that was just answered 401, so another one is wanted. */
export type GetToken = (refused?: string) => Promise<string>;

interface AppToken {
  readonly token: string;
  readonly expiresAtMs: number;
}
type ObtainToken = () => Promise<AppToken>;

const RENEW_BEFORE_MS = 5 * 60_000;
const UNSAFE_BEFORE_MS = 30_000;
const TIMEOUT_MS = 10_000;

/** Makes the source of our tokens. Asks for none before the first use. */
export function createAppToken(source: AppTokenSource): GetToken {
  return keepToken(obtainFrom(source));
}

/** Keeps what `obtain` gives until it is about to end. */
export function keepToken(obtain: ObtainToken, clock: () => number = Date.now): GetToken {
  let kept: AppToken | undefined;
  let renewing: Promise<AppToken> | undefined;

  function renew(): Promise<AppToken> {
    renewing ??= obtain()
      .then((token) => {
        kept = token;
        return token;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  }

  return async (refused) => {
    const left = kept === undefined || kept.token === refused ? 0 : kept.expiresAtMs - clock();
    if (kept !== undefined && left > RENEW_BEFORE_MS) return kept.token;
    const renewal = renew();
    if (kept === undefined || left <= UNSAFE_BEFORE_MS) return (await renewal).token;
    // The next use tries again; until the end nobody has to know.
    renewal.catch(() => undefined);
    return kept.token;
  };
}

function obtainFrom(source: AppTokenSource): ObtainToken {
  return source.mode === 'local' ? () => postForToken(source) : askAzureIdentity(source);
}

function askAzureIdentity(source: Exclude<AppTokenSource, { mode: 'local' }>): ObtainToken {
  // Loaded at the first use: it is large, and locally it is never needed. One credential, for its own cache.
  let credential: Promise<Credential> | undefined;
  return async () => {
    try {
      credential ??= createCredential(source);
      const { token, expiresOnTimestamp } = await (await credential).getToken(source.scope, {
        abortSignal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { token, expiresAtMs: expiresOnTimestamp };
    } catch (error) {
      throw new AppTokenFault(
        `No token for ${source.scope} (${source.mode}). Check the identity of the app.`,
        error,
      );
    }
  };
}

interface Credential {
  getToken(
    scope: string,
    options: { abortSignal: AbortSignal },
  ): Promise<{ token: string; expiresOnTimestamp: number }>;
}

async function createCredential(source: Exclude<AppTokenSource, { mode: 'local' }>): Promise<Credential> {
  const { ClientSecretCredential, ManagedIdentityCredential } = await import('@azure/identity');
  if (source.mode === 'client-secret') {
    return new ClientSecretCredential(source.tenant, source.clientId, source.secret);
  }
  return source.clientId === undefined
    ? new ManagedIdentityCredential()
    : new ManagedIdentityCredential({ clientId: source.clientId });
}

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

async function postForToken(source: Extract<AppTokenSource, { mode: 'local' }>): Promise<AppToken> {
  const { tokenUrl, clientId, secret, scope } = source;
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new AppTokenFault(`${tokenUrl} answered ${response.status}.`);
    const { access_token, expires_in } = tokenSchema.parse(await response.json());
    return { token: access_token, expiresAtMs: Date.now() + expires_in * 1000 };
  } catch (error) {
    if (error instanceof AppTokenFault) throw error;
    throw new AppTokenFault(`No token for ${scope} from ${tokenUrl}. Is the local Entra ID running?`, error);
  }
}
