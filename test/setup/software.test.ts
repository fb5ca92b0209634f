// `setup agent NAME` and `setup enforcer NAME`: an identity that nobody owns, one role, one entry in the policy.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { goodPolicy } from '../support/good-policy.ts';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

const AGENT = 'agent nightly-etl --yes --owners dana@contoso.example';
const ENFORCER = 'enforcer warehouse --yes --resource-types database,vault';

async function ready() {
  const stage = aTenant();
  await stage.setup(`--yes ${PEOPLE}`);
  return stage;
}

test('an agent gets a registration without owner and secret, its role, and its entry in the policy', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  const before = stage.policy();
  const { code, text, words } = await stage.setup(AGENT);
  assert.equal(code, 0, text);
  const app = stage.tenant.applications.find(
    ({ shown }) => shown.uniqueName === 'countersign.demo.agent-nightly-etl',
  );
  assert.ok(app);
  assert.deepEqual(app.owners, []);
  assert.ok(!stage.tenant.writes.some((write) => write.includes('addPassword')), 'no secret is made');
  const api = stage.tenant.applications.find(({ shown }) => shown.uniqueName === 'countersign.demo.api');
  assert.ok(api);
  const role = (api.shown.appRoles as { id: string; value: string }[]).find(
    ({ value }) => value === 'Requests.Create',
  );
  assert.deepEqual(
    stage.tenant.assignments.map(({ appRoleId }) => appRoleId),
    [role?.id],
  );
  const agent = [...goodPolicy(stage.policy()).agents.values()].find(({ name }) => name === 'nightly-etl');
  const dana = stage.tenant.users.find(({ displayName }) => displayName === 'Dana Ortiz');
  assert.equal(agent?.clientId, app.shown.appId);
  assert.deepEqual(agent?.owners, [dana?.id]);
  for (const line of before.split('\n').filter((each) => each !== 'agents: {}'))
    assert.ok(stage.policy().includes(line), line);
  assert.match(
    words,
    /federated-credential create --id .* it prove itself|prove itself without a secret.*federated-credential/,
  );
});

test('an enforcer gets the other role and names what it guards', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  assert.equal((await stage.setup(ENFORCER)).code, 0);
  const [enforcer] = [...goodPolicy(stage.policy()).enforcers.values()];
  assert.equal(enforcer?.name, 'warehouse');
  assert.deepEqual([...(enforcer?.resourceTypes ?? [])], ['database', 'vault']);
});

test('several are added one after the other, and the same again changes nothing', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  for (const args of [AGENT, ENFORCER, AGENT.replace('nightly-etl', 'deploy-bot')])
    assert.equal((await stage.setup(args)).code, 0);
  const writes = stage.tenant.writes.length;
  const text = stage.policy();
  for (const args of [AGENT, ENFORCER]) assert.equal((await stage.setup(args)).code, 0);
  assert.equal(stage.tenant.writes.length, writes);
  assert.equal(stage.policy(), text);
  assert.deepEqual(
    [...goodPolicy(text).agents.values()].map(({ name }) => name),
    ['nightly-etl', 'deploy-bot'],
  );
});

test('--what-if writes nothing', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  const writes = stage.tenant.writes.length;
  const text = stage.policy();
  assert.equal((await stage.setup(AGENT.replace('--yes', '--what-if'))).code, 0);
  assert.equal(stage.tenant.writes.length, writes);
  assert.equal(stage.policy(), text);
});

test('a managed identity is used as it is, and its owners are told that they may not approve', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  const id = 'de300000-0000-4000-8000-800000000001';
  const appId = 'de300000-0000-4000-8000-800000000002';
  const alice = stage.tenant.users.find(({ displayName }) => displayName === 'Alice Aho')?.id ?? '';
  const shown = { id, appId, displayName: 'vm-etl', servicePrincipalType: 'ManagedIdentity' };
  stage.tenant.servicePrincipals.push({ id, owners: [alice], members: [], unknownFor: 0, shown });
  const { code, words } = await stage.setup(`${AGENT} --identity ${id}`);
  assert.equal(code, 0);
  assert.match(words, /Owned by alice@contoso\.example: they may not approve what it asks/);
  assert.equal(stage.tenant.applications.length, 2, 'nothing was registered');
  assert.equal([...goodPolicy(stage.policy()).agents.values()][0]?.clientId, appId);
});

test('the identity of Countersign itself is no agent, nor is one that nobody knows', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  const own = stage.tenant.servicePrincipals[1]?.id;
  const itself = await stage.setup(`${AGENT} --identity ${own}`);
  assert.equal(itself.code, 3);
  assert.match(itself.words, /is the identity of Countersign itself/);
  const nobody = await stage.setup(`${AGENT} --identity de300000-0000-4000-8000-800000000009`);
  assert.equal(nobody.code, 3);
  assert.match(nobody.words, /principal id/);
  assert.deepEqual(stage.tenant.assignments, []);
});

test('nothing is both agent and enforcer', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  await stage.setup(AGENT);
  const principal = stage.tenant.servicePrincipals.find(({ shown }) =>
    String(shown.displayName).includes('nightly-etl'),
  );
  const { code, words } = await stage.setup(`${ENFORCER} --identity ${principal?.id}`);
  assert.equal(code, 3);
  assert.match(words, /holds Requests\.Create already\. Agents and enforcers are kept apart/);
  assert.equal(stage.tenant.assignments.length, 1);
});

test('a name that the policy gives to another client is refused', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  await stage.setup(AGENT);
  const text = stage.policy();
  const id = 'de300000-0000-4000-8000-800000000001';
  const shown = {
    id,
    appId: 'de300000-0000-4000-8000-800000000002',
    displayName: 'vm-etl',
    servicePrincipalType: 'ManagedIdentity',
  };
  stage.tenant.servicePrincipals.push({ id, owners: [], members: [], unknownFor: 0, shown });
  const { code, words } = await stage.setup(`${AGENT} --identity ${id}`);
  assert.equal(code, 3);
  assert.match(words, /with another client id/);
  assert.equal(stage.policy(), text);
});

test('before the tenant is set up it says so', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  const { code, words } = await stage.setup(AGENT);
  assert.equal(code, 1);
  assert.match(words, /not registered in this tenant yet\. Do: Run setup for the tenant first/);
});

test('--secret writes a secret to a file of one’s own and shows it nowhere; a rerun makes no other', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  const file = join(stage.folder, 'secret.txt');
  const ran = await stage.setup(`${AGENT} --secret ${file}`);
  assert.equal(ran.code, 0, ran.text);
  const secret = readFileSync(file, 'utf8');
  assert.match(secret, /^demo~/);
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(![...ran.calls, ran.text].join('\n').includes(secret));
  assert.equal((await stage.setup(`${AGENT} --secret ${file}`)).code, 0);
  assert.equal(readFileSync(file, 'utf8'), secret);
  assert.equal(stage.tenant.writes.filter((write) => write.includes('addPassword')).length, 1);
});

test('a secret that could not be made leaves no file behind', async (t) => {
  const stage = await ready();
  t.after(stage.end);
  const file = join(stage.folder, 'secret.txt');
  stage.tenant.faults.push({
    on: 'addPassword',
    times: 1,
    phrase: 'Forbidden',
    code: 'Authorization_RequestDenied',
    message: 'No.',
  });
  assert.equal((await stage.setup(`${AGENT} --secret ${file}`)).code, 1);
  assert.ok(!existsSync(file));
  assert.equal((await stage.setup(`${AGENT} --secret ${file}`)).code, 0);
});

test('an agent whose name reads on from the deployment’s is not the API of another deployment', async (t) => {
  const stage = aTenant((tenant) => {
    tenant.azd.environments['demo-agent'] = { ...tenant.azd.environments.demo, AZURE_ENV_NAME: 'demo-agent' };
  });
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  await stage.setup(`--yes --env demo-agent ${PEOPLE}`);
  assert.equal(stage.tenant.applications.length, 4);
  const { code, text } = await stage.setup('agent api --yes --owners dana@contoso.example');
  assert.equal(code, 0, text);
  assert.equal(stage.tenant.applications.length, 5, 'a registration of its own');
  const ids = stage.tenant.applications.flatMap(({ shown }) =>
    (shown.appRoles as { id: string }[]).map(({ id }) => id),
  );
  assert.equal(new Set(ids).size, ids.length, 'nor do two APIs share the id of a role');
  assert.equal((await stage.setup('--remove --yes --env demo')).code, 0);
  assert.equal(stage.tenant.applications.length, 2, 'the other deployment keeps its two');
});

test('an owner whom nobody knows stands in the way, and nothing is changed', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const before = stage.tenant.writes.length;
  const { code, words } = await stage.setup('--yes agent nightly-etl --owners nobody@contoso.example');
  assert.equal(code, 3);
  assert.match(words, /nobody called "nobody@contoso\.example".*Nothing was changed: first do/);
  assert.equal(stage.tenant.writes.length, before);
});
