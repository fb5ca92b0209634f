// What an app asks of the authorize endpoint, read as Entra ID reads it.
// Promises: an unknown client or an address that is not registered, letter by letter, is never redirected to; PKCE with S256 is required.
import { z } from 'zod';

/** A browser app without a secret: its id and the addresses it registered, exactly. */
export interface PublicClient {
  readonly clientId: string;
  readonly redirectUris: readonly string[];
}

/** A sign-in that may be answered. */
export interface SignInRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly responseMode: 'query' | 'fragment';
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly scope: string;
  /** SHA-256 of the verifier, base64url. */
  readonly challenge: string;
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
  /** Authentication contexts the claims parameter requires. */
  readonly acrs: readonly string[];
}

/** Where an answer goes, right or wrong. */
export type Return = Pick<SignInRequest, 'redirectUri' | 'responseMode' | 'state'>;

/** The request; or an error for the app; or one that only the person may see, because nobody knows where it would go. */
export type ReadSignIn =
  | { readonly kind: 'request'; readonly request: SignInRequest }
  | { readonly kind: 'return'; readonly to: Return; readonly error: string; readonly description: string }
  | { readonly kind: 'page'; readonly status: number; readonly message: string };

/** Reads the query of an authorize call. */
export function readSignIn(clients: readonly PublicClient[], query: URLSearchParams): ReadSignIn {
  const clientId = (query.get('client_id') ?? '').toLowerCase();
  const client = clients.find((each) => each.clientId === clientId);
  if (client === undefined) {
    return page(`AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`);
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) {
    return page(
      `AADSTS50011: The redirect URI '${redirectUri}' does not match the redirect URIs configured for the application '${clientId}'.`,
    );
  }
  const mode = query.get('response_mode') ?? 'query';
  const to: Return = {
    redirectUri,
    responseMode: mode === 'fragment' ? 'fragment' : 'query',
    state: query.get('state') ?? undefined,
  };
  const wrong = (error: string, description: string): ReadSignIn => ({
    kind: 'return',
    to,
    error,
    description,
  });
  if (mode !== 'query' && mode !== 'fragment') {
    return wrong('invalid_request', `AADSTS90008: The response_mode '${mode}' is not supported here.`);
  }
  if (query.get('response_type') !== 'code') {
    return wrong('unsupported_response_type', 'AADSTS700054: Only response_type=code is enabled here.');
  }
  const challenge = query.get('code_challenge') ?? '';
  if (query.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    return wrong(
      'invalid_request',
      'AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
    );
  }
  const acrs = readAcrs(query.get('claims'));
  if (acrs === undefined)
    return wrong('invalid_request', 'AADSTS50148: The claims parameter is not valid JSON.');
  const scope = query.get('scope') ?? '';
  if (scope === '')
    return wrong('invalid_request', "AADSTS900144: The request must contain the parameter 'scope'.");
  const prompt = query.get('prompt') ?? undefined;
  // Nobody is ever signed in here from before.
  if (prompt === 'none')
    return wrong('login_required', 'AADSTS50058: Session information is not sufficient.');
  return {
    kind: 'request',
    request: {
      ...to,
      clientId,
      scope,
      challenge,
      acrs,
      prompt,
      nonce: query.get('nonce') ?? undefined,
      loginHint: query.get('login_hint') ?? undefined,
    },
  };
}

/** The address with an answer in it, in the query or behind the `#` as the app wished. */
export function answerTo(to: Return, answer: Readonly<Record<string, string>>): string {
  const url = new URL(to.redirectUri);
  const members = new URLSearchParams({ ...answer, ...(to.state === undefined ? {} : { state: to.state }) });
  if (to.responseMode === 'fragment') url.hash = members.toString();
  else for (const [name, value] of members) url.searchParams.set(name, value);
  return url.href;
}

const page = (message: string): ReadSignIn => ({ kind: 'page', status: 400, message });

const claimSchema = z
  .object({ value: z.string().optional(), values: z.array(z.string()).optional() })
  .nullish();
const claimsSchema = z.object({
  access_token: z.object({ acrs: claimSchema }).optional(),
  id_token: z.object({ acrs: claimSchema }).optional(),
});

/** `{"access_token": {"acrs": {"essential": true, "value": "c1"}}}` -> `['c1']`; nothing asked -> `[]`; not JSON -> undefined. */
function readAcrs(text: string | null): readonly string[] | undefined {
  if (text === null) return [];
  try {
    const { access_token, id_token } = claimsSchema.parse(JSON.parse(text));
    const asked = [access_token?.acrs, id_token?.acrs].filter((each) => each !== undefined && each !== null);
    return [...new Set(asked.flatMap(({ value, values }) => [value ?? [], values ?? []].flat()))];
  } catch {
    return undefined;
  }
}
