// Tokens in a person's name: by the password grant, the local stand-in for a sign-in, and by the on-behalf-of grant, with which an app that
// a person called goes on in that person's name.
// Promises: a disabled person gets nothing; an app goes on only for people whose own token was made for it.
import { type Person, SIGN_IN_CLIENT_ID } from '../directory.ts';
import type { Reply } from '../support/local-door.ts';
import { type Client, issuerOf, personClaims, type TokenVersion } from './claims.ts';
import { type ClientWorld, findClient, type ProvenClient, proveClient } from './client-proof.ts';
import { entraError } from './entra-error.ts';
import { delegationOf } from './resources.ts';
import type { Claims } from './signing-key.ts';

/** A token to sign, with the scopes its answer names. */
export interface Granted {
  readonly claims: Claims;
  readonly scopes: readonly string[];
}

/** One token request. */
export interface Asked {
  readonly tenant: string;
  readonly version: TokenVersion;
  readonly form: URLSearchParams;
  /** What is asked for, in the words of v2.0. */
  readonly scope: string;
  readonly now: number;
}

/**
 * The local stand-in for a sign-in: who can reach this port may become anyone of the demo world, so the password is not looked at, nor
 * must an app prove itself (everybody may read its secret at `/_local/directory`). What the token proves afterwards is checked as in the cloud.
 */
export async function grantByPassword(world: ClientWorld, asked: Asked): Promise<Granted | Reply> {
  const { form, tenant } = asked;
  const username = form.get('username');
  if (!username) return entraError('missingParameter', "'username'.");
  const caller = await clientAtSignIn(world, form);
  if ('status' in caller) return caller;
  const person = world.directory.findPerson(username);
  if (person === undefined || !maySignIn(world, person, tenant))
    return entraError('unknownUser', `'${username}'.`);
  return inNameOf(world, person, caller, asked);
}

/** The on-behalf-of grant (Microsoft identity platform, "OAuth 2.0 On-Behalf-Of flow"). */
export async function grantOnBehalfOf(world: ClientWorld, asked: Asked): Promise<Granted | Reply> {
  const { form } = asked;
  if (form.get('requested_token_use') !== 'on_behalf_of') {
    return entraError('missingParameter', "'requested_token_use' must be on_behalf_of.");
  }
  const assertion = form.get('assertion');
  if (!assertion) return entraError('missingParameter', "'assertion'.");
  const caller = await proveClient(world, form);
  if ('status' in caller) return caller;
  // People call the blueprint; it goes on as one of its agent identities.
  const called = caller.client.blueprint ?? caller.client.clientId;
  const { tenant } = world.directory;
  const issuers = [issuerOf(world.url(), tenant), issuerOf(world.url(), tenant, 1)];
  let claims: Claims;
  try {
    claims = await world.key.verify(assertion, issuers, [called, `api://${called}`]);
  } catch (error) {
    return entraError('invalidAssertion', error instanceof Error ? `${error.message}.` : '');
  }
  const person = typeof claims.scp === 'string' ? world.directory.findPerson(String(claims.oid)) : undefined;
  if (person === undefined) return entraError('invalidAssertion', 'It is not a token of a person.');
  return inNameOf(world, person, caller, asked);
}

function inNameOf(
  world: ClientWorld,
  person: Person,
  {
    client,
    proof,
  }: Pick<ProvenClient, 'proof'> & { readonly client: Pick<Client, 'clientId' | 'blueprint'> },
  { scope, version, form, now }: Asked,
): Granted | Reply {
  if (person.disabled) return entraError('disabledUser', `'${person.upn}'.`);
  const delegation = delegationOf(world, scope, client.clientId);
  if (delegation === undefined) {
    return entraError(
      'badScope',
      `Ask for '${world.directory.audience}/Approvals.Decide' or another published scope.`,
    );
  }
  const audience = version === 1 ? (form.get('resource') ?? '') : delegation.audience;
  const tenant = world.directory.tenantOf(person);
  const issue = { url: world.url(), tenant, audience, now, version, proof };
  return { claims: personClaims(person, delegation.scopes, client, issue), scopes: delegation.scopes };
}

async function clientAtSignIn(
  world: ClientWorld,
  form: URLSearchParams,
): Promise<
  (Pick<ProvenClient, 'proof'> & { readonly client: Pick<Client, 'clientId' | 'blueprint'> }) | Reply
> {
  const clientId = (form.get('client_id') ?? SIGN_IN_CLIENT_ID).toLowerCase();
  if (clientId === SIGN_IN_CLIENT_ID) return { client: { clientId }, proof: '0' };
  const client = findClient(world, clientId);
  if (client === undefined) return entraError('unknownClient', `'${clientId}'.`);
  const proves = form.has('client_secret') || form.has('client_assertion') || client.blueprint !== undefined;
  return proves ? proveClient(world, form) : { client, proof: '1' };
}

// At our own address an external person is answered by their tenant, as the common endpoint of Entra would.
function maySignIn({ directory }: ClientWorld, person: Person, tenant: string): boolean {
  return tenant === directory.tenant || tenant === directory.tenantOf(person);
}
