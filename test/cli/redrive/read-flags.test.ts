// The arguments of `countersign redrive`: one request or all, never both and never neither.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from '../../../cli/exit.ts';
import { readRedriveFlags } from '../../../cli/redrive/read-flags.ts';

const ENV = { COUNTERSIGN_URL: 'https://countersign.example.com' };
const ID = `req_${'0'.repeat(26)}`;

test('takes one request, or all', () => {
  const read = (...args: readonly string[]) => {
    const flags = readRedriveFlags(args, ENV);
    assert.ok(flags !== 'help');
    return flags;
  };
  assert.deepEqual(
    [read(ID).request, read('--all').request, read('--all', '--json').isJson],
    [ID, undefined, true],
  );
  assert.equal(readRedriveFlags(['--help'], {}), 'help');
});

for (const [what, args, expected] of [
  ['neither', [], /^Give the id of one request, or --all/],
  ['both', [ID, '--all'], /^Give the id of one request, or --all/],
  ['two requests', [ID, ID], /^Give the id of one request, or --all/],
  ['what is no id', ['nonsense'], /^nonsense is no id of a request/],
  [
    'a flag nobody knows',
    [ID, '--force'],
    /no flag --force;[\s\S]*\ncountersign redrive --help tells every flag\.$/,
  ],
] as const) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => readRedriveFlags(args, ENV),
      (error) => error instanceof CommandError && error.code === 2 && expected.test(error.message),
    );
  });
}
