import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOCTOR_HELP } from '../../../cli/doctor/help.ts';
import { readDoctorFlags } from '../../../cli/doctor/read-flags.ts';
import { CommandError } from '../../../cli/exit.ts';

const ENV = { COUNTERSIGN_URL: 'https://countersign.example.com/' };

test('reads the address from the environment or the flag, and sends a card unless told not to', () => {
  const read = (...args: readonly string[]) => readDoctorFlags(args, ENV);
  assert.deepEqual(read(), {
    url: 'https://countersign.example.com',
    tokenCommand: undefined,
    route: undefined,
    withCard: true,
    isJson: false,
  });
  assert.deepEqual(read('--url', 'http://127.0.0.1:7071', '--token-command', 'x', '--no-card', '--json'), {
    url: 'http://127.0.0.1:7071',
    tokenCommand: 'x',
    route: undefined,
    withCard: false,
    isJson: true,
  });
  assert.equal(read('--help'), 'help');
});

for (const [what, args, expected] of [
  ['an address in the clear', ['--url', 'http://countersign.example.com'], /not an https address/],
  ['a route for a card that is not sent', ['--route', 'x', '--no-card'], /leave one out/],
  ['an empty route', ['--route', ' '], /--route is empty/],
  ['a flag nobody knows', ['--fix'], /no flag --fix;[\s\S]*\n.*--help tells every flag/],
] as const) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => readDoctorFlags(args, ENV),
      (error) => error instanceof CommandError && error.code === 2 && expected.test(error.message),
    );
  });
}

test('the help names every flag', () => {
  for (const flag of ['--url', '--token-command', '--route', '--no-card', '--json'])
    assert.ok(DOCTOR_HELP.includes(flag));
});
