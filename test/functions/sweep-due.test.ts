import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timer } from '@azure/functions';
import { NewerVersionFault, StoreFault } from '../../approvals/faults.ts';
import type { Parts } from '../../functions/parts.ts';
import { sweepDue } from '../../functions/sweep-due.ts';
import type { Backlog } from '../../store/backlog.ts';
import { aTelemetry, type SaidLine } from '../support/a-telemetry.ts';
import { aContext } from '../support/http-calls.ts';
import { createStage } from '../support/stage.ts';

const timer = {} as Timer;
const { context } = aContext();
const DEAD = { request: 'req_45w4h1d05ayfg949bspaxjwjy0', work: 'prompt-1' };
const HEALTHY: Backlog = {
  pending: 3,
  unreached: 1,
  oldestDueSeconds: 12.5,
  overdue: 6,
  newer: 5,
  dead: [DEAD, DEAD],
  queue: 4,
  poison: 0,
};
const NO_NOTE = { note: async () => {} };
const lineOf = (lines: readonly SaidLine[], event: string) => lines.find((each) => each.event === event);

function partsOf(desk: object, change: object) {
  const { telemetry, lines } = aTelemetry();
  const usual = {
    desk,
    telemetry,
    drainPoison: async () => 0,
    backlog: async () => HEALTHY,
    sweeps: NO_NOTE,
    tendPolicy: async () => {},
    drainDesk: { held: { conversations: async () => [] } },
  };
  return { parts: { ...usual, ...change } as unknown as Parts, lines };
}

test('the timer sweeps what is due and empties the poison queue, saying so, and notes that it ran', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  const noted: string[] = [];
  const sweeps = { note: async (at: string) => void noted.push(at) };
  const { parts, lines } = partsOf(stage.desk, { drainPoison: async () => 2, sweeps });
  await sweepDue(parts)(timer, context);
  assert.deepEqual(
    stage.nudges.map((each) => each.todo),
    ['prompt-1'],
  );
  const [swept, drained] = [lineOf(lines, 'swept'), lineOf(lines, 'poison_drained')];
  assert.deepEqual([swept?.nudged, drained?.count], [1, 2]);
  assert.deepEqual(noted, [stage.desk.clock()]);
});

test('each line of held cards is moved again, should its nudge have got lost', async () => {
  const stage = await createStage();
  const nudged: unknown[] = [];
  const drainDesk = {
    held: { conversations: async () => ['19:a', '19:b'] },
    nudgeLater: async (nudge: unknown) => void nudged.push(nudge),
  };
  const { parts } = partsOf(stage.desk, { drainDesk });
  await sweepDue(parts)(timer, context);
  assert.deepEqual(nudged, [
    { kind: 'drain', conversation: '19:a' },
    { kind: 'drain', conversation: '19:b' },
  ]);
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
  const { parts } = partsOf(desk, { drainPoison });
  await assert.rejects(async () => sweepDue(parts)(timer, context), /broken row/);
  assert.equal(drained, 1);
});

test('a poison queue out of reach does not keep the sweep from its work', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  const drainPoison = () => Promise.reject(new StoreFault('no queue', true));
  const { parts } = partsOf(stage.desk, { drainPoison });
  await assert.rejects(async () => sweepDue(parts)(timer, context), /no queue/);
  assert.deepEqual(
    stage.nudges.map((each) => each.todo),
    ['prompt-1'],
  );
});

test('how the whole fares is said once a minute, in numbers', async () => {
  const stage = await createStage();
  const { parts, lines } = partsOf(stage.desk, {});
  const run = sweepDue(parts);
  for (let tick = 0; tick < 9; tick++) {
    await run(timer, context);
    stage.advance(15_000);
  }
  const health = lines.filter(({ event }) => event === 'health');
  assert.equal(health.length, 3);
  const { traceparent: _own, ...numbers } = health[0] ?? { event: '' };
  assert.deepEqual(numbers, {
    event: 'health',
    pending: 3,
    oldest_due_s: 12.5,
    dead: 2,
    queue: 4,
    poison: 0,
    unreached: 1,
    newer: 5,
  });
});

test('storage too ill to be measured fails no sweep: the fault is said, and the line is missing', async () => {
  const stage = await createStage();
  const backlog = () => Promise.reject(new StoreFault('reading what is owed: no answer', true));
  const { parts, lines } = partsOf(stage.desk, { backlog });
  await sweepDue(parts)(timer, context);
  assert.equal(lineOf(lines, 'health'), undefined);
  assert.match(String(lineOf(lines, 'fault')?.what), /reading what is owed/);
});

test('rows of a newer version are named once each, as something a person should look at', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  const load = () => Promise.reject(new NewerVersionFault('request', 2));
  const desk = { ...stage.desk, store: { ...stage.desk.store, load } };
  const { parts, lines } = partsOf(desk, {});
  await sweepDue(parts)(timer, context);
  const newer = lineOf(lines, 'newer_version');
  assert.deepEqual([newer?.count, newer?.rows], [1, [`${stage.id} request 2`]]);
});
