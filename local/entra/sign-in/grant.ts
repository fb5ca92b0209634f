// After the sign-in page: a token for the code, with the proof that it came back to the browser that asked.
import type { Reply } from '../../support/local-door.ts';
import { personClaims } from '../claims.ts';
import type { ClientWorld } from '../client-proof.ts';
import { entraError } from '../entra-error.ts';
import type { Asked, Granted } from '../person-grants.ts';
import { delegationOf } from '../resources.ts';
import type { Codes } from './codes.ts';
import type { PublicClient } from './request.ts';

/** What codes are redeemed with. */
export interface CodeWorld extends ClientWorld {
  readonly clients: readonly PublicClient[];
  readonly codes: Codes;
}

/** The authorization code grant of a browser app. `origin` is where the browser says it is. */
export function grantForCode(world: CodeWorld, asked: Asked, origin: string | undefined): Granted | Reply {
  const { tenant, form, now } = asked;
  const clientId = (form.get('client_id') ?? '').toLowerCase();
  const client = world.clients.find((each) => each.clientId === clientId);
  if (client === undefined || tenant !== world.directory.tenant)
    return entraError('unknownClient', `'${clientId}'.`);
  // An app without a secret is believed only where it lives.
  if (origin === undefined || !originsOf(client).includes(origin)) return entraError('notCrossOrigin');
  const found = world.codes.redeem({
    clientId,
    code: form.get('code') ?? '',
    redirectUri: form.get('redirect_uri') ?? '',
    verifier: form.get('code_verifier') ?? '',
  });
  if (found === 'unknown') return entraError('unknownCode');
  if (found === 'used') return entraError('usedCode');
  if (found === 'wrongVerifier') return entraError('wrongVerifier');
  const person = world.directory.findPerson(found.personId);
  if (person === undefined) return entraError('unknownUser');
  if (person.disabled) return entraError('disabledUser', `'${person.upn}'.`);
  const delegation = delegationOf(world, found.request.scope, clientId);
  if (delegation === undefined)
    return entraError('badScope', `Ask for '${world.directory.audience}/Approvals.Decide'.`);
  const { audience, scopes } = delegation;
  const issue = { url: world.url(), tenant, audience, now, version: 2, proof: '0' } as const;
  const { acrs, nonce } = found.request;
  const claims = {
    ...personClaims(person, scopes, client, issue),
    auth_time: found.authTime,
    ...(acrs.length === 0 ? {} : { acrs }),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return { claims, scopes };
}

/** Where a browser app lives: the origins of its addresses. */
export const originsOf = ({ redirectUris }: PublicClient): readonly string[] =>
  redirectUris.map((each) => new URL(each).origin);
