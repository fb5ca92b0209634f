import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '../../../approvals/doctor/check.ts';
import { runAll } from '../../../functions/doctor/side-by-side.ts';

const never = () => new Promise<never>(() => {});
const report = () => {};

test('checks all of them at once, and one that never ends is unknown and keeps no other waiting', async () => {
  const begun: string[] = [];
  const check = (name: string, run: () => Promise<ReturnType<typeof ok>>) => ({
    name,
    run: () => {
      begun.push(name);
      return run();
    },
  });
  const checks = [check('slow', never), check('quick', async () => ok('there'))];
  const running = runAll(checks, report, 30);
  assert.deepEqual(begun, ['slow', 'quick']);
  const [slow, quick] = await running;
  assert.deepEqual([slow?.name, slow?.state, slow?.says], ['slow', 'unknown', 'no answer within 0.03 s']);
  assert.deepEqual(quick, { name: 'quick', state: 'ok', says: 'there' });
});

test('what a check throws is unknown: told to the log, with none of its words in the line', async () => {
  const heard: unknown[] = [];
  const secret = new Error('token eyJhbGciOi');
  const throwing = [
    {
      name: 'later',
      run: async () => {
        throw secret;
      },
    },
    {
      name: 'at once',
      run: () => {
        throw secret;
      },
    },
  ];
  const checks = await runAll(throwing, (fault) => heard.push(fault));
  assert.deepEqual(
    checks.map(({ state }) => state),
    ['unknown', 'unknown'],
  );
  assert.doesNotMatch(JSON.stringify(checks), /eyJ/);
  assert.deepEqual(heard, [secret, secret]);
});
