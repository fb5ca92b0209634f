import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isThisMachine } from '../../approvals/this-machine.ts';

for (const [address, here] of [
  ['http://127.0.0.1:7071/', true],
  ['http://LOCALHOST/', true],
  ['http://[::1]:7071/', true],
  ['http://127.1/', true],
  ['http://localhost.example.com/', false],
  ['http://x.localhost/', false],
  ['http://127.0.0.1.example.com/', false],
  ['http://127.0.0.1@example.com/', false],
  ['http://0.0.0.0/', false],
  ['http://[::ffff:127.0.0.1]/', false],
  ['http://10.0.0.1/', false],
] as const) {
  test(`${address} is ${here ? '' : 'not '}surely this machine`, () => {
    assert.equal(isThisMachine(new URL(address).hostname), here);
  });
}
