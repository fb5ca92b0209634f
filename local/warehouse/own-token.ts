// The warehouse's own Entra token, as an enforcer, kept until it is nearly over.
import { z } from 'zod';

/** The warehouse's registration. */
export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

const RENEW_BEFORE_MS = 60_000;

/** Gives a token for Countersign's API; `fresh` asks for a new one. */
export function createOwnToken(
  { entraUrl, tenant, audience }: { entraUrl: string; tenant: string; audience: string },
  { clientId, secret }: Credentials,
): (fresh: boolean) => Promise<string> {
  let kept: { readonly token: string; readonly until: number } | undefined;

  return async (fresh) => {
    if (!fresh && kept !== undefined && Date.now() < kept.until) return kept.token;
    const response = await fetch(`${entraUrl}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: `${audience}/.default`,
      }),
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) throw new Error(`Entra gave the warehouse no token: ${response.status}.`);
    const { access_token, expires_in } = tokenSchema.parse(await response.json());
    kept = { token: access_token, until: Date.now() + expires_in * 1000 - RENEW_BEFORE_MS };
    return access_token;
  };
}

const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number() });
