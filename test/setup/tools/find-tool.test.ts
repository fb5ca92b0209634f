// How az and azd are started: on Windows without cmd.exe wherever that can be, and never with something in an argument that it would obey.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandFor, type Machine } from '../../../setup/tools/find-tool.ts';

const WBIN = 'C:\\Program Files\\Microsoft SDKs\\Azure\\CLI2\\wbin';
const PYTHON = 'C:\\Program Files\\Microsoft SDKs\\Azure\\CLI2\\python.exe';

const windows = (
  files: readonly string[],
  env: Machine['env'] = { Path: `C:\\Windows;${WBIN}` },
): Machine => ({
  platform: 'win32',
  env,
  exists: (path) => files.includes(path),
});

test('on Windows the Python behind az.cmd is started itself, with the arguments as they are', () => {
  const args = [
    'rest',
    '--url',
    "https://graph.microsoft.com/v1.0/applications(uniqueName='a')",
    '--uri-parameters',
    '$filter=a & b %PATH%',
  ];
  assert.deepEqual(commandFor('az', args, windows([`${WBIN}\\az.cmd`, PYTHON])), {
    file: PYTHON,
    args: ['-IBm', 'azure.cli', ...args],
    verbatim: false,
  });
});

test('an az.cmd without its Python goes through cmd.exe, each argument in quotation marks', () => {
  const command = commandFor('az', ['rest', '--url', 'a&b (c)'], windows([`${WBIN}\\az.cmd`]));
  assert.deepEqual(command, {
    file: 'cmd.exe',
    args: ['/d', '/s', '/c', `""${WBIN}\\az.cmd" "rest" "--url" "a&b (c)""`],
    verbatim: true,
  });
});

for (const argument of ['%PATH%', 'a"&calc&"', 'a\r\ncalc', 'a!b!', '^&']) {
  test(`and ${JSON.stringify(argument)} is refused there, with a cure`, () => {
    assert.throws(() => commandFor('az', [argument], windows([`${WBIN}\\az.cmd`])), {
      name: 'SetupFault',
      cure: /installer/,
    });
  });
}

test('azd.exe needs neither', () => {
  const machine = windows(['C:\\Tools\\azd.exe'], { PATH: 'C:\\Tools' });
  assert.deepEqual(commandFor('azd', ['env', 'set', 'A', 'b&c'], machine), {
    file: 'C:\\Tools\\azd.exe',
    args: ['env', 'set', 'A', 'b&c'],
    verbatim: false,
  });
});

test('a file in the working folder is never taken for the tool', () => {
  const machine: Machine = { platform: 'linux', env: { PATH: '.:bin::/usr/bin' }, exists: () => true };
  assert.equal(commandFor('az', [], machine)?.file, '/usr/bin/az');
  assert.equal(commandFor('az', [], windows(['az.cmd', '.\\az.cmd'], { Path: '.;bin' })), undefined);
});

test('a tool that is nowhere on the PATH is not there', () => {
  assert.equal(
    commandFor('az', [], { platform: 'linux', env: { PATH: '/usr/bin' }, exists: () => false }),
    undefined,
  );
  assert.equal(commandFor('az', [], windows([])), undefined);
});
