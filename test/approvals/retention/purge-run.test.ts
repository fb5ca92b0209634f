// Removing for a while: nothing without `retain`, all that is due with it, and no look at storage once the day is done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { lapse } from '../../../approvals/change/time-out.ts';
import { heldBy } from '../../../approvals/policy/member/retain.ts';
import type { Stored } from '../../../approvals/ports.ts';
import type { Progress } from '../../../approvals/retention/purge-pass.ts';
import { createPurgeRun } from '../../../approvals/retention/purge-run.ts';
import type { Retain } from '../../../approvals/verdict.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, aVerdict, idOf } from '../../support/builders.ts';
import { createTestDesk } from '../../support/test-desk.ts';

function open(retain: Retain) {
  const world = createTestDesk();
  const book = new Map<string, Stored<Progress>>();
  let looks = 0;
  const desk = {
    ...world.desk,
    unlist: async () => undefined,
    progress: {
      load: async (what: string) => {
        looks++;
        return book.get(what);
      },
      save: async (what: string, data: Progress) => void book.set(what, { data, etag: '1' }),
    },
  };
  const runOf = (by: Retain) =>
    createPurgeRun(desk, { retain: by, policyVersion: 'a'.repeat(64), isHeld: heldBy(by) });
  const run = runOf(retain);
  const ask = async (n: number, at: string, { isOpen = false } = {}) => {
    world.set(at);
    const id = idOf('req', n);
    assert.ok((await submit(world.desk, anAsk({ id, verdict: aVerdict({ notify: [] }) }))).ok);
    const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
    if (!isOpen) assert.ok((await cancel(world.desk, id, by)).ok);
    return async () => (await world.desk.store.load(id))?.data.purged;
  };
  return { world, run, runOf, ask, looks: () => looks };
}

test('a policy that keeps everything removes nothing, and nothing is looked at', async () => {
  const { world, run, ask, looks } = open({});
  const purged = await ask(1, '2016-11-01T10:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  await run();
  assert.equal(await purged(), undefined);
  assert.equal(looks(), 0);
});

test('one run removes all that is due, more than one pass takes, and rests until the next day', async () => {
  const { world, run, ask, looks } = open({ parameters: '1d' });
  const purged: Awaited<ReturnType<typeof ask>>[] = [];
  for (let n = 1; n <= 450; n++)
    purged.push(await ask(n, `2026-11-0${(n % 3) + 1}T10:${10 + (n % 40)}:00.000Z`));
  const last = await ask(451, '2026-11-20T10:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  await run();
  for (const each of purged) assert.ok(await each());
  assert.equal(await last(), undefined);
  const before = looks();
  await run();
  assert.equal(looks(), before);
  world.set('2026-11-22T00:00:10.000Z');
  await run();
  assert.ok(await last());
});

test('what was still open when its day came is looked at again after an hour, and not sooner', async () => {
  const { world, run, ask, looks } = open({ parameters: '1d' });
  const purged = await ask(1, '2026-11-01T10:00:00.000Z', { isOpen: true });
  world.set('2026-11-21T10:00:00.000Z');
  await run();
  assert.ok((await lapse(world.desk, idOf('req', 1))).ok);
  const before = looks();
  world.set('2026-11-21T10:59:59.000Z');
  await run();
  assert.deepEqual([looks(), await purged()], [before, undefined]);
  world.set('2026-11-21T11:00:00.000Z');
  await run();
  assert.ok(await purged());
});

test('of a request whose record goes the parameters go with it, once', async () => {
  const { world, run, ask } = open({ parameters: '1d', records: '2d' });
  const purged = await ask(1, '2026-11-01T10:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  await run();
  const { seq } = (await world.desk.store.load(idOf('req')))?.data ?? { seq: 0 };
  assert.deepEqual([(await purged())?.records, seq], [(await purged())?.parameters, 3]);
});

const HOLD = { requests: [], agents: [], resources: [] };
for (const [what, hold] of [
  ['its id', { ...HOLD, requests: [idOf('req', 1)] }],
  ['its agent', { ...HOLD, agents: [AGENTS.nightlyEtl] }],
  ['its resource', { ...HOLD, resources: [{ type: 'database', id: 'prod/*' }] }],
] as const)
  test(`what is held by ${what} stays, however old, and goes once nothing holds it`, async () => {
    const retain = { parameters: '1d', records: '2d', hold };
    const { world, run, runOf, ask } = open(retain);
    const held = await ask(1, '2026-11-01T10:00:00.000Z');
    world.set('2026-11-21T10:00:00.000Z');
    await run();
    assert.equal(await held(), undefined);
    // Its day is long past by then.
    await runOf({ ...retain, hold: { ...HOLD, requests: [idOf('req', 77)] } })();
    assert.ok((await held())?.records);
  });

test('a hold keeps nothing else, also where a pass meets held requests alone', async () => {
  const hold = { ...HOLD, requests: Array.from({ length: 230 }, (_, n) => idOf('req', n + 1)) };
  const { world, run, ask } = open({ parameters: '1d', hold });
  for (let n = 1; n <= 230; n++) await ask(n, `2026-11-01T10:${10 + (n % 40)}:00.000Z`);
  const other = await ask(231, '2026-11-02T10:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  await run();
  assert.ok((await other())?.parameters);
});
