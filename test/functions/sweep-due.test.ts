import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timer } from '@azure/functions';
import { StoreFault } from '../../approvals/faults.ts';
import type { Parts } from '../../functions/parts.ts';
import { sweepDue } from '../../functions/sweep-due.ts';
import { aContext } from '../support/http-calls.ts';
import { createStage } from '../support/stage.ts';

const timer = {} as Timer;
const NO_NOTE = { note: async () => {} };

test('the timer sweeps what is due and empties the poison queue, saying so, and notes that it ran', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  const { context, logged } = aContext();
  const noted: string[] = [];
  const sweeps = { note: async (at: string) => void noted.push(at) };
  const parts = { desk: stage.desk, drainPoison: async () => 2, sweeps } as unknown as Parts;
  await sweepDue(parts)(timer, context);
  assert.deepEqual(
    stage.nudges.map((each) => each.todo),
    ['prompt-1'],
  );
  assert.match(logged.join(), /took 2 message/);
  assert.deepEqual(noted, [stage.desk.clock()]);
});

test('a request that keeps failing does not keep the poison queue full', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  let drained = 0;
  const load = () => Promise.reject(new StoreFault('broken row', false));
  const desk = { ...stage.desk, store: { ...stage.desk.store, load } };
  const drainPoison = async () => {
    drained++;
    return 0;
  };
  const parts = { desk, drainPoison, sweeps: NO_NOTE } as unknown as Parts;
  await assert.rejects(async () => sweepDue(parts)(timer, aContext().context), /broken row/);
  assert.equal(drained, 1);
});

test('a poison queue out of reach does not keep the sweep from its work', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  const drainPoison = () => Promise.reject(new StoreFault('no queue', true));
  const parts = { desk: stage.desk, drainPoison, sweeps: NO_NOTE } as unknown as Parts;
  await assert.rejects(async () => sweepDue(parts)(timer, aContext().context), /no queue/);
  assert.deepEqual(
    stage.nudges.map((each) => each.todo),
    ['prompt-1'],
  );
});
