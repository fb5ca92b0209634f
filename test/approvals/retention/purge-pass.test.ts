// Finding what has been kept for long enough: day by day, a few at a time, on where the last run stood.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import type { Stored } from '../../../approvals/ports.ts';
import { type PassDesk, type Progress, purgePass } from '../../../approvals/retention/purge-pass.ts';
import { firstKeptDay } from '../../../approvals/retention/retention.ts';
import type { Kept } from '../../../approvals/verdict.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, aVerdict, idOf } from '../../support/builders.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const ORDER = { what: 'parameters', retain: '90d', policyVersion: 'a'.repeat(64) } as const;

function open() {
  const world = createTestDesk();
  const progress = new Map<Kept, Stored<Progress>>();
  const desk: PassDesk = {
    ...world.desk,
    unlist: async () => undefined,
    progress: {
      load: async (what) => progress.get(what),
      save: async (what, data, before) => {
        if (progress.get(what)?.etag === before?.etag)
          progress.set(what, { data, etag: String(Number(before?.etag ?? 0) + 1) });
      },
    },
  };
  const ask = async (n: number, at: string, ends = true) => {
    world.set(at);
    const id = idOf('req', n);
    assert.ok((await submit(world.desk, anAsk({ id, verdict: aVerdict({ notify: [] }) }))).ok);
    const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
    if (ends) assert.ok((await cancel(world.desk, id, by)).ok);
    return id;
  };
  const purged = async () => {
    const ids = [...world.tables.all()].filter(([name]) => name.endsWith('\nrequest'));
    return ids.filter(([, { data }]) => 'purged' in data).map(([name]) => Number(name.slice(4, 30)));
  };
  return { world, desk, ask, purged, state: () => progress.get('parameters')?.data };
}

test('a day goes once all of it has been kept for the whole time, and years are those of the calendar', () => {
  assert.equal(firstKeptDay('90d', '2026-11-21T00:00:00.000Z'), '2026-08-23');
  assert.equal(firstKeptDay('90d', '2026-11-21T23:59:59.999Z'), '2026-08-23');
  assert.equal(firstKeptDay('1d', '2026-03-01T12:00:00.000Z'), '2026-02-28');
  assert.equal(firstKeptDay('7y', '2026-11-21T12:00:00.000Z'), '2019-11-21');
  assert.equal(firstKeptDay('1y', '2024-02-29T12:00:00.000Z'), '2023-03-01');
});

test('what was asked on the last day that is kept stays, all before it goes, and a second pass writes nothing', async () => {
  const { world, desk, ask, purged } = open();
  await ask(1, '2026-07-01T10:00:00.000Z');
  await ask(2, '2026-08-22T23:59:59.000Z');
  await ask(3, '2026-08-23T00:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 2, behind: 0, isDone: true });
  assert.deepEqual(await purged(), [1, 2]);
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 0, behind: 0, isDone: true });
  world.set('2026-11-22T00:00:00.000Z');
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 1, behind: 0, isDone: true });
});

test('goes on where the last run stood, however few it may look at', async () => {
  const { world, desk, ask, purged } = open();
  for (let n = 1; n <= 7; n++) await ask(n, `2026-07-0${n < 6 ? 1 : 2}T10:00:00.000Z`);
  world.set('2026-11-21T10:00:00.000Z');
  const counts: number[] = [];
  for (let runs = 1; runs <= 9; runs++) {
    const { removed, isDone } = await purgePass(desk, ORDER, 2);
    counts.push(removed);
    if (isDone) break;
  }
  assert.deepEqual([counts.reduce((sum, each) => sum + each), Math.max(...counts) <= 3], [7, true]);
  assert.equal((await purged()).length, 7);
});

test('what is open when its day comes is left behind, the others go, and it follows once it has ended', async () => {
  const { world, desk, ask, purged, state } = open();
  const open1 = await ask(1, '2026-07-01T10:00:00.000Z', false);
  await ask(2, '2026-07-01T11:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 1, behind: 1, isDone: true });
  assert.deepEqual([await purged(), state()?.behind], [[2], [open1]]);
  // A policy with more time keeps it in mind, for a later one may have less again.
  await purgePass(desk, { ...ORDER, retain: '7y' }, 100);
  assert.deepEqual(state()?.behind, [open1]);
  world.set('2026-07-01T10:01:00.000Z');
  assert.ok(
    (await cancel(world.desk, open1, { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' })).ok,
  );
  world.set('2026-11-21T10:01:00.000Z');
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 1, behind: 0, isDone: true });
});

test('asked around midnight it stands on two days of the catalog, and goes on its own', async () => {
  const { world, desk, ask, purged } = open();
  const id = await ask(1, '2026-08-23T00:00:00.100Z');
  await world.desk.catalog.add('2026-08-22', id);
  await world.desk.catalog.add('2026-08-22', idOf('req', 9));
  world.set('2026-11-21T10:00:00.000Z');
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 0, behind: 0, isDone: true });
  world.set('2026-11-22T10:00:00.000Z');
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 1, behind: 0, isDone: true });
  assert.deepEqual(await purged(), [1]);
});

test('storage that fails for one request keeps the others from nothing: it is told, and tried again', async () => {
  const { world, desk, ask, purged } = open();
  const bad = await ask(1, '2026-07-01T10:00:00.000Z');
  await ask(2, '2026-07-01T10:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  const store = {
    ...desk.store,
    load: async (id: string) => {
      if (id === bad) throw new StoreFault('down', true);
      return await desk.store.load(id);
    },
  };
  await assert.rejects(purgePass({ ...desk, store }, ORDER, 100), StoreFault);
  assert.deepEqual(await purged(), [2]);
  assert.deepEqual(await purgePass(desk, ORDER, 100), { removed: 1, behind: 0, isDone: true });
});

test('two that run at once remove everything once', async () => {
  const { world, desk, ask, purged } = open();
  for (let n = 1; n <= 5; n++) await ask(n, '2026-07-01T10:00:00.000Z');
  world.set('2026-11-21T10:00:00.000Z');
  await Promise.all([purgePass(desk, ORDER, 100), purgePass(desk, ORDER, 100)]);
  assert.equal((await purged()).length, 5);
  const events = [...world.tables.all()].filter(([, { json }]) => json.includes('"type":"purged"'));
  assert.equal(events.length, 5);
});
