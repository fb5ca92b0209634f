// Owners of apps (entra/owners.ts) and groups that nobody is left in (entra/group.ts), through the directory.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';

import { createDirectory } from '../../entra/directory.ts';
import { DirectoryFault } from '../../entra/faults.ts';
import { createGraph } from '../../entra/graph.ts';
import { createOwnersOf } from '../../entra/owners.ts';
import { type Answers, type GraphAnswer, NOT_FOUND, startGraph } from './graph-stub.ts';

const APP = '7c0ffee0-0000-4000-8000-00000000c001';
const ids = (...names: readonly string[]): GraphAnswer => ({ body: { value: names.map((id) => ({ id })) } });
const registration = `/applications(appId='${APP}')/owners`;
const principal = `/servicePrincipals(appId='${APP}')/owners`;
const GROUP = '7c0ffee0-0000-4000-8000-00000000d001';
const members = `/groups/${GROUP}/transitiveMembers`;

async function begin(t: TestContext, answers: Answers) {
  const graph = await startGraph(t, answers);
  let now = 0;
  const options = { graphUrl: graph.graphUrl, getToken: async () => 'token', timeoutMs: 2000 };
  const ownersOf = createOwnersOf(createGraph(options), () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { graph, ownersOf, pass, directory: createDirectory(options) };
}

test('owners of the registration and of the service principal count alike, each once', async (t) => {
  const { directory } = await begin(t, { [registration]: ids('A', 'b'), [principal]: ids('B', 'c') });
  assert.deepEqual(await directory.ownersOf(APP.toUpperCase()), ['a', 'b', 'c']);
});

test('a managed identity has no registration, an unknown app has nothing', async (t) => {
  const { ownersOf } = await begin(t, { [registration]: NOT_FOUND, [principal]: ids('c') });
  assert.deepEqual(await ownersOf(APP), ['c']);
  assert.deepEqual(await ownersOf(APP.replace('c001', 'c999')), []);
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
  assert.deepEqual(await ownersOf(APP), ['a', 'b']);
  assert.equal(graph.asked.length, 3);
});

test('an endless list is a fault, not a short list', async (t) => {
  const endless: GraphAnswer = {
    body: { value: [{ id: 'a' }], '@odata.nextLink': 'https://graph/x?$skiptoken=1' },
  };
  const { graph, ownersOf } = await begin(t, { [registration]: endless, [principal]: ids() });
  await assert.rejects(ownersOf(APP), /too many owners/);
  assert.ok(graph.asked.length <= 12);
});

test('an answer lives a minute, is shared by those who ask meanwhile, and a fault is not kept', async (t) => {
  const answers: Answers = { [registration]: { status: 503 }, [principal]: ids('c') };
  const { graph, ownersOf, pass } = await begin(t, answers);
  await assert.rejects(ownersOf(APP), DirectoryFault);
  answers[registration] = ids('a');
  const both = await Promise.all([ownersOf(APP), ownersOf(APP)]);
  assert.deepEqual(both, [
    ['a', 'c'],
    ['a', 'c'],
  ]);
  assert.equal(graph.asked.length, 4);
  answers[registration] = ids('z');
  pass(59_999);
  assert.deepEqual(await ownersOf(APP), ['a', 'c']);
  pass(1);
  assert.deepEqual(await ownersOf(APP), ['z', 'c']);
});

test('an app id of another shape is a fault: "no owners" would let anybody approve', async (t) => {
  const { graph, ownersOf } = await begin(t, {});
  for (const clientId of ['', "x') or (appId eq 'y", '../users']) {
    await assert.rejects(ownersOf(clientId), DirectoryFault);
  }
  assert.equal(graph.asked.length, 0);
});

const person = (id: string, more: object = {}) => ({
  '@odata.type': '#microsoft.graph.user',
  id,
  accountEnabled: true,
  userType: 'Member',
  ...more,
});
const GROUPS: Readonly<Record<string, readonly [GraphAnswer, boolean]>> = {
  'with a member': [{ body: { value: [person('a')] } }, false],
  'with nobody': [{ body: { value: [] } }, true],
  'that no longer exists': [NOT_FOUND, true],
  'with only excluded people': [{ body: { value: [person('DANA')] } }, true],
  'with excluded people and another': [{ body: { value: [person('dana'), person('a')] } }, false],
  'with only guests': [{ body: { value: [person('a', { userType: 'Guest' })] } }, true],
  'with only disabled people': [{ body: { value: [person('a', { accountEnabled: false })] } }, true],
  'with only a group and an app': [
    {
      body: {
        value: [
          { '@odata.type': '#microsoft.graph.group', id: 'g' },
          { '@odata.type': '#microsoft.graph.servicePrincipal', id: 's' },
        ],
      },
    },
    true,
  ],
  'whose members show no properties': [
    { body: { value: [{ '@odata.type': '#microsoft.graph.user', id: 'a', accountEnabled: null }] } },
    false,
  ],
  'of more pages than we read': [
    { body: { value: [], '@odata.nextLink': 'https://graph/x?$skiptoken=1' } },
    false,
  ],
};
for (const [what, [answer, expected]] of Object.entries(GROUPS)) {
  test(`a group ${what} ${expected ? 'has nobody left' : 'is not empty'}`, async (t) => {
    const { directory } = await begin(t, { [members]: answer });
    assert.equal(await directory.groupIsEmpty(GROUP, ['Dana']), expected);
  });
}

test('a group that cannot be read is a fault', async (t) => {
  const { directory } = await begin(t, { [members]: { status: 500 } });
  await assert.rejects(directory.groupIsEmpty(GROUP, []), DirectoryFault);
});
