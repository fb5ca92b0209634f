import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnvironmentName, readAzdValues } from '../../setup/azd-environment.ts';

test('reads values as azd writes them, and as a person does', () => {
  const text = [
    'AZURE_ENV_NAME="prod"',
    'COUNTERSIGN_HOST="func-x.azurewebsites.net"\r',
    'QUOTED="a \\"b\\" \\$c \\\\d \\! e\\nf"',
    'COUNT=12',
    "SINGLE='as $it is'",
    'export BARE = plain # a remark',
    'EMPTY=""',
    '# COMMENT="no"',
    'no value here',
    'LAST="one" # a remark',
  ].join('\n');
  assert.deepEqual(Object.fromEntries(readAzdValues(text)), {
    AZURE_ENV_NAME: 'prod',
    COUNTERSIGN_HOST: 'func-x.azurewebsites.net',
    QUOTED: 'a "b" $c \\d ! e\nf',
    COUNT: '12',
    SINGLE: 'as $it is',
    BARE: 'plain',
    EMPTY: '',
    LAST: 'one',
  });
});

test('a name is safe as a folder, in an address and as a nickname, or it is none', () => {
  for (const name of ['prod', 'P', '2nd_test-env', 'x'.repeat(30)]) assert.ok(isEnvironmentName(name), name);
  for (const name of [
    '',
    '.',
    '..',
    '-x',
    '_x',
    'a.b',
    'a(b)',
    'a/b',
    'a\\b',
    "a'b",
    'a b',
    'ä',
    'prod\n',
    'x'.repeat(31),
  ]) {
    assert.ok(!isEnvironmentName(name), name);
  }
});
