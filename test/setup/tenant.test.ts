// `npm run setup` before anything stands in Azure: what a first run makes, and that a second one leaves it alone.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { demoWorldId } from '../../functions/settings/local-marks.ts';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

interface App {
  readonly appId: string;
  readonly displayName: string;
  readonly uniqueName: string;
  readonly signInAudience: string;
  readonly identifierUris: readonly string[];
  readonly api: {
    readonly requestedAccessTokenVersion: number;
    readonly oauth2PermissionScopes: readonly {
      readonly id: string;
      readonly value: string;
      readonly type: string;
    }[];
    readonly preAuthorizedApplications: readonly {
      readonly appId: string;
      readonly delegatedPermissionIds: readonly string[];
    }[];
  };
  readonly appRoles: readonly { readonly value: string; readonly allowedMemberTypes: readonly string[] }[];
  readonly optionalClaims: { readonly accessToken: readonly { readonly name: string }[] };
  readonly requiredResourceAccess: readonly unknown[];
}

test('--what-if explains every step and writes nothing, to the tenant or to the disk', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  const { code, text, calls } = await stage.setup(`--what-if ${PEOPLE}`);
  assert.equal(code, 0);
  assert.deepEqual(stage.tenant.writes, []);
  assert.ok(!existsSync(stage.policyPath), 'no policy file');
  assert.ok(
    calls.every((call) => !/--method (?!GET)|secret set|env set/.test(call)),
    'only calls that read',
  );
  assert.match(text, /Registration of the API \.+ to be changed/);
  assert.match(text, /nothing was changed\. The same command\s+without\s+--what-if\s+does\s+12\s+steps/);
});

test('a first run makes the registrations, the groups, the policy file and the values for azd', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  const { code, text } = await stage.setup(`--yes --alert-email ops@contoso.example ${PEOPLE}`);
  assert.equal(code, 0, text);

  const apps = stage.tenant.applications.map(({ shown }) => shown as unknown as App);
  const api = apps.find(({ uniqueName }) => uniqueName === 'countersign.demo.api');
  const review = apps.find(({ uniqueName }) => uniqueName === 'countersign.demo.review');
  assert.ok(api !== undefined && review !== undefined && apps.length === 2);
  assert.equal(api.api.requestedAccessTokenVersion, 2);
  assert.equal(api.signInAudience, 'AzureADMyOrg');
  assert.equal(review.signInAudience, 'AzureADMyOrg');
  assert.deepEqual(api.identifierUris, [`api://${api.appId}`]);
  assert.deepEqual(
    api.appRoles.map(({ value, allowedMemberTypes }) => `${value}: ${allowedMemberTypes.join('+')}`),
    [
      'Requests.Create: Application',
      'Requests.Enforce: Application',
      'Approvals.Audit: Application+User',
      'Approvals.Admin: Application+User',
    ],
  );
  assert.deepEqual(
    api.api.oauth2PermissionScopes.map(({ value, type }) => `${value}: ${type}`),
    ['Approvals.Decide: Admin', 'Approvals.Operate: User', 'Requests.Create: Admin'],
  );
  assert.deepEqual(
    api.optionalClaims.accessToken.map(({ name }) => name),
    ['idtyp', 'auth_time', 'acrs'],
  );
  const scope = (name: string) => api.api.oauth2PermissionScopes.find(({ value }) => value === name)?.id;
  const [decide, operate] = [scope('Approvals.Decide'), scope('Approvals.Operate')];
  assert.deepEqual(api.api.preAuthorizedApplications, [
    { appId: review.appId, delegatedPermissionIds: [decide] },
    // Nobody signed in to az can be made to decide by what runs beside them.
    { appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46', delegatedPermissionIds: [operate] },
  ]);
  assert.deepEqual(review.requiredResourceAccess, [
    { resourceAppId: api.appId, resourceAccess: [{ id: decide, type: 'Scope' }] },
  ]);

  const [approvers, admins] = stage.tenant.groups;
  assert.deepEqual(
    [approvers?.members.length, admins?.members.length],
    [2, 2],
    'the people who were named are in the groups',
  );
  const values = stage.tenant.azd.environments.demo;
  assert.equal(values?.COUNTERSIGN_API_APP_ID, api.appId);
  assert.equal(values?.COUNTERSIGN_REVIEW_APP_ID, review.appId);
  assert.equal(values?.COUNTERSIGN_ALERT_EMAIL, 'ops@contoso.example');
  const policy = parsePolicy(stage.policy());
  assert.ok(policy.ok);
  assert.equal(policy.policy.admins, admins?.id);
  assert.ok(stage.policy().includes(`entraGroup: ${approvers?.id}`));
  assert.doesNotMatch(
    stage.policy(),
    demoWorldId,
    'nothing of the demo world is left, the app would refuse it',
  );
});

test('nobody owns what was registered, though Entra makes its maker the owner', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const made = stage.tenant.servicePrincipals.filter(({ shown }) =>
    String(shown.displayName).startsWith('Countersign'),
  );
  assert.equal(made.length, 2);
  assert.deepEqual(
    [...stage.tenant.applications, ...made].flatMap(({ owners }) => owners),
    [],
  );
});

test('owners other than the person running setup stop it; taken with --take they are named and left', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const dana = stage.tenant.users.find(({ displayName }) => displayName === 'Dana Ortiz');
  stage.tenant.applications[0]?.owners.push(dana?.id ?? '');
  const refused = await stage.setup('');
  assert.equal(refused.code, 3);
  const { text } = await stage.setup(`--take ${stage.tenant.applications[0]?.shown.appId}`);
  assert.match(text, /Owned by dana@contoso\.example/);
  assert.deepEqual(stage.tenant.applications[0]?.owners, [dana?.id]);
});

test('a second run changes nothing and says so', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const writes = stage.tenant.writes.length;
  const before = stage.policy();
  const { code, text } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 0);
  assert.equal(stage.tenant.writes.length, writes);
  assert.equal(stage.policy(), before);
  assert.match(text, /Everything is as it should be\. Nothing was changed\./);
  assert.doesNotMatch(text, /to be changed/);
});

test('what somebody took away is put back, and what somebody added stays', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const [api] = stage.tenant.applications;
  assert.ok(api);
  const own = {
    id: 'de300000-0000-4000-8000-900000000001',
    value: 'Own.Role',
    isEnabled: true,
    allowedMemberTypes: ['User'],
  };
  api.shown.appRoles = [
    ...(api.shown.appRoles as { value: string }[]).filter(({ value }) => value !== 'Requests.Enforce'),
    own,
  ];
  api.shown.signInAudience = 'AzureADMultipleOrgs';
  api.shown.optionalClaims = { idToken: [{ name: 'email' }], accessToken: [{ name: 'ctry' }] };
  const { code } = await stage.setup('--yes');
  assert.equal(code, 0);
  const roles = (api.shown.appRoles as { value: string }[]).map(({ value }) => value);
  assert.ok(roles.includes('Own.Role') && roles.includes('Requests.Enforce'));
  assert.equal(api.shown.signInAudience, 'AzureADMyOrg');
  const claims = api.shown.optionalClaims as { idToken: unknown[]; accessToken: { name: string }[] };
  assert.equal(claims.idToken.length, 1);
  assert.deepEqual(
    claims.accessToken.map(({ name }) => name),
    ['ctry', 'idtyp', 'auth_time', 'acrs'],
  );
});

test('letters of every language go there and back as they are, though az sends Latin-1', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const [api] = stage.tenant.applications;
  assert.ok(api);
  const own = {
    id: 'de300000-0000-4000-8000-900000000003',
    value: 'Own',
    isEnabled: true,
    description: 'Prüfer 審査 🙂',
  };
  const roles = api.shown.appRoles as { value: string; description: string }[];
  api.shown.appRoles = [...roles.filter(({ value }) => value !== 'Requests.Create'), own];
  const { code, files } = await stage.setup('--yes');
  assert.equal(code, 0);
  const kept = (api.shown.appRoles as { value: string; description: string }[]).find(
    ({ value }) => value === 'Own',
  );
  assert.equal(kept?.description, own.description);
  assert.ok(files.length > 0 && files.every((text) => /^[\x20-\x7e]*$/.test(text)));
});

test('text that a terminal garbled is not written back', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const [api] = stage.tenant.applications;
  assert.ok(api);
  const roles = api.shown.appRoles as { value: string; description: string }[];
  const own = {
    id: 'de300000-0000-4000-8000-900000000003',
    value: 'Own',
    isEnabled: true,
    description: 'Pr\uFFFDfer',
  };
  api.shown.appRoles = [...roles.filter(({ value }) => value !== 'Requests.Create'), own];
  const writes = stage.tenant.writes.length;
  const { code, words } = await stage.setup('--yes');
  assert.equal(code, 1);
  assert.match(words, /cannot show.*Cloud Shell/);
  assert.equal(stage.tenant.writes.length, writes);
});

test('a role that was switched off is switched on under its own id: Entra takes none away that is on', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const [api] = stage.tenant.applications;
  assert.ok(api);
  const off = { id: 'de300000-0000-4000-8000-900000000002', value: 'Requests.Create', isEnabled: false };
  const others = (api.shown.appRoles as { value: string }[]).filter(({ value }) => value !== off.value);
  api.shown.appRoles = [...others, off];
  assert.equal((await stage.setup('--yes')).code, 0);
  const roles = api.shown.appRoles as { id: string; value: string; isEnabled: boolean }[];
  const found = roles.filter(({ value }) => value === off.value);
  assert.deepEqual(
    found.map(({ id, isEnabled }) => [id, isEnabled]),
    [[off.id, true]],
  );
});

test('a role that also people could be given, or a scope that anybody could consent to, is put right', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const [api] = stage.tenant.applications;
  assert.ok(api);
  const before = structuredClone(api.shown);
  const roles = api.shown.appRoles as { value: string; allowedMemberTypes: string[] }[];
  const create = roles.find(({ value }) => value === 'Requests.Create');
  Object.assign(create ?? {}, { allowedMemberTypes: ['User', 'Application'] });
  const members = api.shown.api as { oauth2PermissionScopes: { value: string; type: string }[] };
  const decide = members.oauth2PermissionScopes.find(({ value }) => value === 'Approvals.Decide');
  Object.assign(decide ?? {}, { type: 'User' });
  Object.assign(members, { acceptMappedClaims: true });
  const plan = await stage.setup('--what-if');
  assert.match(
    plan.words,
    /\+ app roles Requests\.Create \(Application\) \+ scopes Approvals\.Decide, no claims/,
  );
  assert.equal((await stage.setup('--yes')).code, 0);
  const after = api.shown.api as { acceptMappedClaims: boolean; oauth2PermissionScopes: unknown[] };
  const named = (list: unknown) =>
    (list as { value: string }[]).toSorted((one, other) => one.value.localeCompare(other.value));
  assert.deepEqual(named(api.shown.appRoles), named(before.appRoles));
  assert.deepEqual(
    named(after.oauth2PermissionScopes),
    named((before.api as typeof after).oauth2PermissionScopes),
  );
  assert.equal(after.acceptMappedClaims, false);
});

test('somebody who was put into the group meanwhile is no trouble', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  stage.meanwhile = (call) => {
    const [group] = stage.tenant.groups;
    const alice = stage.tenant.users.find(({ displayName }) => displayName === 'Alice Aho');
    if (call.includes('/members/$ref') && group?.members.length === 0) group.members.push(alice?.id ?? '');
  };
  const { code, text } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 0, text);
  assert.equal(stage.tenant.groups[0]?.members.length, 2);
});

test('asks once; without a yes nothing is done', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  assert.equal((await stage.setup(PEOPLE, false)).code, 2);
  const nobody = await stage.setup(PEOPLE);
  assert.equal(nobody.code, 2);
  assert.match(nobody.words, /nobody can be asked here.*--yes/);
  assert.deepEqual(stage.tenant.writes, []);
  assert.equal((await stage.setup(PEOPLE, true)).code, 0);
});

test('with fewer than two people who could act it says so, and counts neither guests nor disabled accounts', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup('--yes --approvers alice@contoso.example');
  const group = stage.tenant.groups.find(({ shown }) => shown.uniqueName === 'countersign.demo.approvers');
  const others = stage.tenant.users.filter(
    ({ userType, accountEnabled }) => userType === 'Guest' || !accountEnabled,
  );
  group?.members.push(...others.map(({ id }) => id));
  const { code, words } = await stage.setup('');
  assert.equal(code, 0);
  assert.match(words, /The group of approvers has one person who could act\. You need two people/);
  assert.match(words, /8\. People in the group of approvers \.+ one is too few/);
  assert.match(words, /10\. People in the group of administrators \.+ nobody named .* = nobody could act/);
  assert.match(words, /Nothing was changed\. What is lacking stands after "Note:"/);
});

test('groups of yours are taken by their id, and the policy file keeps them for later runs', async (t) => {
  const own = 'de300000-0000-4000-8000-600000000001';
  const stage = aTenant((tenant) => {
    const shown = { id: own, displayName: 'Finance approvers', securityEnabled: true, groupTypes: [] };
    tenant.groups.push({ id: own, owners: [], members: [], unknownFor: 0, shown });
  });
  t.after(stage.end);
  const { code } = await stage.setup(`--yes --approver-group ${own} ${PEOPLE}`);
  assert.equal(code, 0);
  assert.ok(stage.policy().includes(own));
  assert.equal(stage.tenant.groups.length, 2, 'only the other group was made');
  assert.match((await stage.setup('')).text, /"Finance approvers"/);
  const other = await stage.setup('--approver-group de300000-0000-4000-8000-600000000002 --yes');
  assert.equal(other.code, 3);
  assert.match(other.words, /names group de300000-0000-4000-8000-600000000001, and/);
});

test('every line fits into 80 columns, ids and commands excepted', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  for (const args of [
    '--help',
    `--what-if ${PEOPLE}`,
    `--yes ${PEOPLE}`,
    '--check',
    '--after-provision',
    '--remove --what-if',
  ]) {
    const { lines } = await stage.setup(args);
    const long = lines.filter((line) => line.length > 80 && !/^ {2}(npm|az|azd|git) /.test(line));
    assert.deepEqual(long, [], args);
  }
});

test('a pipeline signed in as an app sets up the tenant, and owns none of it either', async (t) => {
  const pipeline = 'de300000-0000-4000-8000-a00000000001';
  const stage = aTenant((tenant) => {
    const shown = {
      id: pipeline,
      appId: 'de300000-0000-4000-8000-a00000000002',
      displayName: 'deploy',
      servicePrincipalType: 'Application',
    };
    tenant.servicePrincipals.push({ id: pipeline, owners: [], members: [], unknownFor: 0, shown });
    tenant.me = pipeline;
  });
  t.after(stage.end);
  const { code, text, calls } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 0, text);
  assert.match(text, /signed in {3}deploy/);
  assert.ok(!calls.some((call) => call.includes('/v1.0/me')), 'an app is nobody to /me');
  assert.deepEqual(
    stage.tenant.applications.flatMap(({ owners }) => owners),
    [],
  );
  assert.equal((await stage.setup('--check')).code, 0);
});
