// Who calls is what a signed token proves, and nothing else: every other token, header and trick gets 401 or 403 and leaves nothing.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { SignJWT } from 'jose';
import { AGENTS, AUDIENCE, BOT_APP_ID, OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
const { mint } = flow.directory;
const now = Math.floor(Date.now() / 1000);
const DOORS: readonly (readonly ['get' | 'post', string])[] = [
  ['post', '/api/requests'],
  ['post', '/access/v1/evaluation'],
  ['get', '/access/v1/requests/req_00000000000000000000000000'],
  ['post', '/access/v1/requests/req_00000000000000000000000000/cancel'],
  ['post', '/access/v1/requests/req_00000000000000000000000000/comments'],
  ['post', '/access/v1/requests/req_00000000000000000000000000/outcome'],
  ['post', '/access/v1/requests/req_00000000000000000000000000/decisions'],
  ['post', '/access/v1/requests/req_00000000000000000000000000/revoke'],
  ['get', '/access/v1/callback-secret'],
  ['get', '/api/ready'],
];

async function nothingIsRecorded(run: () => Promise<void>): Promise<void> {
  const count = await flow.records.count();
  await run();
  assert.equal(await flow.records.count(), count);
}

it('answers 503, and never a yes, while the keys of Entra cannot be read; then it recovers by itself', async (t) => {
  await flow.directory.spoilKeys(t, { next: 50, status: 500 });
  const etl = flow.agent('nightly-etl');
  await nothingIsRecorded(async () => assertProblem(await etl.ask(), 503, 'unavailable'));
  await flow.directory.spoilKeys(t, { next: 0 });
  await until('the keys', async () => (await etl.ask({})).status === 400);
});

it('asks every caller of every door but the public ones for a token', async () => {
  const nobody = flow.bearer();
  for (const [method, path] of DOORS) {
    const reply = method === 'get' ? await nobody.get(path) : await nobody.post(path, EXPORT);
    assertProblem(reply, 401, 'unauthenticated', path);
  }
});

it('refuses tokens that are not exactly ours', async () => {
  const good = await mint({});
  const [header = '', payload = '', signature = ''] = good.split('.');
  const keys = JSON.parse(
    await (
      await fetch(`${flow.world.urls.entra}/7c0ffee0-0000-4000-8000-000000000001/discovery/v2.0/keys`)
    ).text(),
  );
  const publicKey = new TextEncoder().encode(JSON.stringify(keys.keys[0]));
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const hs256 = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: keys.keys[0].kid })
    .sign(publicKey);
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const bad: Readonly<Record<string, string>> = {
    expired: await mint({ exp: now - 120, nbf: now - 4000, iat: now - 4000 }),
    'not yet valid': await mint({ nbf: now + 600 }),
    'for another audience': await mint({ aud: BOT_APP_ID }),
    'for Graph': await mint({ aud: 'https://graph.microsoft.com' }),
    'of another issuer': await mint({ iss: 'https://login.microsoftonline.com/common/v2.0' }),
    'of another tenant': await mint({ tid: OTHER_TENANT }),
    'of an issuer and tenant elsewhere': await mint({
      tid: OTHER_TENANT,
      iss: `${flow.world.urls.entra}/${OTHER_TENANT}/v2.0`,
    }),
    'signed with a foreign key': await mint({}, {}, 'foreign'),
    'of an unknown key': await mint({}, { kid: 'somebody' }),
    'without a key id': await mint({}, { kid: null }),
    'with alg none': await mint({}, { alg: 'none' }),
    'unsigned by hand': unsigned,
    'HS256 with the public key': hs256,
    'HS256 by the mint': await mint({}, { alg: 'HS256' }),
    PS256: await mint({}, { alg: 'PS256' }),
    'with another payload': `${header}.${Buffer.from(JSON.stringify({ ...claims, roles: ['Approvals.Admin'] })).toString('base64url')}.${signature}`,
    'without an object id': await mint({ oid: null }),
    'without an end': await mint({ exp: null }),
    'that contradicts itself': await mint({ scp: 'Approvals.Decide' }),
    'of no app': await mint({ azp: null }),
    garbage: 'a.b.c',
    long: `a.${'b'.repeat(17_000)}.c`,
  };
  await nothingIsRecorded(async () => {
    for (const [what, token] of Object.entries(bad)) {
      const reply = await flow.bearer(token).ask();
      if (what === 'long' && reply.status === 431) continue;
      assertProblem(reply, 401, 'unauthenticated', what);
    }
    assert.equal((await flow.bearer(good).ask({})).status, 400, 'the same token unspoiled gets further');
  });
});

it('refuses other ways to present a token', async () => {
  const token = await flow.world.tokens.agent('nightly-etl');
  const nobody = flow.bearer();
  const ways: readonly Record<string, string>[] = [
    { authorization: `Basic ${token}` },
    { authorization: token },
    { authorization: `Bearer ${token}, Bearer ${token}` },
    { 'x-ms-token-aad-access-token': token },
    { cookie: `AppServiceAuthSession=${token}` },
  ];
  await nothingIsRecorded(async () => {
    for (const headers of ways) assertProblem(await nobody.ask(EXPORT, headers), 401, 'unauthenticated');
    const inQuery = await nobody.post(`/api/requests?access_token=${token}&code=${token}`, EXPORT);
    assertProblem(inQuery, 401, 'unauthenticated');
  });
});

it('is not told who calls by any other header', async () => {
  const principal = Buffer.from(
    JSON.stringify({ auth_typ: 'aad', claims: [{ typ: 'roles', val: 'Approvals.Admin' }] }),
  );
  const forged = {
    'x-ms-client-principal': principal.toString('base64'),
    'x-ms-client-principal-id': PEOPLE.ada,
    'x-ms-client-principal-name': 'ada@contoso.example',
    'x-forwarded-for': '127.0.0.1',
    'x-functions-key': 'master',
  };
  assertProblem(await flow.bearer().ask(EXPORT, forged), 401, 'unauthenticated');
  assertProblem(await flow.agent('nightly-etl').get('/api/ready', forged), 403, 'not_permitted');
  const mine = await flow.agent('nightly-etl').ask(EXPORT, { ...forged, 'x-forwarded-host': 'evil.example' });
  assert.equal(mine.status, 202);
  const { request } = await flow.records.tells(mine.body.task?.id ?? '', 'requested');
  assert.equal(request.agent.clientId, AGENTS.nightlyEtl);
  assert.ok(mine.headers.get('location')?.startsWith(flow.world.urls.functions));
});

it('lets nobody ask or use approvals without the app role for it: people, auditors, workloads without roles', async () => {
  const callers = [
    flow.person('alice'),
    flow.person('ada'),
    flow.agent('audit-export'),
    flow.bearer(await mint({ roles: null, idtyp: 'app' })),
    flow.bearer(await mint({ roles: ['Approvals.Admin', 'Approvals.Decide'] })),
  ];
  await nothingIsRecorded(async () => {
    for (const caller of callers) {
      assertProblem(await caller.ask(), 403, 'not_permitted');
      assertProblem(await caller.post('/access/v1/evaluation', EXPORT), 403, 'not_permitted');
    }
  });
});

it('takes the word of a token alone for the person an agent acts for', async () => {
  const claimed = {
    ...EXPORT,
    subject: { type: 'agent', id: AGENTS.nightlyEtl, on_behalf_of: PEOPLE.alice },
  };
  assertProblem(await flow.agent('nightly-etl').ask(claimed), 400, 'invalid');
});

it('accepts the audience by its app id and by its address, of our own tenant only', async () => {
  const reply = await flow.bearer(await mint({ aud: `api://${AUDIENCE}` })).ask();
  assert.equal(reply.status, 202);
});

it('takes no decision from the token of a person that the agent or an enforcer itself has obtained', async () => {
  const asked = await flow.agent('nightly-etl').ask();
  const id = asked.body.task?.id ?? '';
  const alice = { oid: PEOPLE.alice, sub: 'alice-at-this-app', name: 'Alice Aho', scp: 'Approvals.Decide' };
  for (const azp of [AGENTS.nightlyEtl, AGENTS.deployBot, AGENTS.warehouse]) {
    const borrowed = flow.bearer(await mint({ ...alice, azp, idtyp: null, roles: null }));
    assertProblem(await borrowed.on(id, 'decisions', { decision: 'approve' }), 403, 'not_permitted', azp);
    assertProblem(await borrowed.on(id, 'revoke'), 403, 'not_permitted', azp);
  }
  await flow.records.tells(id, 'requested');
});
