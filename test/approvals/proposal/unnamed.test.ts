// What people are asked about a change that nothing waits for any more is taken back, whoever died; what is being asked never is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { withdrawUnnamed } from '../../../approvals/proposal/unnamed.ts';
import { aDeployment, fileWith } from '../../support/a-deployment.ts';

const OLD = fileWith('reviewPolicyChanges: true');
const NEW = fileWith('reviewPolicyChanges: true\nuncounted: [ticket]');
const THIRD = fileWith('reviewPolicyChanges: true\nuncounted: [ticket, run]');

/** The new file waits for people, who were asked unless `asks` is false. */
async function proposed({ asks = true } = {}) {
  const world = aDeployment();
  await world.host(OLD).meet();
  world.advance(60_000);
  const host = world.host(NEW);
  await host.meet();
  if (asks) await host.tend();
  const id = world.log().proposal?.request ?? '';
  /** The sweeps of one minute, by whichever host. */
  const aMinute = async () => {
    for (let n = 0; n < 5; n++) {
      await sweep(world.desk);
      world.advance(15_000);
    }
  };
  return { ...world, aMinute, id, asking: host };
}

test('whichever write a host dies at that brings a third file, what people were asked about the second is withdrawn', async () => {
  let how = 'died';
  for (let dies = 1; how === 'died'; dies++) {
    const { host, orDies, log, request, aMinute, id } = await proposed();
    how = await orDies(() => host(THIRD, { dies }).meet());
    await aMinute();
    const isNamed = log().proposal?.request === id;
    assert.equal(request(id)?.status, isNamed ? 'pending' : 'cancelled', `dies at write ${dies}`);
  }
});

test('one that a slow host records only after a third file took its place is withdrawn', async () => {
  const { host, log, request, aMinute, id } = await proposed({ asks: false });
  let isOvertaken = false;
  const slow = host(NEW, {
    before: async (access) => {
      if (isOvertaken || !access.startsWith('commit requested')) return;
      isOvertaken = true;
      await host(THIRD).meet();
    },
  });
  await slow.tend();
  assert.ok(isOvertaken);
  assert.equal(request(id)?.status, 'pending');
  await aMinute();
  assert.equal(request(id)?.status, 'cancelled');
  assert.notEqual(log().proposal?.request, id);
});

test('one that waits is looked at once a minute, and left to people for as long as the log names it', async () => {
  const { host, request, aMinute, advance, desk, id } = await proposed();
  for (let n = 0; n < 20; n++) await aMinute();
  assert.equal(request(id)?.status, 'pending');
  await host(THIRD, { dies: 2 })
    .meet()
    .catch(() => undefined);
  advance(60_000);
  await sweep(desk);
  assert.equal(request(id)?.status, 'cancelled');
});

test('a log that a newer version wrote takes nothing back', async () => {
  const { host, request, asking, id } = await proposed();
  await host(THIRD, { dies: 2 })
    .meet()
    .catch(() => undefined);
  const waiting = request(id);
  assert.ok(waiting);
  const { log } = asking.desk;
  const peek = async <T extends object>(of: string, key: string) => {
    const shown = await log.peek<T>(of, key);
    return shown && { ...shown, newer: 2 };
  };
  await withdrawUnnamed({ ...asking.desk, log: { ...log, peek } }, waiting);
  assert.equal(request(id)?.status, 'pending');
  await withdrawUnnamed(asking.desk, waiting);
  assert.equal(request(id)?.status, 'cancelled');
});
