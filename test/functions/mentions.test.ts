// Asking whom to mention costs little and never keeps a card.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DirectoryFault } from '../../approvals/faults.ts';
import { createMentions } from '../../functions/mentions.ts';
import { aRequest } from '../support/builders.ts';
import { createTestDesk } from '../support/test-desk.ts';

function counted() {
  const { desk, directory } = createTestDesk();
  const told: unknown[] = [];
  let calls = 0;
  let now = 0;
  const mentions = createMentions({
    lookUp: (...asked) => {
      calls += 1;
      return desk.lookUp(...asked);
    },
    membersLeft: (...asked) => {
      calls += 1;
      return desk.membersLeft(...asked);
    },
    report: (fault) => void told.push(fault),
    now: () => now,
  });
  return { mentions, directory, told, calls: () => calls, pass: (ms: number) => (now += ms) };
}

test('a hundred cards at once ask the directory about each person once, and again ten minutes later', async () => {
  const { mentions, calls, pass } = counted();
  const all = await Promise.all(Array.from({ length: 100 }, () => mentions(aRequest())));
  assert.equal(all.at(-1)?.length, 3);
  const once = calls();
  assert.ok(once <= 6, String(once));
  pass(10 * 60_000);
  await mentions(aRequest());
  assert.equal(calls(), 2 * once);
});

test('a directory that is silent means that nobody is mentioned; it is reported and not asked for each card', async () => {
  const { mentions, directory, told, calls, pass } = counted();
  directory.silent = true;
  assert.deepEqual(await mentions(aRequest()), []);
  assert.deepEqual(await mentions(aRequest()), []);
  assert.ok(told[0] instanceof DirectoryFault);
  assert.equal(calls(), 1);
  directory.silent = false;
  pass(10_000);
  assert.equal((await mentions(aRequest())).length, 3);
});

test('a directory that does not answer keeps no card for long', async () => {
  const never = () => new Promise<never>(() => {});
  const mentions = createMentions({ lookUp: never, membersLeft: never, report: () => undefined });
  const begun = performance.now();
  assert.deepEqual(await mentions(aRequest()), []);
  assert.ok(performance.now() - begun < 5000);
});
