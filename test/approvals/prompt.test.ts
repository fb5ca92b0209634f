import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextSend, rememberUpdate } from '../../approvals/prompt.ts';
import { later } from '../../approvals/time.ts';
import { aPrompt, aRequest, MINUTE_MS, NOW } from '../support/builders.ts';

const ended = aRequest({ status: 'denied', revision: 2 });
const posted = aPrompt({ revision: 2, activities: [{ id: 'card', shows: 1, gone: false }] });
const at = (minutes: number) => later(NOW, minutes * MINUTE_MS);

test('the last revision is sent at once and again five minutes later, then nothing is owed', () => {
  const once = rememberUpdate(posted, 'card', 2, ended, at(0), false);
  assert.deepEqual(nextSend(once, ended, at(4)), { do: 'wait', at: at(5) });
  assert.equal(nextSend(once, ended, at(5)).do, 'update');
  const twice = rememberUpdate(once, 'card', 2, ended, at(5), true);
  assert.deepEqual(nextSend(twice, ended, at(6)), { do: 'nothing' });
});

test('a first send remembered twice, since its write seemed to fail, is still one send', () => {
  const once = rememberUpdate(posted, 'card', 2, ended, at(0), false);
  const again = rememberUpdate(once, 'card', 2, ended, at(1), false);
  assert.deepEqual(again.activities, once.activities);
});

test('a send of an older revision remembered late changes nothing of the newer one', () => {
  const newer = { ...ended, revision: 3 };
  const shown = rememberUpdate(posted, 'card', 3, newer, at(0), false);
  for (const second of [false, true]) {
    assert.deepEqual(rememberUpdate(shown, 'card', 2, ended, at(1), second).activities, shown.activities);
  }
});
