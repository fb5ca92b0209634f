import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DirectoryFault, SendFault, StoreFault } from '../../../approvals/faults.ts';
import { AppTokenFault, KeysFault } from '../../../entra/faults.ts';
import { describeFault, safeToThrow } from '../../../functions/telemetry/describe-fault.ts';

const ours: readonly Error[] = [
  new StoreFault('committing to req_1: status 503 from storage', true, new Error('AccountKey=abc')),
  new SendFault('later', 'Teams answered 503.', 2),
  new DirectoryFault('Microsoft Graph answered 403 (members).', 403),
  new KeysFault('The signing keys at https://login.example/keys cannot be read.'),
  new AppTokenFault('No token for https://graph.microsoft.com/.default.'),
];
for (const fault of ours) {
  test(`tells a ${fault.name} in its own words, and nothing of what caused it`, () => {
    assert.deepEqual(describeFault(fault), { name: fault.name, what: fault.message });
  });
}

test('what stands in quotes in our words came from outside and stays there', () => {
  const { what } = describeFault(new StoreFault('"alice drop table" cannot be a key', false));
  assert.equal(what, '"…" cannot be a key');
});

test('words of our own are looked through all the same', () => {
  const { what } = describeFault(new KeysFault('keys at https://h.example/k?sig=hunter2 line\nbreak'));
  assert.equal(what, 'keys at https://h.example/k?[redacted] line\\nbreak');
});

test('of every other error its kind, its code and its places are told, and no word', () => {
  const error = Object.assign(new TypeError('AccountKey=abc'), { code: 'ERR_INVALID_ARG_TYPE' });
  const told = describeFault(error);
  assert.deepEqual([told.name, told.code], ['TypeError', 'ERR_INVALID_ARG_TYPE']);
  assert.ok((told.at?.length ?? 0) > 0 && told.at?.length === 3);
  assert.match(told.at?.[0] ?? '', /describe-fault\.test\.js:\d+:\d+$/);
  assert.ok(!JSON.stringify(told).includes('AccountKey'));
});

test('an error made to leak through its name, code or stack leaks nothing', () => {
  const error = Object.assign(new Error('x'), { name: 'hunter2 is my name', code: 'hunter2' });
  error.stack = 'Error: hunter2\n    at hunter2 (https://host/hunter2?hunter2)\n    at (hunter2) x:1';
  assert.ok(!JSON.stringify(describeFault(error)).includes('hunter2'));
});

for (const thrown of ['hunter2', undefined, null, { message: 'hunter2' }, 7]) {
  test(`something that is no error (${typeof thrown}) is told as that`, () => {
    assert.equal(describeFault(thrown).name, 'Unknown');
    assert.ok(!JSON.stringify(describeFault(thrown)).includes('hunter2'));
  });
}

test('what is thrown on to the host has no more words in message, stack and cause', () => {
  const safe = safeToThrow(new Error('AccountKey=abc', { cause: new Error('hunter2') }));
  assert.doesNotMatch(`${safe.message} ${safe.stack}`, /AccountKey|hunter2/);
  assert.equal(safe.cause, undefined);
  assert.match(safe.stack ?? '', /describe-fault\.test\.js/);
});
