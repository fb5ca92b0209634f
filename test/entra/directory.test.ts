import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DirectoryFault } from '../../approvals/faults.ts';
import { createDirectory } from '../../entra/directory.ts';
import { type Answers, NOT_FOUND, startGraph } from './graph-stub.ts';

const ALICE = '7c0ffee0-0000-4000-8000-00000000e001';
const OWNERS = '7c0ffee0-0000-4000-8000-00000000d001';
const LEADS = '7c0ffee0-0000-4000-8000-00000000d002';
const alice = { id: ALICE, displayName: 'Alice Aho', accountEnabled: true, userType: 'Member' };
const user = `/users/${ALICE}`;
const check = `${user}/checkMemberGroups`;
const inOwners = { body: { value: [OWNERS] } };

async function begin(t: TestContext, answers: Answers, timeoutMs = 2000) {
  const graph = await startGraph(t, answers);
  const directory = createDirectory({
    graphUrl: `${graph.graphUrl}/`,
    getToken: async () => 'our-token',
    timeoutMs,
  });
  return { graph, lookUp: directory.lookUpPerson };
}

test('tells name, state and which of the asked groups hold a person', async (t) => {
  const { graph, lookUp } = await begin(t, { [user]: { body: alice }, [check]: inOwners });
  assert.deepEqual(await lookUp(ALICE, [OWNERS, LEADS]), {
    oid: ALICE,
    name: 'Alice Aho',
    enabled: true,
    guest: false,
    groups: [OWNERS],
    source: `${graph.graphUrl}/`,
  });
  assert.deepEqual(graph.asked.map((call) => `${call.method} ${call.path} ${call.token}`).sort(), [
    `GET ${user} our-token`,
    `POST ${check} our-token`,
  ]);
  assert.deepEqual(graph.asked.find((call) => call.method === 'POST')?.body, { groupIds: [OWNERS, LEADS] });
});

test('nothing is cached: what changed counts at the next click', async (t) => {
  const answers: Answers = { [user]: { body: alice }, [check]: inOwners };
  const { lookUp } = await begin(t, answers);
  assert.deepEqual((await lookUp(ALICE, [OWNERS]))?.groups, [OWNERS]);
  answers[user] = { body: { ...alice, accountEnabled: false } };
  answers[check] = { body: { value: [] } };
  const now = await lookUp(ALICE, [OWNERS]);
  assert.equal(now?.enabled, false);
  assert.deepEqual(now?.groups, []);
});

test('a guest is told as one; only the type Guest is', async (t) => {
  const answers: Answers = { [user]: { body: { ...alice, userType: 'Guest' } }, [check]: inOwners };
  const { lookUp } = await begin(t, answers);
  assert.equal((await lookUp(ALICE, [OWNERS]))?.guest, true);
  answers[user] = { body: { ...alice, userType: null } };
  assert.equal((await lookUp(ALICE, [OWNERS]))?.guest, false);
});

test('more than twenty groups are asked for in batches, at once', async (t) => {
  const groups = Array.from(
    { length: 45 },
    (_, at) => `7c0ffee0-0000-4000-8000-0000000a${String(at).padStart(4, '0')}`,
  );
  const { graph, lookUp } = await begin(t, {
    // Answered only once all four calls are there: one after the other they would wait for ever.
    [user]: { body: alice, onceAsked: 4 },
    [check]: (body) => ({
      body: { value: (body as { groupIds: string[] }).groupIds.slice(-1) },
      onceAsked: 4,
    }),
  });
  const person = await lookUp(ALICE, [...groups, ...groups]);
  assert.deepEqual([...new Set(person?.groups)], [groups[19], groups[39], groups[44]]);
  const sizes = graph.asked
    .filter((call) => call.method === 'POST')
    .map((call) => (call.body as { groupIds: [] }).groupIds.length);
  assert.deepEqual(sizes.sort(), [20, 20, 5]);
});

test('an answer may only confirm what was asked, in whatever case it is written', async (t) => {
  const { lookUp } = await begin(t, {
    [user]: { body: alice },
    [check]: { body: { value: [OWNERS.toUpperCase(), LEADS] } },
  });
  assert.deepEqual((await lookUp(ALICE, [OWNERS]))?.groups, [OWNERS]);
});

test('without groups only the person is asked for', async (t) => {
  const { graph, lookUp } = await begin(t, { [user]: { body: { ...alice, displayName: null } } });
  assert.equal((await lookUp(ALICE, []))?.name, ALICE);
  assert.equal(graph.asked.length, 1);
});

test('somebody our tenant does not know is undefined', async (t) => {
  const { lookUp } = await begin(t, { [user]: NOT_FOUND, [check]: NOT_FOUND });
  assert.equal(await lookUp(ALICE, [OWNERS]), undefined);
});

test('an id of another shape is nobody, and is never put into an address', async (t) => {
  const { graph, lookUp } = await begin(t, {});
  for (const oid of ['', 'alice@contoso.example', `${ALICE}/../x`, '29:abc', `${ALICE}?$select=id`]) {
    assert.equal(await lookUp(oid, [OWNERS]), undefined, oid);
  }
  assert.equal(graph.asked.length, 0);
});

const BROKEN: Readonly<Record<string, { readonly answers: Answers; readonly message: RegExp }>> = {
  'a server error': { answers: { [user]: { status: 503 }, [check]: inOwners }, message: /answered 503/ },
  'a server error for the groups': {
    answers: { [user]: { body: alice }, [check]: { status: 500, body: '<html>' } },
    message: /answered 500/,
  },
  throttling: { answers: { [user]: { body: alice }, [check]: { status: 429 } }, message: /answered 429/ },
  'a missing permission': {
    answers: {
      [user]: { status: 403, body: { error: { code: 'Authorization_RequestDenied' } } },
      [check]: inOwners,
    },
    message: /answered 403 .* Grant User\.Read\.All/,
  },
  'a refused token': { answers: { [user]: { status: 401 }, [check]: inOwners }, message: /answered 401/ },
  'a 404 that is not of Graph': {
    answers: { [user]: { status: 404, body: 'no' }, [check]: NOT_FOUND },
    message: /answered 404/,
  },
  'a person known to one call only': {
    answers: { [user]: { body: alice }, [check]: NOT_FOUND },
    message: /contradicts itself/,
  },
  'an account whose state is hidden': {
    answers: { [user]: { body: { id: ALICE, displayName: 'Alice' } }, [check]: inOwners },
    message: /Grant User\.Read\.All/,
  },
  'an answer that is no JSON': {
    answers: { [user]: { body: '<html>' }, [check]: inOwners },
    message: /no JSON/,
  },
  'an answer of another shape': {
    answers: { [user]: { body: alice }, [check]: { body: { value: 'all' } } },
    message: /unknown shape/,
  },
  'a success that is none': {
    answers: { [user]: { status: 202, body: alice }, [check]: inOwners },
    message: /answered 202/,
  },
  'a redirect': {
    answers: {
      [user]: { status: 302, location: '/v1.0/moved' },
      '/moved': { body: alice },
      [check]: inOwners,
    },
    message: /could not be asked/,
  },
};
for (const [what, { answers, message }] of Object.entries(BROKEN)) {
  test(`${what} is a fault: neither member nor stranger`, async (t) => {
    const { lookUp } = await begin(t, answers);
    await assert.rejects(
      lookUp(ALICE, [OWNERS]),
      (error) => error instanceof DirectoryFault && message.test(error.message),
    );
  });
}

test('a directory that hangs is a fault in time, whichever call hangs', async (t) => {
  for (const answers of [
    { [user]: { status: 0 }, [check]: inOwners },
    { [user]: { body: alice }, [check]: { status: 0 } },
  ]) {
    const { lookUp } = await begin(t, answers, 200);
    const started = performance.now();
    await assert.rejects(lookUp(ALICE, [OWNERS]), /did not answer within 200 ms/);
    assert.ok(performance.now() - started < 1000);
  }
});

test('a token that is long in coming counts towards the time', async (t) => {
  const graph = await startGraph(t, { [user]: { body: alice } });
  const never = new Promise<string>(() => undefined);
  const { lookUpPerson } = createDirectory({ ...graph, getToken: () => never, timeoutMs: 200 });
  const alive = setTimeout(() => undefined, 2000);
  await assert.rejects(lookUpPerson(ALICE, [OWNERS]), /did not answer within 200 ms/);
  clearTimeout(alive);
  assert.equal(graph.asked.length, 0);
});

test('no token, and a closed port, are faults that keep their cause', async () => {
  const noToken = createDirectory({
    graphUrl: 'http://127.0.0.1:1/v1.0',
    getToken: async () => Promise.reject(new Error('no identity')),
  });
  await assert.rejects(noToken.lookUpPerson(ALICE, []), (error) => {
    return (
      error instanceof DirectoryFault && error.cause instanceof Error && error.cause.message === 'no identity'
    );
  });
  const closed = createDirectory({ graphUrl: 'http://127.0.0.1:1/v1.0', getToken: async () => 'x' });
  await assert.rejects(closed.lookUpPerson(ALICE, []), DirectoryFault);
});

test('a token refused by Graph is replaced once', async (t) => {
  const answers: Answers = {};
  const strict = await startGraph(t, answers);
  const asked: (string | undefined)[] = [];
  answers[user] = () => (strict.asked.at(-1)?.token === 'fresh' ? { body: alice } : { status: 401 });
  const { lookUpPerson } = createDirectory({
    graphUrl: strict.graphUrl,
    getToken: async (refused) => {
      asked.push(refused);
      return refused === undefined ? 'stale' : 'fresh';
    },
  });
  assert.equal((await lookUpPerson(ALICE, []))?.name, 'Alice Aho');
  assert.deepEqual(asked, [undefined, 'stale']);
});

test('the user account of an agent is told from a person, and so is any kind of user we do not know', async (t) => {
  const answers: Answers = { [user]: { body: alice }, [check]: inOwners };
  const { lookUp } = await begin(t, answers);
  for (const [type, agentUser] of [
    ['#microsoft.graph.user', undefined],
    ['#microsoft.graph.agentUser', true],
    ['#microsoft.graph.somethingNew', true],
  ] as const) {
    answers[user] = { body: { ...alice, '@odata.type': type } };
    assert.equal((await lookUp(ALICE, [OWNERS]))?.agentUser, agentUser, type);
  }
});
