// The limit of an allow rule with two hosts on one storage: whichever host a request comes to, both count together.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ChainEvent } from '../../../approvals/words.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { postJson, type Told } from './support/post-json.ts';

const COUNT = 3;
const ASKS = 10;
const ROUNDS = 7;
/** Short, so that no token is too old after some of them. */
const WINDOW_MS = 5 * 60_000;
const READ = { action: { name: 'data.read' }, resource: { type: 'database', id: 'dev/orders' } };

let world: FaultWorld;
before(async () => {
  const limit = `limit: { count: ${COUNT}, per: agent, window: 5m }`;
  world = await startFaultWorld({
    hosts: 2,
    policy: (text) =>
      text.replace(/( {2}- id: dev-read\n(?: {4}.*\n)*? {4}effect: allow)/, `$1\n    ${limit}`),
  });
});
after(() => world?.stop());

let refused = 0;
/** A busy machine makes storage late: who was told 503 asks again, with the same key. */
async function ask(key: string, host: number): Promise<Told> {
  const told = await postJson(`${world.hosts[host]?.url}/api/requests`, READ, {
    authorization: `Bearer ${await world.tokens.agent('nightly-etl')}`,
    'idempotency-key': key,
  });
  if (told.status !== 503) return told;
  refused += 1;
  return ask(key, host);
}

/** How the requests of these keys were recorded. */
async function recorded(keys: readonly string[]) {
  const ends = await Promise.all(
    keys.map(async (key) => {
      const id = world.idFor(key);
      const events = (await world.store.list<ChainEvent>(id, 'event-')).map(({ row }) => row.data.type);
      return `${(await world.store.load(id))?.data.verdict.effect}: ${events.join()}`;
    }),
  );
  return {
    allowed: ends.filter((each) => each === 'allow: requested,approved').length,
    waiting: ends.filter((each) => each === 'review: requested').length,
  };
}

/**
 * Asks once with each key, alternately at both hosts, all at once; in the next window anew, where storage was late for one of them: its place
 * may be left behind then, and one yes less is said.
 */
async function undisturbed(): Promise<{ readonly keys: readonly string[]; readonly told: readonly Told[] }> {
  for (let round = 1; round <= ROUNDS; round++) {
    const keys = Array.from({ length: ASKS }, (_, n) => `read-${round}-${n}`);
    refused = 0;
    const told = await Promise.all(keys.map((key, n) => ask(key, n % 2)));
    const { allowed, waiting } = await recorded(keys);
    assert.ok(allowed <= COUNT && allowed + waiting === ASKS, `${allowed} allowed, ${waiting} wait`);
    if (refused === 0) return { keys, told };
    await world.pass(WINDOW_MS + 1000);
  }
  throw new Error(`storage was late in each of ${ROUNDS} rounds: this machine is too busy`);
}

test(`of ${ASKS} asks at once on two hosts exactly the ${COUNT} that the limit says are allowed, and the others wait for people`, async () => {
  const { keys, told } = await undisturbed();
  const statuses = told.map(({ status }) => status);
  assert.deepEqual(
    [201, 202].map((status) => statuses.filter((each) => each === status).length),
    [COUNT, ASKS - COUNT],
  );
  assert.deepEqual(await recorded(keys), { allowed: COUNT, waiting: ASKS - COUNT });

  const again = await Promise.all(keys.map((key, n) => ask(key, (n + 1) % 2)));
  assert.deepEqual(
    again.map(({ body }) => (body as { task: { id: string } }).task.id),
    keys.map(world.idFor),
    'at the other host it is the same request',
  );
  assert.deepEqual(await recorded(keys), { allowed: COUNT, waiting: ASKS - COUNT });
  for (const host of [0, 1]) assert.equal((await ask(`one-more-${host}`, host)).status, 202);

  await world.pass(WINDOW_MS + 1000);
  for (const host of [0, 1])
    assert.equal((await ask(`later-${host}`, host)).status, 201, 'its window is over');
});
