// Tokens of the local Entra beyond a workload's and a person's own: v1.0, on behalf of people, federation, agent identities.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { decodeJwt, type JWTPayload } from 'jose';
import { AGENTS, AUDIENCE, BLUEPRINT_ID, OTHER_TENANT, PEOPLE, TENANT } from '../../../local/directory.ts';
import { type Issuer, startOidcIssuer } from '../../support/oidc-issuer.ts';
import { askToken, call, ETL, startedEntra } from './entra-client.ts';

const BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const OBO = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ALICE = 'alice@contoso.example';
const etl = { client_id: ETL.clientId, client_secret: ETL.secret };

async function given(
  url: string,
  form: Record<string, string>,
): Promise<{ token: string; claims: JWTPayload }> {
  const { status, body } = await askToken(url, form);
  assert.equal(status, 200, JSON.stringify(body));
  return { token: body.access_token, claims: decodeJwt(body.access_token) };
}

async function refusal(url: string, form: Record<string, string>): Promise<readonly unknown[]> {
  const { status, body } = await askToken(url, form);
  return [status, body.error, body.error_codes?.[0]];
}

async function askOld(url: string, form: Record<string, string>) {
  const answer = await fetch(`${url}/${TENANT}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token, error } = Object(await answer.json());
  return { status: answer.status, claims: token === undefined ? {} : decodeJwt(token), error };
}

test('the old endpoint gives v1.0 tokens: their own issuer, the client as appid, the audience as it was asked for', async (t) => {
  const { url } = await startedEntra(t);
  for (const resource of [AUDIENCE, `api://${AUDIENCE}`]) {
    const { claims } = await askOld(url, { grant_type: 'client_credentials', ...etl, resource });
    const { aud, iss, ver, appid, appidacr, azp, roles, idtyp } = claims;
    assert.deepEqual(
      { aud, iss, ver, appid, appidacr, azp, roles, idtyp },
      {
        aud: resource,
        iss: `${url}/${TENANT}/`,
        ver: '1.0',
        appid: ETL.clientId,
        appidacr: '1',
        azp: undefined,
        roles: ['Requests.Create'],
        idtyp: 'app',
      },
    );
  }
  const person = await askOld(url, { grant_type: 'password', username: ALICE, resource: AUDIENCE });
  assert.deepEqual(
    [person.claims.scp, person.claims.unique_name, person.claims.ver],
    ['Approvals.Decide', ALICE, '1.0'],
  );
  const graph = 'https://graph.microsoft.com';
  assert.equal(
    (await askOld(url, { grant_type: 'client_credentials', ...etl, resource: graph })).status,
    400,
  );
  assert.equal((await askOld(url, { grant_type: 'client_credentials', ...etl })).error, 'invalid_request');
});

test('an agent gets a token in the name of a person, by password and on behalf of one who called it', async (t) => {
  const { url } = await startedEntra(t);
  const scope = `${AUDIENCE}/Requests.Create`;
  const byPassword = await given(url, {
    grant_type: 'password',
    client_id: ETL.clientId,
    username: ALICE,
    scope,
  });
  const called = await given(url, {
    grant_type: 'password',
    username: ALICE,
    scope: `api://${ETL.clientId}/access_as_user`,
  });
  assert.equal(called.claims.aud, ETL.clientId);
  const goOn = {
    grant_type: OBO,
    ...etl,
    scope,
    requested_token_use: 'on_behalf_of',
    assertion: called.token,
  };
  const onBehalf = await given(url, goOn);
  for (const { claims } of [byPassword, onBehalf]) {
    const { azp, azpacr, oid, scp, aud, idtyp } = claims;
    assert.deepEqual(
      { azp, azpacr, oid, scp, aud, idtyp },
      {
        azp: ETL.clientId,
        azpacr: '1',
        oid: PEOPLE.alice,
        scp: 'Requests.Create',
        aud: AUDIENCE,
        idtyp: undefined,
      },
    );
  }
  // Both scopes of one token, as an app may ask.
  const both = await given(url, { ...goOn, scope: `${scope} ${AUDIENCE}/Approvals.Decide` });
  assert.equal(both.claims.scp, 'Requests.Create Approvals.Decide');
  const usual = await given(url, { ...goOn, scope: `${AUDIENCE}/.default` });
  assert.equal(usual.claims.scp, 'Requests.Create');
});

test('nobody goes on in the name of a person who did not call them, nor of one who is disabled meanwhile', async (t) => {
  const { url } = await startedEntra(t);
  const scope = `${AUDIENCE}/Requests.Create`;
  const sign = (more: Record<string, string>) =>
    given(url, { grant_type: 'password', username: ALICE, ...more });
  const forEtl = (await sign({ scope: `${ETL.clientId}/access_as_user` })).token;
  const forUs = (await sign({ scope: `${AUDIENCE}/Approvals.Decide` })).token;
  const own = (await given(url, { grant_type: 'client_credentials', ...etl, scope: `${AUDIENCE}/.default` }))
    .token;
  const goOn = { grant_type: OBO, ...etl, scope, requested_token_use: 'on_behalf_of' };
  for (const assertion of [forUs, own, `${forEtl}x`, 'x.y.z']) {
    assert.deepEqual(await refusal(url, { ...goOn, assertion }), [400, 'invalid_grant', 50013]);
  }
  const deploy = { client_id: AGENTS.deployBot, client_secret: 'local-secret-of-deploy-bot' };
  assert.deepEqual(await refusal(url, { ...goOn, ...deploy, assertion: forEtl }), [
    400,
    'invalid_grant',
    50013,
  ]);
  assert.deepEqual(await refusal(url, { ...goOn, client_secret: 'x', assertion: forEtl }), [
    401,
    'invalid_client',
    7000215,
  ]);
  assert.deepEqual(await refusal(url, { ...goOn, requested_token_use: 'x', assertion: forEtl }), [
    400,
    'invalid_request',
    900144,
  ]);
  assert.deepEqual(await refusal(url, { ...goOn, assertion: forEtl, scope: 'x/y' }), [
    400,
    'invalid_scope',
    1002012,
  ]);
  await call(`${url}/_local/people/${PEOPLE.alice}`, { body: { disabled: true } });
  assert.deepEqual(await refusal(url, { ...goOn, assertion: forEtl }), [400, 'invalid_grant', 50057]);
});

const SUBJECT = 'repo:contoso/etl:environment:prod';

async function federated(
  t: TestContext,
): Promise<{ url: string; issuer: Issuer; ask: (token: string) => Record<string, string> }> {
  const [{ url }, issuer] = await Promise.all([startedEntra(t), startOidcIssuer(t)]);
  const credential = { issuer: issuer.url, subject: SUBJECT, audience: 'api://AzureADTokenExchange' };
  const { status } = await call(`${url}/_local/agents/${ETL.clientId}`, {
    body: { federated: [credential] },
  });
  assert.equal(status, 200);
  const ask = (token: string) => ({
    grant_type: 'client_credentials',
    client_id: ETL.clientId,
    client_assertion_type: BEARER,
    client_assertion: token,
    scope: `${AUDIENCE}/.default`,
  });
  return { url, issuer, ask };
}

test('a workload exchanges a token of its own issuer, once that is registered, and needs no secret', async (t) => {
  const { url, issuer, ask } = await federated(t);
  const token = await issuer.sign({ sub: SUBJECT, aud: 'api://AzureADTokenExchange' });
  const { claims } = await given(url, ask(token));
  assert.deepEqual([claims.azp, claims.azpacr, claims.roles], [ETL.clientId, '2', ['Requests.Create']]);
});

test('another subject, audience, issuer, app, key or type of assertion exchanges nothing', async (t) => {
  const { url, issuer, ask } = await federated(t);
  const aud = 'api://AzureADTokenExchange';
  const stranger = await startOidcIssuer(t);
  const mismatch = [401, 'invalid_client', 70021];
  const forged = [401, 'invalid_client', 700027];
  const good = await issuer.sign({ sub: SUBJECT, aud });
  const cases: readonly (readonly [Record<string, string>, readonly unknown[]])[] = [
    [ask(await issuer.sign({ sub: 'repo:contoso/etl:environment:dev', aud })), mismatch],
    [ask(await stranger.sign({ sub: SUBJECT, aud })), mismatch],
    [ask(await stranger.sign({ sub: SUBJECT, aud, iss: issuer.url })), forged],
    [ask(await issuer.sign({ sub: SUBJECT, aud: 'https://github.com/contoso' })), forged],
    [ask(await issuer.sign({ sub: SUBJECT, aud, exp: 1000 })), forged],
    [ask('x'), forged],
    [{ ...ask(good), client_id: AGENTS.deployBot }, mismatch],
    [{ ...ask(good), client_assertion_type: 'jwt' }, [400, 'invalid_request', 900144]],
  ];
  for (const [form, expected] of cases) assert.deepEqual(await refusal(url, form), expected);
});

test('keys are asked of issuers on this machine only', async (t) => {
  const { url, issuer, ask } = await federated(t);
  const elsewhere = { issuer: 'https://evil.example', subject: SUBJECT, audience: 'a' };
  await call(`${url}/_local/agents/${ETL.clientId}`, { body: { federated: [elsewhere] } });
  const token = await issuer.sign({ iss: 'https://evil.example', sub: SUBJECT, aud: 'a' });
  const { body } = await askToken(url, ask(token));
  assert.match(body.error_description, /issuers on http:\/\/127\.0\.0\.1 only/);
  assert.equal((await call(`${url}/_local/agents/${PEOPLE.alice}`, { body: { federated: [] } })).status, 404);
  assert.equal((await call(`${url}/_local/agents/${ETL.clientId}`, { body: { secret: 'x' } })).status, 400);
});

const blueprint = { client_id: BLUEPRINT_ID, client_secret: 'local-secret-of-report-agents' };
const forAgent = {
  grant_type: 'client_credentials',
  ...blueprint,
  scope: 'api://AzureADTokenExchange/.default',
  fmi_path: AGENTS.reportWriter,
};
const asAgent = (proof: string) => ({
  client_id: AGENTS.reportWriter,
  client_assertion_type: BEARER,
  client_assertion: proof,
});

test('a blueprint proves its agent identity in two steps, and the token names both', async (t) => {
  const { url } = await startedEntra(t);
  const proof = (await given(url, forAgent)).token;
  const scope = `${AUDIENCE}/.default`;
  const { claims } = await given(url, { grant_type: 'client_credentials', ...asAgent(proof), scope });
  const { azp, oid, roles, idtyp, xms_par_app_azp, xms_act_fct, xms_sub_fct, xms_idrel } = claims;
  assert.deepEqual(
    { azp, oid, roles, idtyp, xms_par_app_azp, xms_act_fct, xms_sub_fct, xms_idrel },
    {
      azp: AGENTS.reportWriter,
      oid: '7c0ffee0-0000-4000-8000-000000005005',
      roles: ['Requests.Create'],
      idtyp: 'app',
      xms_par_app_azp: BLUEPRINT_ID,
      xms_act_fct: '3 9 11',
      xms_sub_fct: '9 3 11',
      xms_idrel: '7 10',
    },
  );
});

test('an agent identity goes on for a person who called its blueprint', async (t) => {
  const { url } = await startedEntra(t);
  const proof = (await given(url, forAgent)).token;
  const called = await given(url, {
    grant_type: 'password',
    username: ALICE,
    scope: `${BLUEPRINT_ID}/access_as_user`,
  });
  const { claims } = await given(url, {
    grant_type: OBO,
    ...asAgent(proof),
    assertion: called.token,
    requested_token_use: 'on_behalf_of',
    scope: `${AUDIENCE}/Requests.Create`,
  });
  const { azp, oid, scp, idtyp, xms_par_app_azp, xms_act_fct, xms_sub_fct } = claims;
  assert.deepEqual(
    { azp, oid, scp, idtyp, xms_par_app_azp, xms_act_fct, xms_sub_fct },
    {
      azp: AGENTS.reportWriter,
      oid: PEOPLE.alice,
      scp: 'Requests.Create',
      idtyp: 'user',
      xms_par_app_azp: BLUEPRINT_ID,
      xms_act_fct: '3 9 11',
      xms_sub_fct: undefined,
    },
  );
});

test('only its own blueprint proves an agent identity: no secret, no other app, no other path', async (t) => {
  const { url } = await startedEntra(t);
  const scope = `${AUDIENCE}/.default`;
  const ask = { grant_type: 'client_credentials', scope };
  const plain = (await given(url, { ...forAgent, fmi_path: AGENTS.reportWriter })).token;
  assert.deepEqual(await refusal(url, { ...ask, client_id: AGENTS.reportWriter, client_secret: 'x' }), [
    401,
    'invalid_client',
    7000215,
  ]);
  assert.deepEqual(await refusal(url, { ...ask, client_id: AGENTS.reportWriter }), [
    400,
    'invalid_request',
    900144,
  ]);
  const { fmi_path: _, ...withoutPath } = forAgent;
  const other = (await given(url, { ...withoutPath, ...etl })).token;
  for (const proof of [other, (await given(url, withoutPath)).token]) {
    assert.deepEqual(await refusal(url, { ...ask, ...asAgent(proof) }), [401, 'invalid_client', 70021]);
  }
  assert.deepEqual(await refusal(url, { ...ask, ...asAgent(`${plain}x`) }), [401, 'invalid_client', 700027]);
  assert.deepEqual(await refusal(url, { ...forAgent, ...etl }), [400, 'invalid_request', 700271]);
  assert.deepEqual(await refusal(url, { ...forAgent, fmi_path: AGENTS.nightlyEtl }), [
    400,
    'invalid_request',
    700271,
  ]);
  assert.deepEqual(await refusal(url, { ...forAgent, scope }), [400, 'invalid_request', 700271]);
  const elsewhere = await askToken(url, { ...ask, ...asAgent(plain) }, OTHER_TENANT);
  assert.equal(elsewhere.body.error, 'unauthorized_client');
});

test('Graph shows an agent identity as a service principal without registration, and its blueprint with owners', async (t) => {
  const { url } = await startedEntra(t);
  const { token } = await given(url, {
    grant_type: 'client_credentials',
    client_id: AUDIENCE,
    client_secret: 'service-secret',
    scope: 'https://graph.microsoft.com/.default',
  });
  const graph = (path: string) =>
    call(`${url}/v1.0${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await graph(`/applications(appId='${AGENTS.reportWriter}')/owners`)).status, 404);
  const principal = await graph(`/servicePrincipals(appId='${AGENTS.reportWriter}')`);
  assert.equal(principal.body.servicePrincipalType, 'ServiceIdentity');
  const owners = await graph(`/applications(appId='${BLUEPRINT_ID}')/owners?$select=id`);
  assert.deepEqual(
    owners.body.value.map(({ id }: { id: string }) => id),
    [PEOPLE.carmen],
  );
});
