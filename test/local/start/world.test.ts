// The whole local world in one piece: what a data folder keeps, what a killed app leaves, what a changed port does to the policy.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

import { startWorld, type World } from '../../../local/start/world.ts';
import { freeBase, untilFree } from './ports-of-test.ts';

const BODY = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 3 } },
  resource: { type: 'database', id: 'prod/customers' },
};

async function send(world: World, path: string, init: { token: string; body?: object }) {
  const response = await fetch(`${world.urls.functions}${path}`, {
    method: init.body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${init.token}`,
      'content-type': 'application/json',
      'idempotency-key': 'one',
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of the wire are looked into freely, and asserted on.
  return { status: response.status, body: (await response.json()) as any };
}

async function messages(world: World): Promise<readonly { text?: string; card: unknown }[]> {
  const response = await fetch(`${world.urls.teams}/_local/messages`);
  return (await response.json()) as readonly { text?: string; card: unknown }[];
}

it('keeps requests, cards, keys and the linked channel in its data folder', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-world-'));
  t.after(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const ports = await freeBase();
  const first = await startWorld({ ports, dataDir });
  t.after(first.stop);
  const asked = await send(first, '/api/requests', {
    token: await first.tokens.agent('nightly-etl'),
    body: BODY,
  });
  assert.equal(asked.status, 202);
  const keys = await (await fetch(`${first.urls.functions}/access/v1/jwks`)).text();
  const before = await messages(first);
  await first.stop();

  const second = await startWorld({ ports, dataDir });
  t.after(second.stop);
  const path = `/access/v1/requests/${asked.body.task.id}`;
  const read = await send(second, path, { token: await second.tokens.agent('nightly-etl') });
  assert.equal(read.status, 200);
  assert.equal(read.body.task.status, 'pending');
  assert.equal(await (await fetch(`${second.urls.functions}/access/v1/jwks`)).text(), keys);
  const links = (list: typeof before) =>
    list.filter(({ text }) => text?.includes('link data-approvals')).length;
  assert.equal(links(before), 1);
  assert.equal(links(await messages(second)), 1);
  assert.ok((await readdir(dataDir)).includes('azurite'));
});

it('goes on where it was when the app is killed and started again', async (t) => {
  const world = await startWorld({ ports: 'random' });
  t.after(world.stop);
  const token = await world.tokens.agent('nightly-etl');
  const asked = await send(world, '/api/requests', { token, body: BODY });
  await world.app.kill();
  await assert.rejects(fetch(`${world.urls.functions}/api/health`));
  await world.app.start();
  const again = await send(world, '/api/requests', { token, body: BODY });
  assert.equal(again.status, 202);
  assert.equal(again.body.task.id, asked.body.task.id);
});

it("registers the agent's callback at the port of this run", async (t) => {
  const world = await startWorld({ ports: 'random', unlinked: true });
  t.after(world.stop);
  const token = await world.tokens.agent('nightly-etl');
  const callback = { endpoint: `${world.urls.agent}/callbacks/nightly-etl` };
  const asked = await send(world, '/api/requests', { token, body: { ...BODY, callback } });
  assert.equal(asked.status, 202, JSON.stringify(asked.body));
});

it('leaves no temporary folder', async (t) => {
  const list = async () =>
    (await readdir(tmpdir())).filter((name) => /^countersign-[A-Za-z0-9]{6}$/.test(name));
  const before = await list();
  const world = await startWorld({ ports: 'random', unlinked: true });
  t.after(world.stop);
  const during = (await list()).filter((name) => !before.includes(name));
  assert.match(
    await readFile(join(tmpdir(), during[0] ?? '', 'countersign.yaml'), 'utf8'),
    /^# countersign\.yaml/m,
  );
  await world.stop();
  assert.deepEqual(
    (await list()).filter((name) => during[0] === name),
    [],
  );
});

it('tells of a part that dies, and stops all the same', async (t) => {
  const deaths: string[] = [];
  const world = await startWorld({ ports: 'random', unlinked: true, onDeath: (why) => deaths.push(why) });
  t.after(world.stop);
  const [azurite = 0] = world.pids();
  process.kill(azurite, 'SIGKILL');
  for (let tries = 0; deaths.length === 0 && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match(deaths[0] ?? '', /^Azurite ended unexpectedly/);
  await world.stop();
});

it('starts nothing that stays when the app cannot start', async () => {
  const ports = await freeBase();
  const started = startWorld({ ports, env: { COUNTERSIGN_TENANT_ID: 'no guid' } });
  await assert.rejects(started, /The Functions app ended unexpectedly[\s\S]*COUNTERSIGN_TENANT_ID/);
  await untilFree(ports, 500);
});

it('ends its start when it is told to', async () => {
  const ports = await freeBase();
  const stop = new AbortController();
  const started = startWorld({ ports, signal: stop.signal });
  setTimeout(() => stop.abort(), 300);
  await assert.rejects(started);
  await untilFree(ports, 500);
});
