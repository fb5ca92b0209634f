// What time alone brings, cut off in the middle: the app is ended between the steps of a reminder, an escalation and an expiry, then started
// again on the same storage. Each is recorded once and told once, in Teams and to the agent; twice only where a send was done and nobody
// could know it: Teams takes no key that would find a card again, and the agent knows a callback that comes again by its `webhook-id`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { until } from '../support/until.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import {
  askTimed,
  DELIVERED,
  LAPSE_AFTER_MS,
  LAPSES,
  type Lapse,
  notTold,
  notYetAsked,
  POSTED,
  recordedAt,
  type Step,
  type Times,
  withLapses,
} from './support/lapses.ts';
import { placeFrozen, spreadNudges } from './support/placements.ts';
import { postJson } from './support/post-json.ts';

/** How often the app's own timer sweeps. */
const SWEEP_EVERY_MS = 15_000;
const RECORDED_WITHIN_MS = 60_000;
/** What was begun is gone on with once its lease of twenty seconds has run out. */
const TOLD_WITHIN_MS = RECORDED_WITHIN_MS + 20_000;

interface Cut {
  readonly key: string;
  readonly lapse: Lapse;
  readonly step: Step;
  readonly when: 'before' | 'after';
}

const cuts: readonly Cut[] = LAPSES.flatMap((lapse) =>
  lapse.steps.flatMap((step) =>
    (['before', 'after'] as const).map((when) => ({
      key: `${lapse.name}-killed-${when}-${step.name}`,
      lapse,
      step,
      when,
    })),
  ),
);

/** Posted without its id being stored; delivered without that being stored. */
const timesOf = ({ step, when }: Cut): Times => ({
  posts: step === POSTED && when === 'after' ? 2 : 1,
  callbacks: step === DELIVERED && when === 'before' ? 2 : 1,
});

/**
 * Card and callback go their ways side by side. Here the other one waits for the restart, or the kill would meet it anywhere: what is cut off
 * is what the test says, and everything else is told once.
 */
const besides = ({ label }: Step): RegExp => {
  if (label.startsWith('swap todo-')) return /^swap prompt-/;
  return label === 'post' || label === 'update' ? /^swap todo-/ : /^swap (?:prompt|todo)-/;
};

let world: FaultWorld;
before(async () => {
  world = await startFaultWorld({ policy: withLapses });
  spreadNudges(world);
  const chat = { conversation: `a:${PEOPLE.sam}`, user: PEOPLE.sam };
  assert.equal((await postJson(`${world.urls.teams}/_local/install`, chat)).status, 200);
});
after(() => world?.stop());

test('killed between whichever steps of a reminder, an escalation or an expiry, each is told once and in time', async (t) => {
  const [host] = world.hosts;
  assert.ok(host);
  await Promise.all(cuts.map(({ key, lapse }) => askTimed(world, key, lapse)));
  await until(
    'the cards to be there',
    async () => (await wrong((cut) => notYetAsked(world, cut.key))).length === 0,
  );
  await world.faults.quiet();

  const placed = cuts.map(({ key, step, when }) => {
    const fault = () => ({ do: 'swallow', when }) as const;
    const { fired, end } = placeFrozen(world, { key, write: step, how: when, fault });
    const held = keepBack(world.idFor(key), besides(step));
    return { key, fired, ends: [end, held] };
  });
  await world.pass(LAPSE_AFTER_MS);
  const due = world.now();
  await world.sweep();
  const missing = () => placed.flatMap(({ key, fired }) => (fired() ? [] : [key]));
  await until('every kill to come to its place', () => missing().length === 0).catch(() => undefined);
  assert.deepEqual(missing(), [], 'never reached');
  await host.app.kill();
  for (const end of placed.flatMap(({ ends }) => ends)) end();
  await host.app.start();
  const up = world.now();

  await mended();
  const late = await Promise.all(cuts.map(async ({ key }) => (await recordedAt(world, key)) - up));
  t.diagnostic(
    `${cuts.length} places; up again ${up - due} ms after all was due; the last recorded ${Math.max(...late)} ms later`,
  );
  assert.ok(Math.max(...late) <= RECORDED_WITHIN_MS, `recorded ${late.join()} ms after the start`);
  // And never again, however often it is looked at.
  for (let looks = 0; looks < 2; looks++) await look();
  assert.deepEqual(await wrong(untold), []);
});

const keepBack = (id: string, what: RegExp) =>
  world.faults.add(({ request, label = '' }) =>
    request === id && what.test(label) ? { do: 'swallow', when: 'before' } : undefined,
  );

const untold = (cut: Cut) => notTold(world, cut.key, cut.lapse, timesOf(cut));

/** What is wrong with whichever request. */
async function wrong(of: (cut: Cut) => Promise<string | undefined>): Promise<readonly string[]> {
  const told = await Promise.all(cuts.map(async (cut) => ({ key: cut.key, problem: await of(cut) })));
  return told.flatMap(({ key, problem }) => (problem === undefined ? [] : [`${key}: ${problem}`]));
}

/** The time between two sweeps, and a sweep. */
async function look(): Promise<void> {
  await world.pass(SWEEP_EVERY_MS);
  await world.sweep();
  await world.faults.quiet();
}

/** Looks for as long as it may take. */
async function mended(): Promise<void> {
  for (let passed = SWEEP_EVERY_MS; ; passed += SWEEP_EVERY_MS) {
    await look();
    const left = await wrong(untold);
    if (left.length === 0) return;
    if (passed + SWEEP_EVERY_MS > TOLD_WITHIN_MS) assert.fail(left.join('\n'));
  }
}
