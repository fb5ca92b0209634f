// The proof that whoever redeems a code is the browser that asked for it (RFC 7636), and the address that asks. No document here.

/** What stays in this tab while the person is at Entra ID: used once, then gone. Nothing of it is a token. */
export interface Started {
  /** Random, and the request's id: comes back unchanged or the answer is not ours. */
  readonly state: string;
  readonly verifier: string;
  readonly request: string;
}

/** Where and as what people sign in. */
export interface App {
  readonly authority: string;
  readonly tenant: string;
  readonly client: string;
  readonly audience: string;
  readonly redirectUri: string;
}

/** What kind of sign-in: `login` proves the person anew, `select_account` lets another come; `acrs` asks for authentication contexts. */
export interface Wish {
  readonly prompt?: 'login' | 'select_account';
  readonly acrs: readonly string[];
}

/** A new sign-in for this request. */
export const begin = (request: string): Started => ({
  state: `${randomText()}.${request}`,
  verifier: randomText(),
  request,
});

/** The address of Entra ID's sign-in. The answer comes behind a `#`, which no server gets to see. */
export async function authorizeUrl(app: App, started: Started, wish: Wish): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(started.verifier));
  const url = new URL(`${app.authority}/${app.tenant}/oauth2/v2.0/authorize`);
  const query = {
    client_id: app.client,
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: app.redirectUri,
    scope: `${app.audience}/Approvals.Decide`,
    state: started.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(wish.prompt === undefined ? {} : { prompt: wish.prompt }),
    ...(wish.acrs.length === 0 ? {} : { claims: JSON.stringify(claimsFor(wish.acrs)) }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** What an answer of Entra ID comes to. `foreign`: not the answer to what this tab started. */
export type Answered =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'foreign' };

/** Reads the answer. Words from the address are never shown: anybody can write an address. */
export function readAnswer(answer: URLSearchParams, started: Started | undefined): Answered {
  const [code, error] = [answer.get('code'), answer.get('error')];
  if (started === undefined || answer.get('state') !== started.state) return { kind: 'foreign' };
  if (error !== null || code === null) {
    const number = /\bAADSTS\d{1,8}\b/.exec(answer.get('error_description') ?? '')?.[0];
    return { kind: 'refused', error: number ?? (/^[a-z_]{1,40}$/.exec(error ?? '')?.[0] || 'no code') };
  }
  return { kind: 'code', code };
}

/** The request that an answer belongs to, for the way back. Undefined when its shape is not that of an id. */
export function requestOf(path: string): string | undefined {
  return /(?:^|[/.])(req_[0-9a-hjkmnp-tv-z]{26})$/.exec(path)?.[1];
}

/** `?step-up`, `?step-up=c1,c2`: a hint from the card. Whatever is not an authentication context is left out. */
export function wishOf(query: URLSearchParams): Wish {
  const hint = query.get('step-up');
  const acrs = (hint ?? '').split(',').filter((each) => /^c[1-9]\d?$/.test(each));
  return hint === null ? { acrs } : { prompt: 'login', acrs };
}

function claimsFor(acrs: readonly string[]) {
  const [only] = acrs;
  const wanted = acrs.length === 1 ? { value: only } : { values: acrs };
  return { access_token: { acrs: { essential: true, ...wanted } } };
}

const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
