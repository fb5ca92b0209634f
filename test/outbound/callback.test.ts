import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';

import type { Agent } from '../../approvals/words.ts';
import type { Todo } from '../../approvals/work.ts';
import { createDeliver } from '../../outbound/callback.ts';
import { createGuardedFetch } from '../../outbound/guarded-fetch.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const body = '{"task":{"id":"req_1","status":"approved"},"state":"é ✓"}';

test('a callback carries the frozen body, and the agent verifies it with its secret', async (t) => {
  const receiver = await startReceiver(t);
  const at = new Date().toISOString();
  assert.deepEqual(await deliverTo(receiver)(todoFor(receiver), at, to('agent-1', TRACE)), {
    delivered: true,
  });
  const [got] = receiver.received;
  assert.ok(got);
  assert.equal(got.body, body);
  assert.equal(got.method, 'POST');
  assert.equal(got.headers['content-type'], 'application/json');
  assert.equal(got.headers['user-agent'], 'Countersign');
  assert.equal(got.headers['webhook-id'], 'msg_1');
  assert.equal(got.headers.traceparent, TRACE);
  assert.equal(got.headers['webhook-timestamp'], String(Math.floor(Date.parse(at) / 1000)));
  assert.deepEqual(new Webhook(secret).verify(got.body, webhookHeaders(got.headers)), JSON.parse(body));
});

test('another secret, id, time or body does not verify', async (t) => {
  const receiver = await startReceiver(t);
  await deliverTo(receiver)(todoFor(receiver), new Date().toISOString(), to('agent-1'));
  const [got] = receiver.received;
  assert.ok(got);
  const headers = webhookHeaders(got.headers);
  const later = String(Number(headers['webhook-timestamp']) + 1);
  const other = new Webhook(`whsec_${randomBytes(32).toString('base64')}`);
  assert.throws(() => other.verify(got.body, headers));
  assert.throws(() => new Webhook(secret).verify(got.body, { ...headers, 'webhook-id': 'msg_2' }));
  assert.throws(() => new Webhook(secret).verify(got.body, { ...headers, 'webhook-timestamp': later }));
  assert.throws(() => new Webhook(secret).verify(got.body.replace('approved', 'denied'), headers));
});

test('an agent is signed for with its own secret', async (t) => {
  const receiver = await startReceiver(t);
  const asked: string[] = [];
  const deliver = createDeliver({
    fetch: createGuardedFetch({ allowedAddresses: [receiver.endpoint] }),
    secretFor: (clientId) => {
      asked.push(clientId);
      return secret;
    },
  });
  await deliver(todoFor(receiver), new Date().toISOString(), to('agent-7'));
  assert.deepEqual(asked, ['agent-7']);
});

const ANSWERS: Readonly<Record<number, object>> = {
  200: { delivered: true },
  202: { delivered: true },
  299: { delivered: true },
  301: { delivered: false, error: 'answered 301: redirects are not followed' },
  400: { delivered: false, error: 'answered 400' },
  401: { delivered: false, error: 'answered 401' },
  404: { delivered: false, error: 'answered 404' },
  410: { delivered: false, error: 'answered 410: it wants no more callbacks', gone: true },
  429: { delivered: false, error: 'answered 429' },
  500: { delivered: false, error: 'answered 500' },
  503: { delivered: false, error: 'answered 503' },
};
for (const [status, expected] of Object.entries(ANSWERS)) {
  test(`an answer of ${status} is told without a word of the receiver's`, async (t) => {
    const receiver = await startReceiver(t, (res) => answerWithSecret(res, Number(status)));
    const delivery = await deliverTo(receiver)(todoFor(receiver), new Date().toISOString(), to('agent-1'));
    assert.deepEqual(delivery, expected);
  });
}

test('a request without a trace is told without one', async (t) => {
  const receiver = await startReceiver(t);
  await deliverTo(receiver)(todoFor(receiver), new Date().toISOString(), to('agent-1'));
  assert.equal(receiver.received[0]?.headers.traceparent, undefined);
});

test('a refused address and a dead receiver are reasons, not exceptions', async (t) => {
  const receiver = await startReceiver(t);
  const deliver = createDeliver({
    fetch: createGuardedFetch({ allowedAddresses: [] }),
    secretFor: () => secret,
  });
  assert.deepEqual(await deliver(todoFor(receiver), new Date().toISOString(), to('agent-1')), {
    delivered: false,
    error: 'only https is called',
  });
  const hangsUp = await startReceiver(t, (res) => res.destroy());
  assert.deepEqual(await deliverTo(hangsUp)(todoFor(hangsUp), new Date().toISOString(), to('agent-1')), {
    delivered: false,
    error: 'the connection was cut',
  });
  assert.equal(hangsUp.received.length, 1);
});

function deliverTo(receiver: Receiver) {
  return createDeliver({
    fetch: createGuardedFetch({ allowedAddresses: [receiver.endpoint], timeoutMs: 2000 }),
    secretFor: () => secret,
  });
}

const to = (clientId: string, trace?: string) => ({
  id: 'req_1',
  agent: { clientId } as Agent,
  ...(trace === undefined ? {} : { trace }),
});

function todoFor(receiver: Receiver): Todo {
  return {
    key: 'todo-tell-1',
    kind: 'tell',
    state: 'live',
    nextTry: '2026-11-21T14:30:00.000Z',
    createdAt: '2026-11-21T14:30:00.000Z',
    attempts: 0,
    endpoint: `${receiver.url}/hooks/`,
    webhookId: 'msg_1',
    body,
    event: 2,
  };
}

function answerWithSecret(res: ServerResponse, status: number): void {
  res.writeHead(status, { location: 'http://169.254.169.254/', 'x-secret': 'hunter2' });
  res.end('hunter2');
}

function webhookHeaders(headers: Receiver['received'][number]['headers']): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}
