// Registrations and groups that somebody else planted or holds: nothing of theirs is adopted, and nothing is passed over in silence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApplication } from '../../local/azure/applications.ts';
import { type DemoTenant, object } from '../../local/azure/tenant.ts';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

const CLIENT = 'de300000-0000-4000-8000-b00000000001';
const CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

function plant(tenant: DemoTenant, uniqueName: string, more: Readonly<Record<string, unknown>> = {}) {
  const app = createApplication({
    displayName: 'Totally harmless',
    tags: ['countersign', 'countersign-demo'],
    ...more,
  });
  app.shown.uniqueName = uniqueName;
  tenant.applications.push(app);
  return app;
}

const noor = (tenant: DemoTenant) =>
  tenant.users.find(({ displayName }) => displayName === 'Noor Nasser')?.id ?? '';

const SIGNS: readonly [
  what: string,
  hold: (tenant: DemoTenant, app: ReturnType<typeof plant>) => unknown,
  says: RegExp,
][] = [
  ['without our tags', (_, app) => Object.assign(app.shown, { tags: [] }), /it does not have our tags/],
  ['owned by somebody else', (tenant, app) => app.owners.push(noor(tenant)), /noor@contoso\.example owns it/],
  [
    'whose service principal somebody else owns',
    (tenant, app) => {
      const principal = object('sp-planted', { appId: app.shown.appId });
      principal.owners.push(noor(tenant));
      tenant.servicePrincipals.push(principal);
    },
    /noor@contoso\.example owns it/,
  ],
  [
    'with a secret',
    (_, app) => Object.assign(app.shown, { passwordCredentials: [{ keyId: 'x' }] }),
    /it has a secret/,
  ],
  [
    'with a secret on its service principal',
    (tenant, app) =>
      tenant.servicePrincipals.push(
        object('sp-planted', { appId: app.shown.appId, passwordCredentials: [{ keyId: 'x' }] }),
      ),
    /it has a secret/,
  ],
  [
    'with a certificate',
    (_, app) => Object.assign(app.shown, { keyCredentials: [{ keyId: 'x' }] }),
    /it has a certificate/,
  ],
  [
    'with a federated credential',
    (_, app) =>
      Object.assign(app.shown, {
        federated: [{ name: 'x', issuer: 'https://evil.example', subject: 'anybody' }],
      }),
    /anybody of https:\/\/evil\.example may prove to be it/,
  ],
];

for (const thing of ['api', 'review']) {
  for (const [what, hold, says] of SIGNS) {
    test(`a registration with the unique name of our ${thing}, ${what}, is refused; taken only by its id`, async (t) => {
      const stage = aTenant((tenant) => hold(tenant, plant(tenant, `countersign.demo.${thing}`)));
      t.after(stage.end);
      const planted = String(stage.tenant.applications[0]?.shown.appId);
      const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
      assert.equal(code, 3);
      assert.match(words, says);
      assert.match(words, new RegExp(`--take ${planted}`));
      assert.deepEqual(stage.tenant.writes, []);
      const check = await stage.setup('--check');
      assert.equal(check.code, 3);
      assert.match(check.words, says);

      const taken = await stage.setup(`--yes --take ${planted} ${PEOPLE}`);
      assert.equal(taken.code, 0, taken.text);
      assert.match(taken.words, /Look: Taken with --take/);
    });
  }
}

test('a registration of ours that somebody holds later stops every run', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  for (const app of stage.tenant.applications)
    Object.assign(app.shown, { passwordCredentials: [{ keyId: 'x' }] });
  const writes = stage.tenant.writes.length;
  for (const args of ['', '--after-provision', 'agent nightly-etl --owners dana@contoso.example']) {
    const { code, words } = await stage.setup(`--yes ${args}`);
    assert.ok(code === 3 || code === 1, args);
    assert.match(words, /it has a secret/, args);
  }
  assert.equal(stage.tenant.writes.length, writes);
});

test('an agent’s planted registration is refused; one that the policy lists keeps its keys', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const planted = plant(stage.tenant, 'countersign.demo.agent-nightly-etl');
  Object.assign(planted.shown, { passwordCredentials: [{ keyId: 'x' }] });
  const refused = await stage.setup('agent nightly-etl --yes --owners dana@contoso.example');
  assert.equal(refused.code, 3);
  assert.match(refused.words, /it has a secret.*--take/);
  assert.equal((await stage.setup('agent other --yes --owners dana@contoso.example')).code, 0);
  const other = stage.tenant.applications.find(
    ({ shown }) => shown.uniqueName === 'countersign.demo.agent-other',
  );
  Object.assign(other?.shown ?? {}, { passwordCredentials: [{ keyId: 'y' }] });
  assert.equal((await stage.setup('agent other --yes --owners dana@contoso.example')).code, 0);
});

test('a group with our unique name and somebody else’s people in it is refused; taken only by its id', async (t) => {
  for (const where of ['owners', 'members'] as const) {
    const stage = aTenant((tenant) => {
      const group = object('de300000-0000-4000-8000-600000000009', {
        displayName: 'Totally harmless',
        uniqueName: 'countersign.demo.approvers',
        securityEnabled: true,
        groupTypes: [],
      });
      group[where].push(noor(tenant));
      tenant.groups.push(group);
    });
    t.after(stage.end);
    const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
    assert.equal(code, 3, where);
    assert.match(words, /has our unique name, but others than you/);
    assert.deepEqual(stage.tenant.writes, []);
    const id = stage.tenant.groups[0]?.id;
    assert.equal((await stage.setup(`--yes --approver-group ${id} ${PEOPLE}`)).code, 0);
  }
});

interface Entry {
  readonly appId: string;
  readonly delegatedPermissionIds: readonly string[];
}

test('whoever else could decide without a question of consent is told and loses it, the Azure CLI too', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const [api] = stage.tenant.applications;
  const members = api?.shown.api as {
    oauth2PermissionScopes: { id: string; value: string }[];
    preAuthorizedApplications: Entry[];
  };
  const before = structuredClone(members.preAuthorizedApplications);
  const scope = (name: string) =>
    members.oauth2PermissionScopes.find(({ value }) => value === name)?.id ?? '';
  const decide = scope('Approvals.Decide');
  members.preAuthorizedApplications = before.map((each) =>
    each.appId === CLI ? { ...each, delegatedPermissionIds: [...each.delegatedPermissionIds, decide] } : each,
  );
  members.preAuthorizedApplications.push({ appId: CLIENT, delegatedPermissionIds: [decide] });
  const check = await stage.setup('--check');
  assert.equal(check.code, 3);
  assert.match(check.words, new RegExp(`${CLIENT} could decide for every approver`));
  const { code, words } = await stage.setup('--yes');
  assert.equal(code, 0);
  assert.match(words, new RegExp(`take Approvals\\.Decide from the app with client id ${CLIENT}`));
  assert.match(words, /take Approvals\.Decide from the Azure CLI/);
  const after = api?.shown.api as typeof members;
  assert.deepEqual(after.preAuthorizedApplications, before);

  after.preAuthorizedApplications.push({
    appId: CLIENT,
    delegatedPermissionIds: [scope('Approvals.Operate')],
  });
  const other = await stage.setup('--yes');
  assert.equal(other.code, 0);
  assert.match(other.words, /Look: the app with client id \S+ has Approvals\.Operate without a question/);
  assert.doesNotMatch(other.words, /Everything is as it should be/);
});

test('other addresses of the page are named in every run, and it is made no public client again', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  await stage.setup('--yes --after-provision');
  const review = stage.tenant.applications.find(
    ({ shown }) => shown.uniqueName === 'countersign.demo.review',
  );
  Object.assign(review?.shown ?? {}, {
    isFallbackPublicClient: true,
    web: { redirectUris: ['https://evil.example/back'] },
    publicClient: { redirectUris: ['http://localhost'] },
  });
  for (const args of ['--what-if', '--after-provision --what-if', '--check']) {
    const { words } = await stage.setup(args);
    assert.match(
      words,
      /Look: Also registered: https:\/\/evil\.example\/back \(web\), http:\/\/localhost \(public client\)/,
      args,
    );
  }
  assert.match((await stage.setup('--what-if')).words, /\+ be no public client/);
  assert.equal((await stage.setup('--yes')).code, 0);
  assert.equal(review?.shown.isFallbackPublicClient, false);
});
