// Two hosts while a changed policy waits for people: one starts with a third file and is killed between the log, which names the second no more,
// and the request that asks about it. The sweep of the other withdraws it, and leaves what is asked about the third.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { logId, type RecordLog } from '../../../approvals/audit/log.ts';
import { LOG_KEY } from '../../../approvals/row-keys.ts';
import { TENANT } from '../../../local/directory.ts';
import { createRecordStore } from '../../../store/record-store.ts';
import { until } from '../support/until.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';

const WATCH_DUE_MS = 60_000;
let world: FaultWorld;
before(async () => {
  world = await startFaultWorld({ hosts: 2, unstarted: true });
});
after(() => world?.stop());

const asked = async () => {
  const log = await createRecordStore<RecordLog>(world.storage.requests, LOG_KEY).peek<RecordLog>(
    logId(TENANT),
    LOG_KEY,
  );
  return log?.data.proposal?.request;
};
const statusOf = async (id: string) => (await world.store.load(id))?.data.status;

test('killed before it withdrew what its own file took the place of', async () => {
  const [old, young] = world.hosts;
  assert.ok(old && young);
  const reviewed = `reviewPolicyChanges: true\n${await readFile(world.policyFile, 'utf8')}`;
  await writeFile(world.policyFile, reviewed);
  await old.app.start();
  await writeFile(world.policyFile, `${reviewed}\n# the second\n`);
  await young.app.start();
  const second = await until('people to be asked about the second file', asked);
  await until('the request', async () => (await statusOf(second)) === 'pending');
  await young.app.kill();

  let cut = false;
  const end = world.faults.add(({ to, label, request, body }) => {
    // The commit of the log names the request too.
    if (to !== 'tables' || label !== 'commit' || request !== second || body.includes(logId(TENANT)))
      return undefined;
    cut = true;
    return { do: 'swallow', when: 'before' };
  });
  await writeFile(world.policyFile, `${reviewed}\n# the third\n`);
  const started = young.app.start().catch(() => undefined);
  await until('its withdrawal to be cut off', () => cut);
  await young.app.kill();
  await started;
  end();
  const third = await asked();
  assert.ok(third !== undefined && third !== second);
  assert.equal(await statusOf(second), 'pending');

  await world.pass(WATCH_DUE_MS);
  await until('it to be withdrawn', async () => {
    await world.sweep();
    await world.faults.quiet();
    return (await statusOf(second)) === 'cancelled';
  });
  assert.deepEqual([await asked(), await statusOf(third)], [third, 'pending']);
});
