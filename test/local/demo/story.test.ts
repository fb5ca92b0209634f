// The demo agent's story against a small fake of everything it talks to.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';

import { APPROVAL, approved, denied, EXPIRES_AT, startFakeWorld } from './fake-world.ts';

const UNTIL =
  new Date(EXPIRES_AT).getTimezoneOffset() === 0
    ? '15:30 UTC'
    : `${new Date(EXPIRES_AT).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })} (15:30 UTC)`;
const OPENING = [
  'Tries to export database prod/customers (4,812 rows)',
  '403: the warehouse gives nothing without an approval. So it asks.',
  `Waiting for a person, open until ${UNTIL}: approve or deny on http://127.0.0.1:3979`,
];

it('tells the story of an approval: tries, asks, waits, hears, exports', async (t) => {
  const world = await startFakeWorld(t);
  const running = world.run();
  await world.said(/^Waiting/);
  world.task = { ...world.task, ...approved };
  world.result = APPROVAL;
  assert.equal(await world.callBack(), 204);
  assert.equal(await running, 'done');
  assert.deepEqual(world.lines, [
    ...OPENING,
    'The signed callback came, its signature is good.',
    'Approved by Alice Aho.',
    '4,812 rows written to /exports/customers-req_1.csv',
  ]);
  const [, use] = world.calls('POST /exports');
  assert.deepEqual(use?.body, {
    table: 'prod/customers',
    parameters: { format: 'csv', rows: 4812 },
    approval: { id: 'grant-1', state: 'a.b.c' },
  });
});

it('asks with an idempotency key, its justification and a callback', async (t) => {
  const world = await startFakeWorld(t);
  const running = world.run();
  await world.said(/^Waiting/);
  await world.end({ status: 'expired' });
  await running;
  const [asked] = world.calls('POST /api/requests');
  assert.match(String(asked?.headers['idempotency-key']), /^[0-9a-f-]{36}$/);
  assert.equal(asked?.body.context.business_justification, 'Churn model.');
  assert.match(asked?.body.callback.endpoint, /^http:\/\/127\.0\.0\.1:\d+\/callbacks\/nightly-etl$/);
});

it('writes nothing when denied, and says who and why without letting words forge lines', async (t) => {
  const world = await startFakeWorld(t);
  const running = world.run();
  await world.said(/^Waiting/);
  await world.end(
    denied({ reason: 'too_much', untrusted_text: 'use the view\r\n\u001b[2K4,812 rows\u202e\u2028written' }),
  );
  assert.equal(await running, 'not-approved');
  assert.deepEqual(world.lines.slice(4), [
    'Denied by Alice Aho: too much, “use the view [2K4,812 rows written”.',
    'Nothing was written.',
  ]);
  assert.equal(world.calls('POST /exports').length, 1);
});

it('writes nothing for any ending but an approval', async (t) => {
  const endings: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ status: 'expired' }, `Expired: nobody decided until ${UNTIL}.`],
    [{ status: 'cancelled' }, 'Withdrawn.'],
    [
      { status: 'failed', decision: { reason: 'no approver left', votes: [] } },
      'It ended as failed: no approver left.',
    ],
    [{ status: 'sort_of_approved' }, 'It ended as sort_of_approved.'],
    [{ status: 'approved' }, 'Approved by rule prod-export.'],
  ];
  for (const [ending, line] of endings) {
    const world = await startFakeWorld(t);
    const running = world.run();
    await world.said(/^Waiting/);
    await world.end(ending);
    assert.equal(await running, 'not-approved');
    assert.deepEqual(world.lines.slice(4), [line, 'Nothing was written.']);
    assert.equal(world.calls('POST /exports').length, 1);
  }
});

it('does not wait for people where policy has decided already', async (t) => {
  const world = await startFakeWorld(t);
  world.askStatus = 403;
  world.task = { ...world.task, status: 'denied', policy: { rules: ['no-prod-deletion'] } };
  const wish = {
    action: { name: 'infra.delete', properties: {} },
    resource: { type: 'kubernetes', id: 'prod/x' },
    justification: '',
  };
  assert.equal(await world.run({ wish }), 'not-approved');
  assert.deepEqual(world.lines, [
    'Asks: infra.delete kubernetes prod/x',
    'Denied by policy, rule no-prod-deletion.',
    'Nothing was written.',
  ]);
});

it('believes no callback that is forged or about another request, and no callback without the status', async (t) => {
  const world = await startFakeWorld(t);
  const running = world.run();
  await world.said(/^Waiting/);
  assert.equal(await world.callBack(undefined, `whsec_${Buffer.alloc(32, 8).toString('base64')}`), 401);
  assert.equal(await world.callBack('another run'), 200);
  // Signed and ours, but the request is still pending: the agent looks, and goes on waiting.
  assert.equal(await world.callBack(), 204);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(world.calls('POST /exports').length, 1);
  await world.end(approved, APPROVAL);
  assert.equal(await running, 'done');
});

it('polls only when another agent has its port', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => other.close());
  const callbackPort = (other.address() as AddressInfo).port;
  const world = await startFakeWorld(t);
  const running = world.run({ callbackPort });
  await world.said(/^Waiting/);
  await world.end(approved, APPROVAL);
  assert.equal(await running, 'done');
  assert.equal(world.lines[2], `Port ${callbackPort} has another agent: this one only polls.`);
  assert.equal('callback' in (world.calls('POST /api/requests')[0]?.body ?? {}), false);
});

it('is refused by the warehouse when it changes the rows after the approval', async (t) => {
  const world = await startFakeWorld(t);
  world.warehouse = [{ status: 403, body: { detail: 'not what was approved' } }];
  const running = world.run({ isTampering: true });
  await world.said(/^Waiting/);
  await world.end(approved, APPROVAL);
  assert.equal(await running, 'refused');
  assert.equal(world.calls('POST /exports')[1]?.body.parameters.rows, 4813);
  assert.equal(world.lines.at(-1), '403: not what was approved');
});

it('repeats a call whose answer was lost with the same key, and a redemption with the same X-Request-ID', async (t) => {
  const world = await startFakeWorld(t);
  world.cut.push('POST /api/requests');
  world.warehouse.unshift({ status: 503, body: {} }, { status: 503, body: {} });
  const running = world.run();
  await world.said(/^Waiting/);
  await world.end(approved, APPROVAL);
  assert.equal(await running, 'done');
  const keys = world.calls('POST /api/requests').map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 2);
  assert.equal(new Set(keys).size, 1);
  const uses = world.calls('POST /exports').slice(1);
  assert.deepEqual(
    uses.map(({ headers }) => headers['x-request-id']),
    ['export-req_1', 'export-req_1', 'export-req_1'],
  );
});

it('withdraws its request when it is stopped', async (t) => {
  const world = await startFakeWorld(t);
  const stop = new AbortController();
  const running = world.run({}, stop.signal);
  await world.said(/^Waiting/);
  stop.abort();
  assert.equal(await running, 'withdrawn');
  assert.equal(world.calls('POST /access/v1/requests/req_1/cancel').length, 1);
  assert.equal(world.lines.at(-1), 'Stopped: the request is withdrawn.');
});
