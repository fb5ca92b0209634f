import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createShowNow } from '../../functions/show-now.ts';
import { aRequest } from '../support/builders.ts';

test('every card of what changed is shown at once, eight at one time; what goes wrong is told and stops nothing', async () => {
  const begun: string[] = [];
  const faults: unknown[] = [];
  const ends: (() => void)[] = [];
  const showNow = createShowNow(
    (_id, key) => {
      begun.push(key);
      if (key === 'prompt-2') return Promise.reject(new Error('no storage'));
      return new Promise((resolve) => ends.push(resolve));
    },
    { onFault: (fault) => faults.push(fault), outside: (run) => run() },
    undefined,
  );
  showNow(aRequest({ prompts: ['prompt-1', 'prompt-2'] }));
  assert.deepEqual(begun, ['prompt-1', 'prompt-2']);
  await turn();
  assert.equal(faults.length, 1);
  showNow(aRequest({ prompts: Array.from({ length: 20 }, (_, n) => `prompt-${n}`) }));
  // One of the first two still runs, the other was refused: seven more begin.
  assert.equal(begun.length, 9);
  for (const end of ends) end();
  await turn();
  const before = begun.length;
  showNow(aRequest({ prompts: ['prompt-9'] }));
  assert.equal(begun.length, before + 1);
});

test('where nothing is paced the queue alone shows cards', () => {
  const begun: string[] = [];
  const run = async (_id: string, key: string) => void begun.push(key);
  const told = { onFault: () => undefined, outside: <T>(work: () => T) => work() };
  createShowNow(run, told, { unpaced: true })(aRequest({ prompts: ['prompt-1'] }));
  assert.deepEqual(begun, []);
  createShowNow(run, told, { unpaced: false })(aRequest({ prompts: ['prompt-1'] }));
  assert.deepEqual(begun, ['prompt-1']);
});
