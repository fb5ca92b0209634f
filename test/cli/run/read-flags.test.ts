// The flags of `countersign run`: what a right command means, and every mistake of a wrong one told at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from '../../../cli/exit.ts';
import { RUN_HELP } from '../../../cli/run/help.ts';
import { readRunFlags } from '../../../cli/run/read-flags.ts';

const ENV = { COUNTERSIGN_URL: 'https://countersign.example/', REGION: 'eu', A: '1' };
const GOOD = ['--action', 'shell.run', '--resource', 'database/prod/customers'];

test('everything after -- is the command, flags that look like ours too', () => {
  const flags = readRunFlags([...GOOD, '--', 'psql', '--help', '--', '-c', 'select 1'], ENV);
  assert.ok(flags !== 'help');
  assert.deepEqual(flags.argv, ['psql', '--help', '--', '-c', 'select 1']);
  assert.deepEqual(flags.resource, { type: 'database', id: 'prod/customers' });
  assert.equal(flags.url, 'https://countersign.example');
});

test('variables count once each and in order, files as given', () => {
  const more = [
    '--env',
    'REGION',
    '--env',
    'A',
    '--env',
    'A',
    '--file',
    'b.sql',
    '--file',
    'a.sql',
    '--within',
    '2h',
  ];
  const flags = readRunFlags([...GOOD, ...more, '--', 'x'], ENV);
  assert.ok(flags !== 'help');
  assert.deepEqual(
    [flags.env, flags.files, flags.withinMs],
    [['A', 'REGION'], ['b.sql', 'a.sql'], 7_200_000],
  );
});

for (const [what, args, expected] of [
  ['nothing', [], [/What is to run is missing/, /--action is missing/, /--resource is missing/]],
  ['no --', [...GOOD, 'psql'], [/What is to run stands after --/]],
  ['an empty command', [...GOOD, '--', ''], [/What is to run is missing/]],
  ['a flag nobody knows', [...GOOD, '--shell', '--', 'x'], [/--shell/]],
  ['a variable with its value', [...GOOD, '--env', 'A=1', '--', 'x'], [/not the name of a variable/]],
  ['a variable that is not there', [...GOOD, '--env', 'NOPE', '--', 'x'], [/no such variable/]],
  ['a time without a unit', [...GOOD, '--within', '30', '--', 'x'], [/not a time like/]],
  [
    'an address in the clear',
    [...GOOD, '--url', 'http://countersign.example', '--', 'x'],
    [/not an https address/],
  ],
] as const) {
  test(`${what} is told, with what to do`, () => {
    assert.throws(
      () => readRunFlags(args, ENV),
      (error) => {
        assert.ok(error instanceof CommandError && error.code === 2);
        for (const each of expected) assert.match(error.message, each);
        return true;
      },
    );
  });
}

test('--help is help, and no line of it is longer than 80 columns', () => {
  assert.equal(readRunFlags(['--help'], {}), 'help');
  for (const line of RUN_HELP.split('\n')) assert.ok(line.length <= 80, line);
});
