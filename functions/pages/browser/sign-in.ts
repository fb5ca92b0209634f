// Signing in: to Entra ID and back. The token this gives lives in one variable of this page and nowhere else: no cookie, no storage,
// no address. What waits in sessionStorage meanwhile is only the verifier and the state, and it is removed at its first use.
import { type App, authorizeUrl, begin, readAnswer, requestOf, type Started, type Wish } from './pkce.ts';

const KEPT = 'countersign.sign-in';
const NAME_MAX = 128;
const NAMELESS = 'somebody whose name Entra ID does not tell';

/** What came of coming back from Entra ID. */
export type Returned =
  | { readonly kind: 'token'; readonly token: string; readonly request: string }
  | { readonly kind: 'trouble'; readonly words: string; readonly request: string | undefined };

/** The app as the page's shell names it. */
export function readApp(): App {
  const { authority = '', tenant = '', client = '', audience = '' } = document.documentElement.dataset;
  return { authority, tenant, client, audience, redirectUri: `${location.origin}/review-signin` };
}

/** Leaves for Entra ID. */
export async function leave(app: App, request: string, wish: Wish): Promise<void> {
  const started = begin(request);
  const url = await authorizeUrl(app, started, wish);
  sessionStorage.setItem(KEPT, JSON.stringify(started));
  // Not a step in the history: Back leads to where the person came from.
  location.replace(url);
}

/** Reads the answer in the address, takes it out of there, and gets the token. */
export async function comeBack(app: App): Promise<Returned> {
  const answer = new URLSearchParams(location.hash.slice(1) || location.search.slice(1));
  const started = takeStarted();
  const request = started?.request ?? requestOf(answer.get('state') ?? '');
  // The code leaves the address before anything else happens.
  history.replaceState(null, '', request === undefined ? '/review-signin' : `/review/${request}`);
  const trouble = (words: string): Returned => ({ kind: 'trouble', words, request });

  const answered = readAnswer(answer, started);
  if (answered.kind === 'foreign' || started === undefined) {
    return trouble('This sign-in was not started in this tab, or it was used already. Nothing was decided.');
  }
  if (answered.kind === 'refused') {
    return trouble(`Entra ID did not sign you in (${answered.error}). Nothing was decided.`);
  }
  const token = await redeem(app, started, answered.code);
  if (token === undefined) {
    return trouble('The sign-in could not be completed: Entra ID gave no token. Nothing was decided.');
  }
  return { kind: 'token', token, request: started.request };
}

/** The name in a token, for showing only: what it may do is the API's to judge. */
export function nameIn(token: string): string {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (each) => each.charCodeAt(0));
    const { name, preferred_username, unique_name } = JSON.parse(new TextDecoder().decode(bytes));
    const told = [name, preferred_username, unique_name].find(
      (each) => typeof each === 'string' && each.trim() !== '',
    );
    return told?.slice(0, NAME_MAX) ?? NAMELESS;
  } catch {
    return NAMELESS;
  }
}

function takeStarted(): Started | undefined {
  const text = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (text === null) return undefined;
  try {
    const { state, verifier, request } = JSON.parse(text);
    const isWhole = typeof state === 'string' && typeof verifier === 'string' && typeof request === 'string';
    return isWhole && requestOf(request) === request ? { state, verifier, request } : undefined;
  } catch {
    return undefined;
  }
}

async function redeem(app: App, { verifier }: Started, code: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${app.authority}/${app.tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: app.client,
        redirect_uri: app.redirectUri,
        code,
        code_verifier: verifier,
      }),
    });
    const { access_token: token }: { access_token?: unknown } = await response.json();
    return response.ok && typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
