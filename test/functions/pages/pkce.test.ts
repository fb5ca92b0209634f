// The proof of a sign-in, without a browser: what is asked of Entra ID, and which answer is believed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { authorizeUrl, begin, readAnswer, requestOf, wishOf } from '../../../functions/pages/browser/pkce.ts';

const ID = 'req_47sk49vpaxxx9jbjsbdyj84y2t';
const APP = {
  authority: 'https://login.example',
  tenant: 't',
  client: 'c',
  audience: 'a',
  redirectUri: 'https://countersign.example/review-signin',
};
const PLAIN = { acrs: [] };
const queryOf = async (wish: Parameters<typeof authorizeUrl>[2], started = begin(ID)) =>
  new URL(await authorizeUrl(APP, started, wish)).searchParams;
const answer = (members: Record<string, string>) => new URLSearchParams(members);

test('asks for a code under S256 of a verifier of its own, for our scope alone, to come back behind a #', async () => {
  const started = begin(ID);
  const url = new URL(await authorizeUrl(APP, started, PLAIN));
  assert.equal(`${url.origin}${url.pathname}`, 'https://login.example/t/oauth2/v2.0/authorize');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    client_id: 'c',
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: APP.redirectUri,
    scope: 'a/Approvals.Decide',
    state: started.state,
    code_challenge: createHash('sha256').update(started.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  assert.ok(!url.href.includes(started.verifier), 'the verifier stays here');
});

test('state and verifier are new each time, unguessable, and the state names the request', () => {
  const all = Array.from({ length: 50 }, () => begin(ID));
  for (const { state, verifier } of all) {
    assert.match(state, new RegExp(`^[A-Za-z0-9_-]{43}\\.${ID}$`));
    assert.match(verifier, /^[A-Za-z0-9_-]{43}$/);
  }
  assert.equal(new Set(all.flatMap(({ state, verifier }) => [state.split('.')[0], verifier])).size, 100);
});

test('a fresh sign-in asks for the person again, and for the contexts the rule names', async () => {
  assert.equal((await queryOf({ prompt: 'login', acrs: [] })).get('prompt'), 'login');
  const other = await queryOf({ prompt: 'select_account', acrs: [] });
  assert.equal(other.get('prompt'), 'select_account');
  const claims = async (acrs: readonly string[]) =>
    JSON.parse((await queryOf({ prompt: 'login', acrs })).get('claims') ?? 'null');
  assert.deepEqual(await claims(['c1']), { access_token: { acrs: { essential: true, value: 'c1' } } });
  assert.deepEqual(await claims(['c1', 'c2']), {
    access_token: { acrs: { essential: true, values: ['c1', 'c2'] } },
  });
  assert.deepEqual(
    [(await queryOf(PLAIN)).has('prompt'), (await queryOf(PLAIN)).has('claims')],
    [false, false],
  );
});

test('believes only the answer to what this tab started', () => {
  const started = begin(ID);
  const { state } = started;
  assert.deepEqual(readAnswer(answer({ code: 'x', state }), started), { kind: 'code', code: 'x' });
  const foreign = { kind: 'foreign' };
  assert.deepEqual(readAnswer(answer({ code: 'x', state }), undefined), foreign);
  assert.deepEqual(readAnswer(answer({ code: 'x', state: begin(ID).state }), started), foreign);
  assert.deepEqual(readAnswer(answer({ code: 'x' }), started), foreign);
  assert.deepEqual(readAnswer(answer({ error: 'access_denied', state: 'other' }), started), foreign);
});

test('of an error it keeps the number, never the words', () => {
  const started = begin(ID);
  const refused = (members: Record<string, string>) =>
    readAnswer(answer({ state: started.state, ...members }), started);
  const told = (error: string) => ({ kind: 'refused', error });
  assert.deepEqual(refused({ error: 'x', error_description: 'AADSTS50057: Call 555.' }), told('AADSTS50057'));
  assert.deepEqual(refused({ error: 'access_denied', error_description: 'Call 555' }), told('access_denied'));
  assert.deepEqual(refused({ error: 'Call 555 now' }), told('no code'));
  assert.deepEqual(refused({ error: 'access_denied', code: 'x' }), told('access_denied'), 'never both');
  assert.deepEqual(refused({}), told('no code'));
});

test('takes from an address only what has the shape of a request’s id', () => {
  assert.equal(requestOf(`/review/${ID}`), ID);
  assert.equal(requestOf(`abc.${ID}`), ID);
  for (const path of [
    '/review/',
    '/review/x',
    `/review/${ID}/x`,
    `/review/${ID}a`,
    `/review/x${ID}`,
    '//evil.example',
  ])
    assert.equal(requestOf(path), undefined, path);
});

test('reads the hint of a card, and leaves out what is no authentication context', () => {
  const wish = (query: string) => wishOf(new URLSearchParams(query));
  assert.deepEqual(wish(''), PLAIN);
  assert.deepEqual(wish('step-up'), { prompt: 'login', acrs: [] });
  assert.deepEqual(wish('step-up=c1,c99'), { prompt: 'login', acrs: ['c1', 'c99'] });
  assert.deepEqual(wish('step-up=c0,c100,"}}'), { prompt: 'login', acrs: [] });
});
