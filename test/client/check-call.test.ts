// A caller's own mistakes: told at once, by name, with what to do; nothing is sent and nothing is tried again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ask, createClient } from '../../client/client.ts';
import { InvalidCall } from '../../client/errors.ts';
import { memoryJournal } from '../../client/journal.ts';
import { fakeServer, taskOf, WISH } from './fake-server.ts';

const journal = memoryJournal();

function start() {
  const { connection, heard } = fakeServer({ '/api/requests': [{ status: 202, body: taskOf('pending') }] });
  return { connection: { ...connection, onRetry: () => assert.fail('it was tried again') }, heard };
}
const says = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof InvalidCall, String(error));
  assert.equal(error.code, 'invalid_call');
  assert.match(error.message, words);
  assert.match(error.message, /Nothing was sent\.$/);
  return true;
};

for (const [what, connection, words] of [
  ['no address', { url: undefined as never }, /^There is no address\. Give .*https:/],
  ['an address without a scheme', { url: 'countersign.example' }, /"countersign\.example" is no address/],
  ['a host and port alone', { url: 'localhost:7071' }, /"localhost:7071" is no address/],
  ['an address with a query', { url: 'https://countersign.example/?a=1' }, /is no address of a Countersign/],
  ['an address with a password', { url: 'https://u:hunter2@countersign.example' }, /^((?!hunter2).)*$/],
  ['a password without a scheme', { url: 'u:hunter2@countersign.example' }, /^((?!hunter2).)*$/],
  ['no token', { token: undefined as never }, /^There is no token\./],
  ['no journal', { journal: undefined as never }, /^There is no journal\./],
] as const) {
  test(`${what} is told when the client is made`, () => {
    assert.throws(() => createClient({ ...start().connection, journal, ...connection }), says(words));
  });
}

const round: Record<string, unknown> = {};
round.self = round;
const nested = (deep: number): unknown => {
  let value: unknown = 1;
  for (let n = 0; n < deep; n++) value = [value];
  return value;
};
const properties = (rows: unknown): Partial<Ask> => ({ action: { name: 'x', properties: { rows } } });
for (const [what, change, words] of [
  ['a key with an arrow', { idempotencyKey: 'a→b' }, /^`idempotencyKey` holds a line break or a letter/],
  ['a key of two lines', { idempotencyKey: 'a\nb' }, /^`idempotencyKey` holds/],
  ['a value that contains itself', properties(round), /cannot be written as JSON/],
  ['a value nested too deep', properties(nested(100_000)), /cannot be written as JSON \(RangeError\)/],
  ['a BigInt', properties(5n), /^"rows" is a BigInt/],
  ['NaN, which would become null', properties(Number.NaN), /^"rows" is NaN/],
  ['Infinity, deep inside', properties({ a: [{ b: -1 / 0 }] }), /^"b" is -Infinity/],
  ['a function, which would be left out', properties(() => 1), /^"rows" is a function/],
  ['a map, which would become empty', properties(new Map()), /^"rows" is of the kind Map/],
  ['a pattern, which would become empty', properties(/a/), /^"rows" is of the kind RegExp/],
  ['an error, which would become empty', properties([new Error('x')]), /^"0" is of the kind Error/],
  ['a weak map, which would become empty', properties(new WeakMap()), /^"rows" is of the kind WeakMap/],
  ['bytes, which would become members', properties(new Uint8Array(2)), /^"rows" is of the kind Uint8Array/],
  ['a boxed NaN, which would become null', properties(new Number(Number.NaN)), /^"rows" is NaN/],
  ['a date that is none, which would become null', properties(new Date(Number.NaN)), /^"rows" is a Date/],
  ['a hole in a list, which would become null', properties([1, undefined]), /^"1" is undefined/],
] as const) {
  test(`${what} is told at once`, async () => {
    const { connection, heard } = start();
    await assert.rejects(
      createClient({ ...connection, journal }).request({ ...WISH, ...change }),
      says(words),
    );
    assert.deepEqual(heard, []);
  });
}

test('a token of two lines is told at once, without its text', async () => {
  const { connection, heard } = start();
  const client = createClient({ ...connection, token: async () => 'secret-a\nsecret-b', journal });
  await assert.rejects(client.request(WISH), (error) => {
    assert.doesNotMatch(JSON.stringify([String(error), (error as Error).cause ?? '']), /secret/);
    return says(/^The token holds a line break/)(error);
  });
  assert.deepEqual(heard, []);
});

test('what is no id of a request is told at once', async () => {
  const client = createClient({ ...start().connection, journal });
  for (const id of ['', undefined as never, '\ud800'])
    await assert.rejects(client.read(id), says(/no id of a request/));
});

test('a member that is undefined is left out, and a date is its text', async () => {
  const { connection, heard } = start();
  const at = new Date(0);
  await createClient({ ...connection, journal }).request({ ...WISH, ...properties({ a: undefined, at }) });
  assert.deepEqual(heard[0]?.body.action, { name: 'x', properties: { rows: { at: at.toISOString() } } });
});

test('what JSON holds whole goes out: dates, instances with members, texts and numbers in objects of their own', async () => {
  class Row {
    readonly id = 1;
  }
  const { connection, heard } = start();
  const rows = [new Date(0), new Row(), Object('a'), Object(2), Object.create(null)];
  await createClient({ ...connection, journal }).request({ ...WISH, ...properties(rows) });
  assert.equal(heard.length, 1);
});

test('a time to wait that is no number is told before anybody is asked', async () => {
  const { connection, heard } = start();
  const client = createClient({ ...connection, journal });
  const never = () => assert.fail('it ran');
  for (const withinMs of [Number.NaN, '5' as never, null as never]) {
    await assert.rejects(client.guard(WISH, never, { withinMs }), says(/^`withinMs` is .* Give a number/));
    await assert.rejects(client.wait('req_1', { withinMs }), says(/^`withinMs` is/));
  }
  assert.equal(heard.length, 0);
});
