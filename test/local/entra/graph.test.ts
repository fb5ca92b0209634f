import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';

import {
  AGENTS,
  AUDIENCE,
  type Directory,
  GROUPS,
  PEOPLE,
  seedDirectory,
  TENANT,
} from '../../../local/directory.ts';
import { type Answer, appToken, BOT, call, ETL, SERVICE, startedEntra } from './entra-client.ts';

const GRAPH = 'https://graph.microsoft.com';
const UNKNOWN = '7c0ffee0-0000-4000-8000-00000000ffff';

async function startedGraph(t: TestContext, directory?: Directory) {
  const { url } = await startedEntra(t, directory);
  const authorization = `Bearer ${await appToken(url, SERVICE, GRAPH)}`;
  const graph = (path: string, body?: unknown): Promise<Answer> =>
    call(path.startsWith('http') ? path : `${url}/v1.0${path}`, { headers: { authorization }, body });
  return { url, graph };
}

function nested(): Directory {
  const seed = seedDirectory();
  const inner = {
    id: '7c0ffee0-0000-4000-8000-00000000d010',
    name: 'etl-night-shift',
    groups: [GROUPS.dataOwners],
  };
  // A circle: the outer group is a member of the inner one.
  const groups = seed.groups.map((group) =>
    group.id === GROUPS.dataOwners ? { ...group, groups: [inner.id] } : group,
  );
  const people = seed.people.map((one) => (one.id === PEOPLE.olivia ? { ...one, groups: [inner.id] } : one));
  return { ...seed, people, groups: [...groups, inner] };
}

test('a user is read by id and by upn, with exactly what was selected', async (t) => {
  const { url, graph } = await startedGraph(t);
  const { status, body } = await graph(
    `/users/${PEOPLE.gus}?$select=id,displayName,userPrincipalName,mail,accountEnabled,userType`,
  );
  assert.equal(status, 200);
  assert.deepEqual(body, {
    '@odata.context': `${url}/v1.0/$metadata#users(id,displayName,userPrincipalName,mail,accountEnabled,userType)/$entity`,
    id: PEOPLE.gus,
    displayName: 'Gus Garcia',
    userPrincipalName: 'gus@contoso.example',
    mail: 'gus@contoso.example',
    accountEnabled: true,
    userType: 'Guest',
  });
  const plain = await graph('/users/alice@contoso.example');
  assert.deepEqual([plain.body.id, plain.body.accountEnabled], [PEOPLE.alice, undefined]);
});

test('disabling a person shows in the very next answer', async (t) => {
  const { url, graph } = await startedGraph(t);
  const path = `/users/${PEOPLE.alice}?$select=accountEnabled`;
  assert.equal((await graph(path)).body.accountEnabled, true);
  await call(`${url}/_local/people/${PEOPLE.alice}`, { body: { disabled: true } });
  assert.equal((await graph(path)).body.accountEnabled, false);
});

test('external and unknown people are not in the directory', async (t) => {
  const { graph } = await startedGraph(t);
  for (const id of [PEOPLE.xavier, UNKNOWN]) {
    const answer = await graph(`/users/${id}`);
    assert.deepEqual([answer.status, answer.body.error.code], [404, 'Request_ResourceNotFound']);
    assert.equal(
      (await graph(`/users/${id}/checkMemberGroups`, { groupIds: [GROUPS.dataOwners] })).status,
      404,
    );
  }
});

test('checkMemberGroups answers the asked groups a person is in, through other groups too', async (t) => {
  const { graph } = await startedGraph(t, nested());
  const ask = (id: string, groupIds: readonly string[]) =>
    graph(`/users/${id}/checkMemberGroups`, { groupIds });
  assert.deepEqual((await ask(PEOPLE.olivia, [GROUPS.sreLeads, GROUPS.dataOwners])).body.value, [
    GROUPS.dataOwners,
  ]);
  assert.deepEqual((await ask(PEOPLE.sam, [GROUPS.dataOwners, UNKNOWN])).body.value, []);
  assert.equal(
    (
      await ask(
        PEOPLE.sam,
        Array.from({ length: 20 }, () => GROUPS.sreLeads),
      )
    ).status,
    200,
  );
  assert.equal(
    (
      await ask(
        PEOPLE.sam,
        Array.from({ length: 21 }, () => GROUPS.sreLeads),
      )
    ).status,
    400,
  );
  assert.equal((await ask(PEOPLE.sam, ['data-owners'])).status, 400);
  assert.equal((await ask(PEOPLE.sam, [])).status, 400);
});

test('taking someone out of a group shows in the very next check', async (t) => {
  const { url, graph } = await startedGraph(t);
  await call(`${url}/_local/people/${PEOPLE.carmen}`, { body: { groups: [] } });
  const answer = await graph(`/users/${PEOPLE.carmen}/checkMemberGroups`, { groupIds: [GROUPS.dataOwners] });
  assert.deepEqual(answer.body.value, []);
});

test('transitive members come in pages that the next link joins without gap or repeat', async (t) => {
  const { graph } = await startedGraph(t, nested());
  const seen: string[] = [];
  let next: string | undefined =
    `/groups/${GROUPS.dataOwners}/transitiveMembers?$select=id,displayName&$top=2`;
  let pages = 0;
  while (next !== undefined) {
    const { status, body }: Answer = await graph(next);
    assert.equal(status, 200);
    assert.ok(body.value.length <= 2);
    seen.push(...body.value.map((member: { id: string }) => member.id));
    next = body['@odata.nextLink'];
    pages += 1;
  }
  // Both groups are in each other, so each is its own member too, as Graph would list it.
  const groups = [GROUPS.dataOwners, '7c0ffee0-0000-4000-8000-00000000d010'];
  assert.deepEqual(seen, [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen, PEOPLE.olivia, PEOPLE.dana, ...groups]);
  assert.equal(pages, 4);
});

test('members are typed, and no page follows the last', async (t) => {
  const { graph } = await startedGraph(t);
  const { body } = await graph(`/groups/${GROUPS.sreLeads}/transitiveMembers?$select=id,accountEnabled`);
  assert.deepEqual(body.value, [
    { '@odata.type': '#microsoft.graph.user', id: PEOPLE.sam, accountEnabled: true },
  ]);
  assert.equal('@odata.nextLink' in body, false);
});

test('a group is read by id', async (t) => {
  const { graph } = await startedGraph(t);
  const { body } = await graph(`/groups/${GROUPS.sreLeads}?$select=id,displayName`);
  assert.deepEqual([body.id, body.displayName], [GROUPS.sreLeads, 'sre-leads']);
  assert.equal((await graph(`/groups/${UNKNOWN}`)).status, 404);
  assert.equal((await graph(`/groups/${UNKNOWN}/transitiveMembers`)).status, 404);
});

test('an agent is found by app id and by object id, and so are its owners', async (t) => {
  const { graph } = await startedGraph(t);
  for (const set of ['servicePrincipals', 'applications']) {
    const byAppId = await graph(`/${set}(appId='${AGENTS.nightlyEtl}')`);
    assert.deepEqual([byAppId.status, byAppId.body.appId], [200, AGENTS.nightlyEtl]);
    const byId = await graph(`/${set}/${byAppId.body.id}?$select=id,appId,displayName`);
    assert.deepEqual([byId.body.appId, byId.body.displayName], [AGENTS.nightlyEtl, 'nightly-etl']);
    for (const path of [
      `/${set}(appId='${AGENTS.nightlyEtl}')/owners`,
      `/${set}/${byAppId.body.id}/owners?$select=id`,
    ]) {
      const { body } = await graph(path);
      assert.deepEqual(
        body.value.map((owner: { id: string }) => owner.id),
        [PEOPLE.dana],
      );
    }
    assert.deepEqual((await graph(`/${set}(appId='${AGENTS.warehouse}')/owners`)).body.value, []);
    assert.equal((await graph(`/${set}(appId='${UNKNOWN}')/owners`)).status, 404);
    assert.equal((await graph(`/${set}/${AGENTS.nightlyEtl}`)).status, 404);
  }
});

test('what Graph would not understand is refused, not ignored', async (t) => {
  const { graph } = await startedGraph(t);
  const members = `/groups/${GROUPS.dataOwners}/transitiveMembers`;
  for (const [path, status] of [
    [`/users/${PEOPLE.alice}?$select=id,acountEnabled`, 400],
    [`/users/${PEOPLE.alice}?$expand=manager`, 400],
    [`${members}?$top=0`, 400],
    [`${members}?$top=1000`, 400],
    [`${members}?$skiptoken=x`, 400],
    ['/users/%E0%A4%A', 400],
    ['/sites/root', 404],
    [`/users/${PEOPLE.alice}/checkMemberGroups`, 405],
  ] as const) {
    const answer = await graph(path);
    assert.equal(answer.status, status, path);
    assert.equal(typeof answer.body.error.message, 'string');
  }
});

test('a batch answers each of its requests, errors included', async (t) => {
  const { url, graph } = await startedGraph(t);
  const { status, body } = await graph('/$batch', {
    requests: [
      { id: 'a', method: 'GET', url: `/users/${PEOPLE.alice}?$select=id` },
      {
        id: 'b',
        method: 'POST',
        url: `/users/${PEOPLE.alice}/checkMemberGroups`,
        body: { groupIds: [GROUPS.dataOwners] },
      },
      { id: 'c', method: 'GET', url: `/users/${UNKNOWN}` },
    ],
  });
  assert.equal(status, 200);
  const [a, b, c] = body.responses;
  assert.deepEqual([a.id, a.status, a.body.id], ['a', 200, PEOPLE.alice]);
  assert.deepEqual([b.status, b.body.value], [200, [GROUPS.dataOwners]]);
  assert.deepEqual([c.status, c.body.error.code], [404, 'Request_ResourceNotFound']);
  const { body: calls } = await call(`${url}/_local/calls`);
  assert.deepEqual([calls.batch, calls['users.get'], calls['users.checkMemberGroups']], [1, 2, 1]);
  const twentyOne = Array.from({ length: 21 }, (_, id) => ({ id: `${id}`, method: 'GET', url: '/users/x' }));
  assert.equal((await graph('/$batch', { requests: twentyOne })).status, 400);
  assert.equal((await graph('/$batch', { requests: [twentyOne[0], twentyOne[0]] })).status, 400);
  assert.equal((await graph('/$batch', { requests: [] })).status, 400);
});

test('only a Graph token that carries the permission opens the door', async (t) => {
  const { url } = await startedGraph(t);
  const ask = (authorization?: string) =>
    call(`${url}/v1.0/users/${PEOPLE.alice}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
  const mint = async (body: unknown) => (await call(`${url}/_local/token`, { body })).body.access_token;
  const good = { aud: GRAPH, roles: ['User.Read.All'] };
  const cases: readonly (readonly [string, string | undefined, number])[] = [
    ['none', undefined, 401],
    ['garbage', 'Bearer garbage', 401],
    ['for our API', `Bearer ${await appToken(url, SERVICE, AUDIENCE)}`, 401],
    ['expired', `Bearer ${await mint({ claims: { ...good, exp: 1 } })}`, 401],
    ['foreign key', `Bearer ${await mint({ claims: good, key: 'foreign' })}`, 401],
    ['alg none', `Bearer ${await mint({ claims: good, header: { alg: 'none' } })}`, 401],
    ['other tenant', `Bearer ${await mint({ claims: { ...good, iss: `${url}/x/v2.0` } })}`, 401],
    ['the bot', `Bearer ${await appToken(url, BOT, GRAPH)}`, 403],
    ['an agent', `Bearer ${await appToken(url, ETL, GRAPH)}`, 403],
    ['minted well', `Bearer ${await mint({ claims: good })}`, 200],
  ];
  for (const [title, authorization, status] of cases) {
    const answer = await ask(authorization);
    assert.equal(answer.status, status, title);
    if (status === 401) assert.equal(answer.body.error.code, 'InvalidAuthenticationToken', title);
    if (status === 403) assert.equal(answer.body.error.code, 'Authorization_RequestDenied', title);
  }
});

test('a permission that was taken away is refused at once, and opens again when it is given back', async (t) => {
  const { url, graph } = await startedGraph(t);
  const grant = (...granted: readonly string[]) => call(`${url}/_local/permissions`, { body: { granted } });
  const status = async (path: string) => (await graph(path)).status;
  assert.equal((await grant('User.Read.All')).status, 200);
  assert.equal(await status(`/users/${PEOPLE.alice}`), 200);
  assert.equal(await status(`/groups/${GROUPS.dataOwners}`), 403);
  assert.equal(await status(`/applications(appId='${AGENTS.nightlyEtl}')/owners`), 403);
  await grant('User.Read.All', 'GroupMember.Read.All', 'Application.Read.All');
  assert.equal(await status(`/groups/${GROUPS.dataOwners}`), 200);
  assert.equal((await grant('Mail.Read')).status, 400);
});

test('every answer carries request ids, and errors repeat them', async (t) => {
  const { url } = await startedGraph(t);
  const mine = '7c0ffee0-0000-4000-8000-00000000abcd';
  const answer = await call(`${url}/v1.0/users/x`, { headers: { 'client-request-id': mine } });
  assert.equal(answer.headers.get('client-request-id'), mine);
  assert.equal(answer.body.error.innerError['client-request-id'], mine);
  assert.equal(answer.body.error.innerError['request-id'], answer.headers.get('request-id'));
});

test('a body that is not JSON is a Graph error', async (t) => {
  const { url } = await startedGraph(t);
  const answer = await fetch(`${url}/v1.0/users/${PEOPLE.alice}/checkMemberGroups`, {
    method: 'POST',
    body: '{',
  });
  assert.equal(answer.status, 400);
  assert.equal(Object(await answer.json()).error.code, 'BadRequest');
});

test('the directory of one server is not that of another', async (t) => {
  const first = await startedGraph(t);
  const second = await startedGraph(t);
  await call(`${first.url}/_local/people/${PEOPLE.alice}`, { body: { name: 'Someone Else' } });
  assert.equal((await first.graph(`/users/${PEOPLE.alice}`)).body.displayName, 'Someone Else');
  assert.equal((await second.graph(`/users/${PEOPLE.alice}`)).body.displayName, 'Alice Aho');
  assert.equal(seedDirectory().tenant, TENANT);
});
