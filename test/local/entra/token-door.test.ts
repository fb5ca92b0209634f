import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import {
  AGENTS,
  AUDIENCE,
  OTHER_TENANT,
  PEOPLE,
  SIGN_IN_CLIENT_ID,
  TENANT,
} from '../../../local/directory.ts';
import { appToken, askPersonToken, askToken, BOT, call, ETL, SERVICE, startedEntra } from './entra-client.ts';

async function verified(url: string, token: string, audience: string, tenant = TENANT) {
  const { body } = await call(`${url}/${tenant}/v2.0/.well-known/openid-configuration`);
  const keys = createRemoteJWKSet(new URL(body.jwks_uri));
  const result = await jwtVerify(token, keys, { issuer: body.issuer, audience, algorithms: ['RS256'] });
  return result.payload;
}

test("an agent's token verifies against the published keys and carries its roles", async (t) => {
  const { url } = await startedEntra(t);
  const claims = await verified(url, await appToken(url, ETL, AUDIENCE), AUDIENCE);
  const { iat, nbf, exp, uti, ...rest } = claims;
  assert.deepEqual(rest, {
    aud: AUDIENCE,
    azp: AGENTS.nightlyEtl,
    azpacr: '1',
    idtyp: 'app',
    iss: `${url}/${TENANT}/v2.0`,
    oid: '7c0ffee0-0000-4000-8000-000000005001',
    roles: ['Requests.Create'],
    sub: '7c0ffee0-0000-4000-8000-000000005001',
    tid: TENANT,
    ver: '2.0',
  });
  assert.equal(typeof uti, 'string');
  assert.equal(nbf, iat);
  assert.equal(exp, (iat ?? 0) + 3600);
});

test('api://{audience} names the same resource, and HTTP Basic the same client', async (t) => {
  const { url } = await startedEntra(t);
  const answer = await fetch(`${url}/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${ETL.clientId}:${ETL.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: `api://${AUDIENCE}/.default` }),
  });
  const { access_token: token, expires_in: lifetime, token_type: type } = Object(await answer.json());
  assert.deepEqual([answer.status, lifetime, type], [200, 3600, 'Bearer']);
  assert.equal((await verified(url, token, AUDIENCE)).azp, ETL.clientId);
});

test('the service gets Graph permissions, the bot a token for the connector, and neither a role of ours', async (t) => {
  const { url } = await startedEntra(t);
  const graph = 'https://graph.microsoft.com';
  const connector = 'https://api.botframework.com';
  const forGraph = await verified(url, await appToken(url, SERVICE, graph), graph);
  assert.deepEqual(forGraph.roles, ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All']);
  const forConnector = await verified(url, await appToken(url, BOT, connector), connector);
  assert.deepEqual([forConnector.azp, forConnector.roles], [BOT.clientId, undefined]);
  assert.notEqual(forConnector.oid, BOT.clientId);
  assert.equal((await verified(url, await appToken(url, BOT, graph), graph)).roles, undefined);
  assert.equal((await verified(url, await appToken(url, SERVICE, AUDIENCE), AUDIENCE)).roles, undefined);
});

test("a member's token tells who signed in, with scope and without app marks", async (t) => {
  const { url } = await startedEntra(t);
  const answer = await askPersonToken(url, 'alice@contoso.example');
  const claims = await verified(url, answer.body.access_token, AUDIENCE);
  assert.deepEqual(
    [claims.oid, claims.tid, claims.scp, claims.azp, claims.name, claims.preferred_username, claims.ver],
    [
      PEOPLE.alice,
      TENANT,
      'Approvals.Decide',
      SIGN_IN_CLIENT_ID,
      'Alice Aho',
      'alice@contoso.example',
      '2.0',
    ],
  );
  assert.deepEqual(
    [claims.idtyp, claims.roles, claims.acct, claims.idp],
    [undefined, undefined, 0, undefined],
  );
  assert.equal(answer.body.scope, 'Approvals.Decide');
});

test("a person's roles are in their token", async (t) => {
  const { url } = await startedEntra(t);
  const { body } = await askPersonToken(url, 'audrey@contoso.example');
  assert.deepEqual((await verified(url, body.access_token, AUDIENCE)).roles, ['Approvals.Audit']);
});

test('a guest belongs to our tenant and is marked as a guest of another', async (t) => {
  const { url } = await startedEntra(t);
  const { body } = await askPersonToken(url, 'gus@contoso.example');
  const claims = await verified(url, body.access_token, AUDIENCE);
  assert.deepEqual([claims.tid, claims.acct], [TENANT, 1]);
  assert.match(String(claims.idp), /0002\/$/);
});

test("an external person's token is issued by their own tenant, wherever they ask", async (t) => {
  const { url } = await startedEntra(t);
  for (const tenant of [TENANT, OTHER_TENANT]) {
    const { body } = await askPersonToken(url, 'xavier@contoso.example', tenant);
    const claims = await verified(url, body.access_token, AUDIENCE, OTHER_TENANT);
    assert.deepEqual([claims.oid, claims.tid], [PEOPLE.xavier, OTHER_TENANT]);
    await assert.rejects(verified(url, body.access_token, AUDIENCE), /"iss"/);
  }
});

test('a disabled person gets no token from that moment on', async (t) => {
  const { url } = await startedEntra(t);
  assert.equal((await askPersonToken(url, 'bob@contoso.example')).status, 200);
  await call(`${url}/_local/people/${PEOPLE.bob}`, { body: { disabled: true } });
  const answer = await askPersonToken(url, 'bob@contoso.example');
  assert.equal(answer.status, 400);
  assert.equal(answer.body.error, 'invalid_grant');
  assert.match(answer.body.error_description, /^AADSTS50057: /);
  assert.deepEqual(answer.body.error_codes, [50057]);
});

const app = {
  grant_type: 'client_credentials',
  client_id: ETL.clientId,
  client_secret: ETL.secret,
  scope: `${AUDIENCE}/.default`,
};
const person = {
  grant_type: 'password',
  username: 'alice@contoso.example',
  scope: `${AUDIENCE}/Approvals.Decide`,
};
const refusals: readonly (readonly [string, Record<string, string>, number, string, number])[] = [
  ['a wrong secret', { ...app, client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
  ['a missing secret', { ...app, client_secret: '' }, 400, 'invalid_request', 900144],
  ['an unknown client', { ...app, client_id: PEOPLE.alice }, 400, 'unauthorized_client', 700016],
  [
    'a workload that asks with a scope',
    { ...app, scope: `${AUDIENCE}/Requests.Create` },
    400,
    'invalid_scope',
    1002012,
  ],
  [
    'an unknown resource',
    { ...app, scope: 'https://vault.azure.net/.default' },
    400,
    'invalid_resource',
    500011,
  ],
  ['a missing scope', { ...app, scope: '' }, 400, 'invalid_request', 900144],
  ['an unknown grant', { ...app, grant_type: 'refresh_token' }, 400, 'unsupported_grant_type', 70003],
  ['an unknown person', { ...person, username: 'nobody@contoso.example' }, 400, 'invalid_grant', 50034],
  [
    'an unknown scope',
    { ...person, scope: `${AUDIENCE}/Approvals.Everything` },
    400,
    'invalid_scope',
    1002012,
  ],
  [
    "a person's token for Graph",
    { ...person, scope: 'https://graph.microsoft.com/User.Read' },
    400,
    'invalid_scope',
    1002012,
  ],
  ['an unknown sign-in client', { ...person, client_id: PEOPLE.bob }, 400, 'unauthorized_client', 700016],
];
for (const [title, form, status, error, code] of refusals) {
  test(`refuses ${title} in the words of Entra ID`, async (t) => {
    const { url } = await startedEntra(t);
    const answer = await askToken(url, form);
    assert.deepEqual([answer.status, answer.body.error, answer.body.error_codes], [status, error, [code]]);
    assert.match(
      answer.body.error_description,
      new RegExp(`^AADSTS${code}: .*Trace ID: .*Correlation ID: .*Timestamp: `),
    );
    assert.equal(answer.body.access_token, undefined);
  });
}

test('refuses an unknown tenant, our workloads in another tenant, and a body that is no form', async (t) => {
  const { url } = await startedEntra(t);
  assert.deepEqual((await askToken(url, app, PEOPLE.alice)).body.error_codes, [90002]);
  assert.deepEqual((await askToken(url, app, OTHER_TENANT)).body.error_codes, [700016]);
  assert.deepEqual(
    (await askPersonToken(url, 'alice@contoso.example', OTHER_TENANT)).body.error_codes,
    [50034],
  );
  const json = await call(`${url}/${TENANT}/oauth2/v2.0/token`, { body: app });
  assert.deepEqual([json.status, json.body.error_codes], [400, [900561]]);
});

test('no error repeats the secret', async (t) => {
  const { url } = await startedEntra(t);
  const answer = await askToken(url, { ...app, client_secret: 'a-mistyped-secret' });
  assert.doesNotMatch(JSON.stringify(answer.body), /mistyped|local-secret/);
});

test('no token is given to a page that took this address for its own name', async (t) => {
  const { url } = await startedEntra(t);
  const form = `grant_type=password&username=alice%40contoso.example&scope=${AUDIENCE}/Approvals.Decide`;
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'evil.example', 'content-type': 'application/x-www-form-urlencoded' };
    const sent = request(`${url}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', headers }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    sent.on('error', reject);
    sent.end(form);
  });
  assert.equal(status, 403);
});
