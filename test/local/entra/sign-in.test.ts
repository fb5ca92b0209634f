// The sign-in of a browser app: what may be asked, who gets a code, and what a code is good for.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { decodeJwt } from 'jose';
import { AUDIENCE, PEOPLE, REVIEW_APP_ID, TENANT } from '../../../local/directory.ts';
import { createCodes } from '../../../local/entra/sign-in/codes.ts';
import { startEntra } from '../../../local/entra/start.ts';
import { BOT, call, SERVICE } from './entra-client.ts';

const REDIRECT = 'http://127.0.0.1:7071/review-signin';
const ORIGIN = 'http://127.0.0.1:7071';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const WISH = {
  client_id: REVIEW_APP_ID,
  response_type: 'code',
  redirect_uri: REDIRECT,
  response_mode: 'query',
  scope: `${AUDIENCE}/Approvals.Decide`,
  state: 'st&te=1#',
  nonce: 'n1',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};
const ACRS = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });

async function started(t: TestContext): Promise<string> {
  const clients = [{ clientId: REVIEW_APP_ID, redirectUris: [REDIRECT] }];
  const entra = await startEntra({ port: 0, service: SERVICE, bot: BOT, clients });
  t.after(() => entra.close());
  return entra.url;
}

function address(url: string, change: Readonly<Record<string, string | undefined>> = {}): string {
  const wish = Object.entries({ ...WISH, ...change }).filter(([, value]) => value !== undefined);
  return `${url}/${TENANT}/oauth2/v2.0/authorize?${new URLSearchParams(wish as [string, string][])}`;
}

const open = (to: string, init: RequestInit = {}) => fetch(to, { redirect: 'manual', ...init });

/** Signs in by script; where the browser is sent back. */
async function signIn(url: string, user: string, change = {}, more = {}): Promise<URL> {
  const { status, body } = await call(`${url}/_local/sign-in`, {
    body: { url: address(url, change), user, ...more },
  });
  assert.equal(status, 200, JSON.stringify(body));
  return new URL(body.location);
}

async function redeem(
  url: string,
  code: string,
  change: Readonly<Record<string, string>> = {},
  origin = ORIGIN,
) {
  const form = {
    grant_type: 'authorization_code',
    client_id: REVIEW_APP_ID,
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    ...change,
  };
  const answer = await fetch(`${url}/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: origin === '' ? {} : { origin },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, headers: answer.headers, body: Object(await answer.json()) };
}

test('who picks a name gets a code, and the code a token of that person at that app', async (t) => {
  const url = await started(t);
  const page = await open(address(url));
  const text = await page.text();
  assert.equal(page.status, 200);
  assert.match(text, /Pick an account[\s\S]*alice@contoso\.example/);
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*frame-ancestors 'none'/,
  );
  const action = /action="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#38;', '&').replaceAll('&#39;', "'") ?? '';
  const chosen = await open(`${url}${action}`, {
    method: 'POST',
    body: new URLSearchParams({ user: PEOPLE.alice }),
  });
  assert.equal(chosen.status, 303);
  const back = new URL(chosen.headers.get('location') ?? '');
  assert.equal(`${back.origin}${back.pathname}`, REDIRECT);
  assert.equal(back.searchParams.get('state'), WISH.state, 'as it was sent');

  const given = await redeem(url, back.searchParams.get('code') ?? '');
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.equal(given.headers.get('access-control-allow-origin'), ORIGIN);
  const claims = decodeJwt(given.body.access_token);
  assert.deepEqual(
    [claims.oid, claims.azp, claims.azpacr, claims.scp, claims.nonce, claims.acrs],
    [PEOPLE.alice, REVIEW_APP_ID, '0', 'Approvals.Decide', 'n1', undefined],
  );
  assert.ok(Math.abs(Number(claims.auth_time) - Date.now() / 1000) < 10);
});

test('a required authentication context takes a second step, and then stands in the token', async (t) => {
  const url = await started(t);
  const to = address(url, { claims: ACRS });
  const asks = await open(to, { method: 'POST', body: new URLSearchParams({ user: PEOPLE.bob }) });
  assert.equal(asks.status, 200);
  assert.match(await asks.text(), /Confirm it is you/);
  const unconfirmed = await call(`${url}/_local/sign-in`, {
    body: { url: to, user: PEOPLE.bob, confirm: false },
  });
  assert.equal(unconfirmed.status, 400);
  const back = await signIn(url, 'bob@contoso.example', { claims: ACRS }, { signedInSecondsAgo: 600 });
  const { body } = await redeem(url, back.searchParams.get('code') ?? '');
  const claims = decodeJwt(body.access_token);
  assert.deepEqual(claims.acrs, ['c1']);
  assert.ok(Number(claims.auth_time) < Date.now() / 1000 - 590);
});

test('a code works once, and only with its client, address, verifier and origin', async (t) => {
  const url = await started(t);
  const code = async () => (await signIn(url, PEOPLE.alice)).searchParams.get('code') ?? '';
  const used = await code();
  assert.equal((await redeem(url, used)).status, 200);
  const refused: readonly (readonly [string, object, string?])[] = [
    [used, {}],
    ['1.unknown', {}],
    [await code(), { code_verifier: 'w'.repeat(43) }],
    [await code(), { redirect_uri: `${REDIRECT}/` }],
    [await code(), { client_id: AUDIENCE }],
    [await code(), {}, 'http://127.0.0.1:9999'],
    [await code(), {}, ''],
  ];
  for (const [each, change, origin] of refused) {
    const { status, body } = await redeem(url, each, { ...change }, origin);
    assert.equal(status, 400, JSON.stringify(change));
    assert.match(body.error, /^(invalid_grant|invalid_request|unauthorized_client)$/);
  }
  const guessed = await code();
  await redeem(url, guessed, { code_verifier: 'w'.repeat(43) });
  assert.equal((await redeem(url, guessed)).status, 400, 'a wrong verifier spends the code');
});

test('a code is good for ten minutes', () => {
  let now = 0;
  const codes = createCodes(() => now);
  const request = {
    clientId: 'c',
    redirectUri: 'r',
    responseMode: 'query',
    state: undefined,
    nonce: undefined,
    scope: 's',
    challenge: CHALLENGE,
    prompt: undefined,
    loginHint: undefined,
    acrs: [],
  } as const;
  const use = (code: string) => codes.redeem({ code, clientId: 'c', redirectUri: 'r', verifier: VERIFIER });
  const [early, late] = [1, 2].map(() => codes.issue({ personId: 'p', request, authTime: 0 }));
  now = 600_000;
  assert.equal(typeof use(early ?? ''), 'object');
  now = 600_001;
  assert.equal(use(late ?? ''), 'used');
});

test('never redirects to an address that is not registered letter by letter', async (t) => {
  const url = await started(t);
  const pages = [
    { redirect_uri: 'http://127.0.0.1:7071/review-signin/' },
    { redirect_uri: 'http://127.0.0.1:7071/review-signin?x=1' },
    { redirect_uri: 'https://evil.example/' },
    { client_id: AUDIENCE },
    { client_id: undefined },
  ];
  for (const change of pages) {
    const answer = await open(address(url, change));
    assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], JSON.stringify(change));
  }
});

test('tells the app what was wrong with its wish, with its state', async (t) => {
  const url = await started(t);
  const wrong: readonly (readonly [Record<string, string | undefined>, string])[] = [
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: undefined }, 'invalid_request'],
    [{ claims: '{' }, 'invalid_request'],
    [{ prompt: 'none' }, 'login_required'],
  ];
  for (const [change, error] of wrong) {
    const answer = await open(address(url, change));
    const back = new URL(answer.headers.get('location') ?? '');
    assert.deepEqual(
      [back.searchParams.get('error'), back.searchParams.get('state')],
      [error, WISH.state],
      JSON.stringify(change),
    );
  }
  const hidden = await open(address(url, { response_mode: 'fragment', prompt: 'none' }));
  const back = new URL(hidden.headers.get('location') ?? '');
  assert.deepEqual(
    [back.search, new URLSearchParams(back.hash.slice(1)).get('error')],
    ['', 'login_required'],
  );
});

test('the disabled and those of another tenant stay outside, guests come in as guests', async (t) => {
  const url = await started(t);
  await call(`${url}/_local/people/${PEOPLE.carmen}`, { body: { disabled: true } });
  for (const [who, why] of [
    [PEOPLE.carmen, /AADSTS50057/],
    [PEOPLE.xavier, /AADSTS50020/],
    ['nobody', /AADSTS50034/],
  ] as const) {
    const { status, body } = await call(`${url}/_local/sign-in`, { body: { url: address(url), user: who } });
    assert.equal(status, 400);
    assert.match(body.error.message, why);
  }
  const back = await signIn(url, PEOPLE.gus);
  const { body } = await redeem(url, back.searchParams.get('code') ?? '');
  assert.equal(decodeJwt(body.access_token).acct, 1);

  const late = await signIn(url, PEOPLE.bob);
  await call(`${url}/_local/people/${PEOPLE.bob}`, { body: { disabled: true } });
  const refused = await redeem(url, late.searchParams.get('code') ?? '');
  assert.match(refused.body.error_description, /AADSTS50057/, 'disabled between code and token');
});

test('a stranger’s page can neither press the button nor script a sign-in', async (t) => {
  const url = await started(t);
  const headers = { origin: 'https://evil.example' };
  const body = new URLSearchParams({ user: PEOPLE.alice });
  assert.equal((await open(address(url), { method: 'POST', headers, body })).status, 403);
  const script = { url: address(url), user: PEOPLE.alice };
  assert.equal((await call(`${url}/_local/sign-in`, { headers, body: script })).status, 403);
  const code = (await signIn(url, PEOPLE.alice)).searchParams.get('code') ?? '';
  const foreign = await redeem(url, code, {}, 'https://evil.example');
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
});

test('a scripted fault sends the next sign-in back with an error', async (t) => {
  const url = await started(t);
  await call(`${url}/_local/faults`, { body: { service: 'authorize', next: 1, status: 503 } });
  const back = new URL((await open(address(url))).headers.get('location') ?? '');
  assert.equal(back.searchParams.get('error'), 'temporarily_unavailable');
  assert.equal((await open(address(url))).status, 200);
});
