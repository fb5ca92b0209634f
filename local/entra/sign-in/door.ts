// `GET /{tenant}/oauth2/v2.0/authorize` and what follows until the browser is sent back: who, the second step, the code.
// Promises: the page and the script take the same way; a disabled person, and one of another tenant, get no code.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Person } from '../../directory.ts';
import { BadRequest, type Reply, readText, refuseForeignHost } from '../../support/local-door.ts';
import type { LiveDirectory } from '../live-directory.ts';
import { nowSeconds } from '../now.ts';
import type { Codes } from './codes.ts';
import { confirmPage, type Html, pickPage, troublePage } from './page.ts';
import { answerTo, type PublicClient, readSignIn, type SignInRequest } from './request.ts';

/** What the sign-in works with. */
export interface SignInDoor {
  readonly directory: LiveDirectory;
  readonly clients: readonly PublicClient[];
  readonly codes: Codes;
  /** A fault for the next sign-in: its status, if one is waiting. */
  readonly nextFault: () => number | undefined;
}

const MAX_FORM_BYTES = 4096;

/** Shows the picker; `query` is that of the authorize call. */
export function startSignIn(door: SignInDoor, tenant: string, query: URLSearchParams): Html | Redirect {
  const read = readHere(door, tenant, query);
  if ('status' in read || 'location' in read) return read;
  const people = door.directory.snapshot().people;
  return pickPage(people, actionOf(tenant, query), read.redirectUri, read.loginHint);
}

/** Goes on after a choice on the page. */
export async function continueSignIn(
  door: SignInDoor,
  tenant: string,
  query: URLSearchParams,
  req: IncomingMessage,
): Promise<Html | Redirect> {
  const { origin, host } = req.headers;
  // A page of somebody else may not press the button.
  if (origin !== undefined && origin !== `http://${host}`)
    return troublePage(403, `Origin "${origin}" may not sign anybody in.`);
  const form = new URLSearchParams(await readText(req, MAX_FORM_BYTES));
  const choice = {
    user: form.get('user') ?? '',
    isConfirmed: form.get('confirmed') === 'yes',
    authTime: nowSeconds(),
  };
  return choose(door, tenant, query, choice);
}

const scriptSchema = z.strictObject({
  url: z.string(),
  user: z.string(),
  confirm: z.boolean().default(true),
  signedInSecondsAgo: z.int().min(0).default(0),
});

/** `POST /_local/sign-in`: takes an authorize address as the browser was sent to it, and answers where the browser would be sent back. */
export function scriptSignIn(door: SignInDoor, body: unknown): Reply {
  const wanted = scriptSchema.safeParse(body);
  if (!wanted.success) throw new BadRequest(`Not a sign-in: ${z.prettifyError(wanted.error)}`);
  const { url, user, confirm, signedInSecondsAgo } = wanted.data;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/authorize$/.exec(parsed?.pathname ?? '')?.[1];
  if (parsed === undefined || tenant === undefined)
    throw new BadRequest('`url` must be an address of /{tenant}/oauth2/v2.0/authorize.');
  const choice = { user, isConfirmed: confirm, authTime: nowSeconds() - signedInSecondsAgo };
  const came = choose(door, tenant.toLowerCase(), parsed.searchParams, choice);
  if ('location' in came) return { status: 200, body: { location: came.location } };
  const why = /role="alert">([^<]*)</.exec(came.text)?.[1] ?? 'the second step was not confirmed';
  return { status: 400, body: { error: { code: 'NotSignedIn', message: why } } };
}

/** Sends the browser elsewhere. */
export interface Redirect {
  readonly location: string;
}

/** Writes a page or a redirect. */
export function sendSignIn(res: ServerResponse, came: Html | Redirect): void {
  if ('location' in came) {
    res.writeHead(303, {
      location: came.location,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    res.end();
    return;
  }
  res.writeHead(came.status, came.headers);
  res.end(came.text);
}

/** A rebound name would let a stranger's page read the codes of everybody. */
export function refusedSignIn(req: IncomingMessage): Html | undefined {
  const foreign = refuseForeignHost(req);
  return foreign === undefined ? undefined : troublePage(403, foreign);
}

interface Choice {
  readonly user: string;
  readonly isConfirmed: boolean;
  readonly authTime: number;
}

function choose(
  door: SignInDoor,
  tenant: string,
  query: URLSearchParams,
  { user, isConfirmed, authTime }: Choice,
): Html | Redirect {
  const read = readHere(door, tenant, query);
  if ('status' in read || 'location' in read) return read;
  const person = door.directory.findPerson(user);
  const refused = whyNot(door, tenant, person);
  if (person === undefined || refused !== undefined) return troublePage(400, refused ?? '');
  if (read.acrs.length > 0 && !isConfirmed) {
    return confirmPage(person, read.acrs, actionOf(tenant, query), read.redirectUri);
  }
  const code = door.codes.issue({ personId: person.id, request: read, authTime });
  return { location: answerTo(read, { code, session_state: tenant }) };
}

function readHere(door: SignInDoor, tenant: string, query: URLSearchParams): SignInRequest | Html | Redirect {
  if (tenant !== door.directory.tenant) return troublePage(400, `AADSTS90002: Tenant '${tenant}' not found.`);
  const read = readSignIn(door.clients, query);
  if (read.kind === 'page') return troublePage(read.status, read.message);
  if (read.kind === 'return') {
    return { location: answerTo(read.to, { error: read.error, error_description: read.description }) };
  }
  if (door.nextFault() === undefined) return read.request;
  const error_description = 'AADSTS90033: A transient error has occurred. Please try again.';
  return { location: answerTo(read.request, { error: 'temporarily_unavailable', error_description }) };
}

function whyNot({ directory }: SignInDoor, tenant: string, person: Person | undefined): string | undefined {
  if (person === undefined) return 'AADSTS50034: The user account does not exist in the tenant.';
  if (directory.tenantOf(person) !== tenant) {
    return `AADSTS50020: User account '${person.upn}' from another organisation does not exist in this tenant.`;
  }
  return person.disabled === true ? 'AADSTS50057: The user account is disabled.' : undefined;
}

const actionOf = (tenant: string, query: URLSearchParams) => `/${tenant}/oauth2/v2.0/authorize?${query}`;
