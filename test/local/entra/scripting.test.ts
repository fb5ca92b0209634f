import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';

import { AUDIENCE, GROUPS, OTHER_TENANT, PEOPLE, seedDirectory, TENANT } from '../../../local/directory.ts';
import { startEntra } from '../../../local/entra/start.ts';
import { appToken, askPersonToken, BOT, call, SERVICE, startedEntra } from './entra-client.ts';

const GRAPH = 'https://graph.microsoft.com';

test('the directory lists people, groups and agents in the published shape, in the agreed order', async (t) => {
  const { url } = await startedEntra(t);
  const { status, body } = await call(`${url}/_local/directory`);
  assert.equal(status, 200);
  assert.deepEqual([body.tenant, body.audience], [TENANT, AUDIENCE]);
  for (const member of ['id', 'name', 'upn', 'kind', 'groups', 'roles']) {
    assert.ok(
      body.people.every((person: object) => member in person),
      member,
    );
  }
  for (const member of ['clientId', 'secret', 'name', 'objectId', 'owners', 'roles']) {
    assert.ok(
      body.agents.every((agent: object) => member in agent),
      member,
    );
  }
  assert.deepEqual(
    body.agents.map((agent: { roles: string[] }) => agent.roles[0]),
    ['Requests.Create', 'Requests.Create', 'Requests.Enforce', 'Approvals.Audit', 'Requests.Create'],
  );
  assert.deepEqual(
    body.agents.map((agent: { blueprint?: string }) => agent.blueprint),
    [undefined, undefined, undefined, undefined, body.blueprints[0].clientId],
  );
  const owners = body.people.filter((person: { groups: string[] }) =>
    person.groups.includes(GROUPS.dataOwners),
  );
  assert.deepEqual(
    owners.map((person: { name: string }) => person.name),
    ['Alice Aho', 'Bob Berg', 'Carmen Cruz', 'Dana Ortiz'],
  );
  const xavier = body.people.find((person: { id: string }) => person.id === PEOPLE.xavier);
  assert.deepEqual([xavier.kind, xavier.tenant], ['external', OTHER_TENANT]);
});

test('every id of the seed is used once, and every reference points at something', () => {
  const { people, groups, ...apps } = seedDirectory();
  const agents = [...apps.agents, ...(apps.blueprints ?? [])];
  const ids = [...people, ...groups].map((one) => one.id);
  const appIds = agents.flatMap((agent) => [
    agent.clientId,
    agent.objectId,
    agent.applicationId ?? agent.name,
  ]);
  assert.equal(new Set([...ids, ...appIds]).size, ids.length + appIds.length);
  for (const id of people.flatMap((person) => person.groups))
    assert.ok(groups.some((group) => group.id === id));
  for (const id of agents.flatMap((agent) => agent.owners))
    assert.ok(people.some((person) => person.id === id));
});

test('a change of a person is merged, answered and published', async (t) => {
  const { url } = await startedEntra(t);
  const address = `${url}/_local/people/${PEOPLE.olivia}`;
  const { body } = await call(address, { body: { groups: [GROUPS.sreLeads] } });
  assert.deepEqual([body.name, body.groups, body.disabled], ['Olivia Oduya', [GROUPS.sreLeads], false]);
  const moved = await call(address, { body: { kind: 'external', disabled: true } });
  assert.deepEqual([moved.body.tenant, moved.body.groups], [OTHER_TENANT, [GROUPS.sreLeads]]);
  const { body: directory } = await call(`${url}/_local/directory`);
  assert.deepEqual(
    directory.people.find((one: { id: string }) => one.id === PEOPLE.olivia),
    moved.body,
  );
});

test('a change that makes no sense is refused and changes nothing', async (t) => {
  const { url } = await startedEntra(t);
  const before = (await call(`${url}/_local/directory`)).body;
  const change = (id: string, body: unknown) => call(`${url}/_local/people/${id}`, { body });
  assert.equal((await change(PEOPLE.alice, { disabled: 'yes' })).status, 400);
  assert.equal((await change(PEOPLE.alice, { enabled: false })).status, 400);
  assert.equal((await change(PEOPLE.alice, { groups: [PEOPLE.bob] })).status, 400);
  assert.equal((await change(TENANT, { disabled: true })).status, 404);
  assert.deepEqual((await call(`${url}/_local/directory`)).body, before);
});

test('a scripted token is a good token but for what the script changed', async (t) => {
  const { url } = await startedEntra(t);
  const keys = createRemoteJWKSet(new URL(`${url}/${TENANT}/discovery/v2.0/keys`));
  const expected = { issuer: `${url}/${TENANT}/v2.0`, audience: AUDIENCE };
  const mint = async (body: unknown): Promise<string> =>
    (await call(`${url}/_local/token`, { body })).body.access_token;
  const { payload } = await jwtVerify(await mint({ claims: { azp: 'other', roles: null } }), keys, expected);
  assert.deepEqual([payload.azp, 'roles' in payload, payload.idtyp], ['other', false, 'app']);
  await assert.rejects(jwtVerify(await mint({ claims: { exp: 1 } }), keys, expected), {
    code: 'ERR_JWT_EXPIRED',
  });
  const foreign = await mint({ key: 'foreign' });
  await assert.rejects(jwtVerify(foreign, keys, expected), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  assert.equal(decodeProtectedHeader(await mint({ header: { kid: 'k' } })).kid, 'k');
  assert.equal('kid' in decodeProtectedHeader(await mint({ header: { kid: null } })), false);
  assert.equal(decodeProtectedHeader(await mint({ header: { alg: 'HS256' } })).alg, 'HS256');
  assert.match(await mint({ header: { alg: 'none' } }), /\.$/);
  assert.equal((await call(`${url}/_local/token`, { body: { header: { alg: 'ES256' } } })).status, 400);
});

test('the next N Graph calls fail as scripted, then the door works again', async (t) => {
  const { url } = await startedEntra(t);
  const authorization = `Bearer ${await appToken(url, SERVICE, GRAPH)}`;
  const ask = () => call(`${url}/v1.0/users/${PEOPLE.alice}`, { headers: { authorization } });
  await call(`${url}/_local/faults`, { body: { next: 2, status: 429, retryAfter: 7 } });
  await call(`${url}/_local/faults`, { body: { next: 1, delayMs: 80 } });
  for (let i = 0; i < 2; i++) {
    const { status, headers, body } = await ask();
    assert.deepEqual([status, headers.get('retry-after'), body.error.code], [429, '7', 'TooManyRequests']);
    assert.equal(body.error.innerError['request-id'], headers.get('request-id'));
  }
  const start = performance.now();
  assert.equal((await ask()).status, 200);
  assert.ok(performance.now() - start >= 75, 'the third call is slow');
  assert.equal((await ask()).status, 200);
  assert.equal((await call(`${url}/_local/calls`)).body['users.get'], 4);
});

test('a lost answer never arrives, and its call counts', async (t) => {
  const { url } = await startedEntra(t);
  const authorization = `Bearer ${await appToken(url, SERVICE, GRAPH)}`;
  const ask = () => call(`${url}/v1.0/users/${PEOPLE.alice}`, { headers: { authorization } });
  await call(`${url}/_local/faults`, { body: { next: 1, lost: true } });
  await assert.rejects(ask, { name: 'TypeError' });
  assert.equal((await ask()).status, 200);
  assert.equal((await call(`${url}/_local/calls`)).body['users.get'], 2);
});

test('tokens and keys fail on their own, and next 0 takes the faults back', async (t) => {
  const { url } = await startedEntra(t);
  const keys = () => call(`${url}/${TENANT}/discovery/v2.0/keys`);
  await call(`${url}/_local/faults`, { body: { next: 1, status: 503, service: 'token' } });
  await call(`${url}/_local/faults`, { body: { next: 9, status: 500, service: 'keys' } });
  const refused = await askPersonToken(url, 'alice@contoso.example');
  assert.deepEqual([refused.status, refused.body.error], [503, 'temporarily_unavailable']);
  assert.equal((await askPersonToken(url, 'alice@contoso.example')).status, 200);
  assert.equal((await keys()).status, 500);
  await call(`${url}/_local/faults`, { body: { next: 0, service: 'keys' } });
  assert.equal((await keys()).status, 200);
  assert.deepEqual((await call(`${url}/_local/calls`)).body, { token: 2, keys: 2 });
});

test('a fault that says nothing is refused', async (t) => {
  const { url } = await startedEntra(t);
  for (const body of [
    { next: 1 },
    { next: -1, status: 500 },
    { next: 1, status: 200 },
    { next: 1, status: 500, service: 'teams' },
  ]) {
    assert.equal((await call(`${url}/_local/faults`, { body })).status, 400, JSON.stringify(body));
  }
});

// fetch will not send a Host of one's choice; a browser after DNS rebinding does.
function post(port: number, headers: Record<string, string>, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = `/_local/people/${PEOPLE.alice}`;
    const req = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end(body);
  });
}

test('scripting posts of a foreign host, origin or content type are refused and do nothing', async (t) => {
  const { url, port } = await startedEntra(t);
  const json = { 'content-type': 'application/json' };
  const change = '{"disabled":true}';
  const cases: readonly (readonly [string, Record<string, string>, string, number])[] = [
    ['rebound host', { ...json, host: `evil.example:${port}` }, change, 403],
    ['host that only begins like ours', { ...json, host: '127.0.0.1.evil.example' }, change, 403],
    ['foreign origin', { ...json, origin: 'https://evil.example' }, change, 403],
    ['opaque origin', { ...json, origin: 'null' }, change, 403],
    ['origin of another local port', { ...json, origin: 'http://127.0.0.1:1' }, change, 403],
    ['form', { 'content-type': 'application/x-www-form-urlencoded' }, change, 403],
    ['plain text', { 'content-type': 'text/plain' }, change, 403],
    ['no content type', {}, change, 403],
    ['broken JSON', json, '{', 400],
    ['empty body', json, '', 400],
    ['body over the cap', json, `{"name":"${'x'.repeat(70_000)}"}`, 413],
  ];
  for (const [title, headers, body, status] of cases)
    assert.equal(await post(port, headers, body), status, title);
  const { body } = await call(`${url}/_local/directory`);
  assert.equal(body.people[0].disabled, false);
  assert.equal(await post(port, { ...json, origin: url }, change), 200);
  assert.equal(await post(port, { ...json, host: `localhost:${port}` }, change), 200);
});

test('a taken port is named in the error', async (t) => {
  const { port } = await startedEntra(t);
  await assert.rejects(
    startEntra({ port, service: SERVICE, bot: BOT }),
    new RegExp(`Port ${port} is taken.*--ports`),
  );
});
