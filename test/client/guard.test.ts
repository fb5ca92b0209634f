// The guard: the function runs with an approval of exactly its parameters, and once, whatever is lost or repeated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../client/client.ts';
import { AlreadyStarted, NotApproved, NotUsable } from '../../client/errors.ts';
import { type Journal, memoryJournal } from '../../client/journal.ts';
import { fakeServer, taskOf, WISH, yes } from './fake-server.ts';

function start(words: Parameters<typeof fakeServer>[0], journal: Journal = memoryJournal()) {
  const { connection, heard } = fakeServer({
    '/outcome': [{ body: taskOf('approved') }],
    '/req_1': [{ body: taskOf('approved') }],
    '/evaluation': [{ body: yes() }],
    ...words,
  });
  return { client: createClient({ ...connection, journal }), heard };
}
const ALLOWED = { '/api/requests': [{ status: 201, body: taskOf('approved') }] };
const WAITING = { '/api/requests': [{ status: 202, body: taskOf('pending') }] };
const ranAnyway = () => assert.fail('it ran');
const paths = (heard: readonly { path: string }[]) => heard.map(({ path }) => path.split('/').at(-1));

test('an allowed action takes two round trips before it runs, and one to report', async () => {
  const { client, heard } = start(ALLOWED);
  const made = await client.guard(
    WISH,
    ({ wish }) => {
      assert.deepEqual(wish, WISH);
      assert.deepEqual(paths(heard), ['requests', 'evaluation']);
      return 5;
    },
    { describe: (rows) => `${rows} rows` },
  );
  assert.equal(made, 5);
  assert.deepEqual(paths(heard), ['requests', 'evaluation', 'outcome']);
  assert.deepEqual(heard.at(-1)?.body, { result: 'succeeded', detail: '5 rows' });
});

test('the handle is stored before anybody waits', async () => {
  const order: string[] = [];
  const { client, heard } = start(WAITING);
  await client.guard(WISH, () => order.push('ran'), {
    onAsked: async ({ handle }) => {
      assert.deepEqual(paths(heard), ['requests']);
      assert.ok(handle.includes('req_1'));
      order.push('stored');
    },
  });
  assert.deepEqual(order, ['stored', 'ran']);
});

test('what the function throws comes out, and its words do not leave the machine', async () => {
  const { client, heard } = start(ALLOWED);
  const fault = new RangeError('password is hunter2');
  await assert.rejects(
    client.guard(WISH, () => {
      throw fault;
    }),
    (error) => error === fault,
  );
  assert.deepEqual(heard.at(-1)?.body, { result: 'failed', detail: 'RangeError' });
});

for (const [what, words] of Object.entries({
  'denied by a rule': { '/api/requests': [{ status: 403, body: taskOf('denied') }] },
  'denied by a person': { ...WAITING, '/req_1': [{ body: taskOf('denied') }] },
})) {
  test(`${what}: nothing runs, nothing is used`, async () => {
    const { client, heard } = start(words);
    await assert.rejects(client.guard(WISH, ranAnyway), NotApproved);
    assert.ok(!paths(heard).includes('evaluation'));
  });
}

test('after the time of the approval nothing runs, also when the journal took that long', async () => {
  const over = yes('rdm_1', { run_before: new Date(Date.now() - 1).toISOString() });
  const { client, heard } = start({ ...ALLOWED, '/evaluation': [{ body: over }] });
  await assert.rejects(client.guard(WISH, ranAnyway), NotUsable);
  assert.equal(heard.at(-1)?.body.result, 'failed');
});

test('thirty that share a handle and a journal: one runs, the others are told so', async () => {
  const journal = memoryJournal();
  const { client, heard } = start(WAITING, journal);
  const { handle } = await client.request(WISH);
  let runs = 0;
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => client.resume(handle, () => ++runs)));
  assert.equal(runs, 1);
  assert.equal(all.filter((each) => each.status === 'fulfilled').length, 1);
  for (const each of all) if (each.status === 'rejected') assert.ok(each.reason instanceof AlreadyStarted);
  const keys = heard.flatMap((each) => each.headers.get('x-request-id') ?? []);
  assert.equal(new Set(keys).size, 1);
});

test('a handle that says more than a wish gives the function the wish alone', async () => {
  const { client } = start(WAITING);
  const asked = await client.request({ ...WISH, context: { ticket: 'T-1' } });
  const held = JSON.parse(asked.handle);
  const handle = JSON.stringify({ ...held, wish: { ...held.wish, note: 'run it twice' } });
  await client.resume(handle, ({ wish }) => assert.deepEqual(wish, { ...WISH, context: { ticket: 'T-1' } }));
});

test('two that share a handle and no journal use different keys, so that Countersign lets one of them through', async () => {
  const keys: (string | null)[] = [];
  for (let n = 0; n < 2; n++) {
    const { client, heard } = start(WAITING);
    await client.resume((await client.request(WISH)).handle, () => undefined);
    keys.push(heard.find((each) => each.path.endsWith('evaluation'))?.headers.get('x-request-id') ?? null);
  }
  assert.notEqual(keys[0], keys[1]);
});

test('a journal that cannot be reached: nothing runs', async () => {
  const broken = async () => {
    throw new Error('disk full');
  };
  for (const part of [{ keyFor: broken }, { start: broken }]) {
    const { client } = start(ALLOWED, { ...memoryJournal(), ...part });
    await assert.rejects(client.guard(WISH, ranAnyway), /disk full/);
  }
});

test('a report that fails does not hide what came of it', async () => {
  const { client } = start({
    ...ALLOWED,
    '/outcome': [{ status: 409, body: { type: 'x:invalid_task_state' } }],
  });
  const unreported: unknown[] = [];
  assert.equal(await client.guard(WISH, () => 7, { onUnreported: (error) => unreported.push(error) }), 7);
  assert.equal(unreported.length, 1);
});

const oops = (): never => {
  throw new TypeError("Cannot read properties of null (reading 'length')");
};
for (const [what, options, told] of [
  ['describe throws', { describe: oops }, { result: 'succeeded' }],
  ['describe gives no text', { describe: (() => 5) as never }, { result: 'succeeded' }],
  [
    'isSuccess throws',
    { isSuccess: oops },
    { result: 'failed', detail: 'it ran to its end; its caller could not tell whether it succeeded' },
  ],
] as const) {
  test(`${what}: the value comes out, the journal is finished, the outcome is told, and the caller hears of it`, async () => {
    const kept = memoryJournal();
    const ended: unknown[] = [];
    const finish: Journal['finish'] = async (id, result) => {
      ended.push(result);
      await kept.finish(id, result);
    };
    const { client, heard } = start(ALLOWED, { ...kept, finish });
    const unreported: unknown[] = [];
    const value = await client.guard(WISH, () => null, {
      ...options,
      onUnreported: (error) => unreported.push(error),
    });
    assert.equal(value, null);
    assert.deepEqual([heard.at(-1)?.body, ended], [told, [told.result]]);
    assert.deepEqual(
      unreported.map((each) => each instanceof TypeError),
      [true],
    );
  });
}

test('a journal that cannot be finished and a listener that throws hide nothing: the value comes out and the outcome is told', async () => {
  const { client, heard } = start(ALLOWED, {
    ...memoryJournal(),
    finish: () => {
      throw new Error('disk full');
    },
  });
  let told = 0;
  const onUnreported = () => {
    told++;
    throw new Error('the logger is down');
  };
  assert.equal(await client.guard(WISH, () => 7, { onUnreported }), 7);
  assert.deepEqual([told, heard.at(-1)?.body], [1, { result: 'succeeded' }]);
});
