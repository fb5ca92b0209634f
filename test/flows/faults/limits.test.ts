// Limits of an agent with two hosts on one storage, and with storage or the app failing between counting and recording: never more
// than the limit, and nobody locked out for good.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pendingOf } from '../../../approvals/counting/quota.ts';
import { AGENTS } from '../../../local/directory.ts';
import { createQuotaBook } from '../../../store/quota.ts';
import { until } from '../support/until.ts';
import { intent, onRequest, untilKnown } from './support/client.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { postJson, type Told } from './support/post-json.ts';

const MAX = 5;
const MINUTE_MS = 60_000;

describe('limits of an agent', () => {
  let world: FaultWorld;
  let count = 0;
  before(async () => {
    world = await startFaultWorld({ hosts: 2, limits: { maxPending: MAX, requestsPerMinute: 1000 } });
  });
  after(() => world?.stop());

  const nextKey = () => `limits-${++count}`;
  async function askOnce(key: string, host = 0): Promise<Told> {
    const token = await world.tokens.agent('nightly-etl');
    return await postJson(`${world.hosts[host]?.url}/api/requests`, intent, {
      authorization: `Bearer ${token}`,
      'idempotency-key': key,
    });
  }
  /** A busy machine makes storage late: who was told 503 asks again, with the same key. */
  async function askUntilTold(key: string, host = 0): Promise<Told> {
    const told = await askOnce(key, host);
    return told.status === 503 ? askUntilTold(key, host) : told;
  }
  const places = () => pendingOf({ quota: createQuotaBook(world.storage) }, AGENTS.nightlyEtl);
  const isRecorded = async (id: string) => (await world.store.load(id)) !== undefined;
  /** Ends what waits, and lets what never came be forgotten. */
  async function endAll(): Promise<void> {
    for (const id of await places()) {
      if (await isRecorded(id)) await untilKnown(() => onRequest(world, id, 'cancel', {}));
    }
    await world.faults.quiet();
    await world.pass(6 * MINUTE_MS);
  }

  test('thirty asks at once on two hosts: never more than the limit are recorded, each with its place', async () => {
    const keys = Array.from({ length: 30 }, nextKey);
    const told = await Promise.all(keys.map((key, n) => askUntilTold(key, n % 2)));
    const accepted = keys.filter((_, n) => told[n]?.status === 202).map(world.idFor);
    assert.ok(accepted.length > 0 && accepted.length <= MAX, `${accepted.length} got in`);
    assert.equal(told.filter(({ status }) => status === 429).length, 30 - accepted.length);
    for (const key of keys)
      assert.equal(await isRecorded(world.idFor(key)), accepted.includes(world.idFor(key)));
    const placed = await places();
    for (const id of accepted) assert.ok(placed.includes(id), `${id} has no place`);
    await endAll();
  });

  test('the same call twenty times at once on two hosts takes one place', async () => {
    const key = nextKey();
    // What the test before ended gives its places back a little later.
    const before = new Set(await places());
    const told = await Promise.all(Array.from({ length: 20 }, (_, n) => askUntilTold(key, n % 2)));
    assert.deepEqual([...new Set(told.map(({ status }) => status))], [202]);
    assert.deepEqual(
      (await places()).filter((id) => !before.has(id)),
      [world.idFor(key)],
    );
    for (let n = 1; n < MAX; n++) assert.equal((await askUntilTold(nextKey())).status, 202);
    assert.equal((await askUntilTold(nextKey())).status, 429);
    await endAll();
  });

  test('storage is silent while places are counted: 503, nothing recorded, and the same call gets in afterwards', async () => {
    for (const method of ['POST', 'GET']) {
      const key = nextKey();
      const end = world.faults.add((call) =>
        call.method === method && call.to === 'tables' && /quota-|rate-/.test(call.url + call.body)
          ? { do: 'cut', when: 'after' }
          : undefined,
      );
      const told = await askOnce(key);
      assert.equal(told.status, 503, JSON.stringify(told.body));
      assert.equal((told.body as { type: string }).type, 'urn:countersign:error:unavailable');
      assert.equal(await isRecorded(world.idFor(key)), false);
      end();
      assert.equal((await askUntilTold(key)).status, 202);
    }
    await endAll();
  });

  test('a host that dies between its place and its request locks nobody out for good', async () => {
    const lost = nextKey();
    const end = world.faults.add((call) =>
      call.label === 'put catalog' || call.label === 'remove quota'
        ? { do: 'swallow', when: 'before' }
        : undefined,
    );
    const dying = askOnce(lost).catch(() => undefined);
    await until(
      'the place to be taken',
      async () => (await places()).includes(world.idFor(lost)) || undefined,
    );
    await world.hosts[0]?.app.kill();
    await dying;
    end();
    await world.hosts[0]?.app.start();

    for (let n = 1; n < MAX; n++) assert.equal((await askUntilTold(nextKey())).status, 202);
    assert.equal((await askUntilTold(nextKey())).status, 429, 'its request could still come');
    await world.pass(5 * MINUTE_MS + 1000);
    assert.equal((await askUntilTold(nextKey())).status, 202);
    assert.equal((await places()).includes(world.idFor(lost)), false);
  });
});
