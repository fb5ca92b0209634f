// A sign-in at the review page's registration, by script but through the doors the page uses: authorize, code, token.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { AUDIENCE, PEOPLE, REVIEW_APP_ID, TENANT } from '../../../local/directory.ts';
import type { Flow } from './flow.ts';
import type { Who } from './teams.ts';

interface Wish {
  readonly acrs?: readonly string[];
  /** A session from before: the person proved themselves that long ago. */
  readonly signedInSecondsAgo?: number;
}

/** A token as the review page gets it. */
export async function pageToken({ world: { urls } }: Flow, who: Who, wish: Wish = {}): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const redirect = `${urls.functions}/review-signin`;
  const { acrs = [], signedInSecondsAgo = 0 } = wish;
  const query = new URLSearchParams({
    client_id: REVIEW_APP_ID,
    response_type: 'code',
    redirect_uri: redirect,
    scope: `${AUDIENCE}/Approvals.Decide`,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(acrs.length === 0 ? {} : { claims: JSON.stringify({ access_token: { acrs: { values: acrs } } }) }),
  });
  const { location } = await post(`${urls.entra}/_local/sign-in`, 'application/json', {
    url: `${urls.entra}/${TENANT}/oauth2/v2.0/authorize?${query}`,
    user: PEOPLE[who],
    signedInSecondsAgo,
  });
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: REVIEW_APP_ID,
    code: new URL(location ?? '').searchParams.get('code') ?? '',
    redirect_uri: redirect,
    code_verifier: verifier,
  });
  const given = await post(`${urls.entra}/${TENANT}/oauth2/v2.0/token`, urls.functions, form);
  return given.access_token ?? '';
}

/** Posts JSON, or a form from this origin. */
async function post(
  url: string,
  typeOrOrigin: string,
  body: object,
): Promise<{ readonly location?: string; readonly access_token?: string }> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(url, {
    method: 'POST',
    headers: isForm ? { origin: typeOrOrigin } : { 'content-type': typeOrOrigin },
    body: isForm ? body : JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}
