import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';

import { createFaults, parseFault } from '../../../local/support/faults.ts';
import { BadRequest, readJson } from '../../../local/support/local-door.ts';
import { serve } from '../../../local/support/serve.ts';

async function startedCounter(t: TestContext) {
  const faults = createFaults();
  const work = { done: 0 };
  const server = await serve(0, (_req, res) =>
    faults.applyTo(res, () => {
      work.done += 1;
      return { status: 201, body: { done: work.done } };
    }),
  );
  t.after(() => server.close());
  return { faults, work, url: server.url };
}

test('a failing call does no work, a lost answer does it, and both are used up', async (t) => {
  const { faults, work, url } = await startedCounter(t);
  faults.add({ next: 1, status: 503, retryAfter: 2 });
  faults.add({ next: 1, lost: true });
  const failed = await fetch(url);
  assert.deepEqual([failed.status, failed.headers.get('retry-after'), work.done], [503, '2', 0]);
  await assert.rejects(fetch(url));
  assert.equal(work.done, 1);
  assert.deepEqual(await (await fetch(url)).json(), { done: 2 });
});

test('a fault may wait, do the work and lose the answer', async (t) => {
  const { faults, work, url } = await startedCounter(t);
  faults.add({ next: 1, delayMs: 60, lost: true });
  const start = performance.now();
  await assert.rejects(fetch(url));
  assert.ok(performance.now() - start >= 55);
  assert.equal(work.done, 1);
});

test('faults are taken in the order they came, and next 0 forgets them', () => {
  const faults = createFaults();
  faults.add({ next: 2, status: 500 });
  faults.add({ next: 1, status: 429 });
  assert.deepEqual([faults.next()?.status, faults.next()?.status, faults.next()?.status], [500, 500, 429]);
  assert.equal(faults.next(), undefined);
  faults.add({ next: 5, status: 500 });
  faults.add({ next: 0 });
  assert.equal(faults.next(), undefined);
});

test('a service must be one of those offered', () => {
  const fault = { next: 1, status: 500, service: 'graph' };
  assert.equal(parseFault(fault, ['graph']).service, 'graph');
  assert.throws(() => parseFault(fault), BadRequest);
  assert.throws(() => parseFault(fault, ['token']), /Use token\./);
});

test('a handler that throws is a 500 without the reason, a bad request keeps its own', async (t) => {
  const logged = t.mock.method(console, 'error', () => undefined);
  const server = await serve(0, async (req) => {
    await readJson(req, 10);
    throw new Error('secret reason');
  });
  t.after(() => server.close());
  const post = (body: string) => fetch(server.url, { method: 'POST', body });
  const broken = await post('{}');
  assert.equal(broken.status, 500);
  assert.doesNotMatch(await broken.text(), /secret reason/);
  assert.equal(logged.mock.callCount(), 1);
  assert.equal((await post('"longer than ten bytes"')).status, 413);
  assert.equal((await post('{')).status, 400);
});
