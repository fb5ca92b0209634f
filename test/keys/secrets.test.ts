import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { test } from 'node:test';

import { callbackSecret } from '../../keys/secrets.ts';

const master = Buffer.alloc(32, 1);
const agent = { tenant: 'tenant', clientId: 'agent' };

test('a callback secret is a Standard Webhooks secret of 32 bytes', () => {
  const secret = callbackSecret(master, agent);
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.equal(Buffer.from(secret.slice('whsec_'.length), 'base64').length, 32);
});

test('it is HKDF-SHA256 over the documented, length-prefixed info', () => {
  const framed = ['countersign callback v1', 'tenant', 'agent'].map((text) =>
    Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]),
  );
  const expected = hkdfSync('sha256', master, '', Buffer.concat(framed), 32);
  assert.equal(callbackSecret(master, agent), `whsec_${Buffer.from(expected).toString('base64')}`);
});

test('another agent, tenant or master has another secret', () => {
  const secrets = [
    callbackSecret(master, agent),
    callbackSecret(master, { ...agent, clientId: 'other' }),
    callbackSecret(master, { ...agent, tenant: 'other' }),
    callbackSecret(master, { tenant: 'tenanta', clientId: 'gent' }),
    callbackSecret(Buffer.alloc(32, 2), agent),
  ];
  assert.equal(new Set(secrets).size, secrets.length);
});

test('refuses a master that could be guessed, and does not quote it', () => {
  assert.throws(
    () => callbackSecret(Buffer.from('hunter2'), agent),
    (error: Error) => /at least 32/.test(error.message) && !error.message.includes('hunter2'),
  );
});
