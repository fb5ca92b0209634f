// Owners of apps (entra/owners.ts) and groups that nobody is left in (entra/group.ts), through the directory.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DirectoryFault } from '../../approvals/faults.ts';
import { createDirectory } from '../../entra/directory.ts';
import { type Answers, type GraphAnswer, NOT_FOUND, startGraph } from './graph-stub.ts';

const APP = '7c0ffee0-0000-4000-8000-00000000c001';
const OBJECT = '7c0ffee0-0000-4000-8000-000000005001';
const BLUEPRINT = '7c0ffee0-0000-4000-8000-00000000b001';
const ids = (...names: readonly string[]): GraphAnswer => ({ body: { value: names.map((id) => ({ id })) } });
const registrationOf = (app: string) => `/applications(appId='${app}')/owners`;
const principalOf = (app: string) => `/servicePrincipals(appId='${app}')/owners`;
const registration = registrationOf(APP);
const principal = principalOf(APP);
const GROUP = '7c0ffee0-0000-4000-8000-00000000d001';
const members = `/groups/${GROUP}/transitiveMembers`;

async function begin(t: TestContext, answers: Answers) {
  const graph = await startGraph(t, answers);
  const options = { graphUrl: graph.graphUrl, getToken: async () => 'token', timeoutMs: 2000 };
  const directory = createDirectory(options);
  return { graph, directory, ownersOf: directory.ownersOf };
}

test('owners of the registration and of the service principal count alike, each once', async (t) => {
  const { ownersOf } = await begin(t, { [registration]: ids('A', 'b'), [principal]: ids('B', 'c') });
  assert.deepEqual(await ownersOf({ clientId: APP }), ['a', 'b', 'c']);
});

test('a managed identity has no registration: owners of its service principal are its owners, also of one found by object id only', async (t) => {
  const byAppId = await begin(t, { [principal]: ids('c') });
  assert.deepEqual(await byAppId.ownersOf({ clientId: APP }), ['c']);
  const byObject = await begin(t, { [`/servicePrincipals/${OBJECT}/owners`]: ids('d') });
  assert.deepEqual(await byObject.ownersOf({ clientId: APP, objectId: OBJECT }), ['d']);
});

test('an app that nobody owns has no owners; one that is found nowhere is a fault', async (t) => {
  const { ownersOf } = await begin(t, { [registration]: ids(), [principal]: NOT_FOUND });
  assert.deepEqual(await ownersOf({ clientId: APP }), []);
  const unknown = { clientId: APP.replace('c001', 'c999'), objectId: OBJECT };
  await assert.rejects(ownersOf(unknown), (error) => {
    assert.ok(error instanceof DirectoryFault);
    assert.match(error.message, /c999 is not in the directory/);
    return true;
  });
});

test('who owns the blueprint of an agent identity owns the agent, and a blueprint found nowhere is a fault', async (t) => {
  const answers: Answers = {
    [principal]: ids('c'),
    [registrationOf(BLUEPRINT)]: ids('e', 'c'),
    [principalOf(BLUEPRINT)]: ids('f'),
  };
  const { ownersOf } = await begin(t, answers);
  assert.deepEqual(await ownersOf({ clientId: APP, blueprint: BLUEPRINT }), ['c', 'e', 'f']);
  delete answers[registrationOf(BLUEPRINT)];
  assert.deepEqual(await ownersOf({ clientId: APP, blueprint: BLUEPRINT }), ['c', 'f']);
  delete answers[principalOf(BLUEPRINT)];
  await assert.rejects(ownersOf({ clientId: APP, blueprint: BLUEPRINT }), /b001 is not in the directory/);
});

test('all pages are read, from the host we chose whatever the link says', async (t) => {
  const link = (query: string) => `https://evil.example/v1.0/anything?${query}`;
  const { graph, ownersOf } = await begin(t, {
    [registration]: (_, query) =>
      query.get('$skiptoken') === 'two'
        ? ids('b')
        : { body: { value: [{ id: 'a' }], '@odata.nextLink': link('$select=id&$skiptoken=two') } },
    [principal]: NOT_FOUND,
  });
  assert.deepEqual(await ownersOf({ clientId: APP }), ['a', 'b']);
  assert.equal(graph.asked.length, 3);
});

test('an endless list is a fault, not a short list', async (t) => {
  const endless: GraphAnswer = {
    body: { value: [{ id: 'a' }], '@odata.nextLink': 'https://graph/x?$skiptoken=1' },
  };
  const { graph, ownersOf } = await begin(t, { [registration]: endless, [principal]: ids() });
  await assert.rejects(ownersOf({ clientId: APP }), /too many owners/);
  assert.ok(graph.asked.length <= 12);
});

test('nothing is kept: an owner added a moment ago is an owner, and one place that fails is a fault', async (t) => {
  const answers: Answers = { [registration]: { status: 503 }, [principal]: ids('c') };
  const { graph, ownersOf } = await begin(t, answers);
  await assert.rejects(ownersOf({ clientId: APP }), DirectoryFault);
  answers[registration] = ids('a');
  assert.deepEqual(await ownersOf({ clientId: APP }), ['a', 'c']);
  answers[registration] = ids('a', 'z');
  assert.deepEqual(await ownersOf({ clientId: APP }), ['a', 'z', 'c']);
  assert.equal(graph.asked.length, 6);
});

test('an id of another shape is a fault and never part of an address: "no owners" would let anybody approve', async (t) => {
  const { graph, ownersOf } = await begin(t, {});
  for (const odd of ['', "x') or (appId eq 'y", '../users']) {
    await assert.rejects(ownersOf({ clientId: odd }), DirectoryFault);
    await assert.rejects(ownersOf({ clientId: APP, objectId: odd }), DirectoryFault);
    await assert.rejects(ownersOf({ clientId: APP, blueprint: odd }), DirectoryFault);
  }
  assert.ok(graph.asked.every(({ path }) => [registration, principal].includes(path)));
});

const person = (id: string, more: object = {}) => ({
  '@odata.type': '#microsoft.graph.user',
  id,
  accountEnabled: true,
  userType: 'Member',
  ...more,
});
const LEFT: Readonly<Record<string, readonly [GraphAnswer, readonly string[]]>> = {
  'with members': [{ body: { value: [person('a'), person('B'), person('c')] } }, ['a', 'b']],
  'with nobody': [{ body: { value: [] } }, []],
  'that no longer exists': [NOT_FOUND, []],
  'with only barred people': [{ body: { value: [person('DANA')] } }, []],
  'with barred people and another': [{ body: { value: [person('dana'), person('a')] } }, ['a']],
  'with only guests': [{ body: { value: [person('a', { userType: 'Guest' })] } }, []],
  'with only disabled people': [{ body: { value: [person('a', { accountEnabled: false })] } }, []],
  'with only a group and an app': [
    {
      body: {
        value: [
          { '@odata.type': '#microsoft.graph.group', id: 'g' },
          { '@odata.type': '#microsoft.graph.servicePrincipal', id: 's' },
        ],
      },
    },
    [],
  ],
  'whose members show no properties': [
    { body: { value: [{ '@odata.type': '#microsoft.graph.user', id: 'a', accountEnabled: null }] } },
    ['a'],
  ],
};
for (const [what, [answer, expected]] of Object.entries(LEFT)) {
  test(`in a group ${what} there are ${expected.length} left of the two asked for`, async (t) => {
    const { directory } = await begin(t, { [members]: answer });
    assert.deepEqual(await directory.membersLeft(GROUP, ['Dana'], 2), expected);
  });
}

test('a group of more pages than we read is a fault, unless enough were found on the way', async (t) => {
  const endless: GraphAnswer = {
    body: { value: [person('a')], '@odata.nextLink': 'https://graph/x?$skiptoken=1' },
  };
  const { directory } = await begin(t, { [members]: endless });
  await assert.rejects(directory.membersLeft(GROUP, ['a'], 1), DirectoryFault);
  assert.deepEqual(await directory.membersLeft(GROUP, [], 1), ['a']);
});

test('a group that cannot be read is a fault', async (t) => {
  const { directory } = await begin(t, { [members]: { status: 500 } });
  await assert.rejects(directory.membersLeft(GROUP, [], 1), DirectoryFault);
});
