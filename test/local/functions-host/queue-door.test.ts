import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { type Host, startHost } from '../../../local/functions-host/start.ts';
import { bundleApp, startQueueServer, until } from './support.ts';

// Each app tells what its handler saw through this array; a bundle shares nothing else with the tests.
const APP = `
  const seen = (globalThis.seenByQueueApp ??= []);
  app.storageQueue('read', {
    queueName: '%QUEUE_NAME%',
    connection: 'Things',
    handler: async (message, context) => {
      seen.push({ message, meta: context.triggerMetadata, count: context.triggerMetadata.dequeueCount });
      if (message.fail) throw new Error('on purpose');
      if (message.sleep) await new Promise((resolve) => setTimeout(resolve, message.sleep));
      seen.push({ done: message });
    },
  });
`;
type Seen = { message?: unknown; meta?: Record<string, unknown>; count?: number; done?: unknown };
const seen: Seen[] = [];
Reflect.set(globalThis, 'seenByQueueApp', seen);

let server: Awaited<ReturnType<typeof startQueueServer>>;
let host: Host | undefined;
let counter = 0;

before(async () => {
  server = await startQueueServer();
});
afterEach(async () => {
  await host?.close();
  seen.length = 0;
});
after(() => server.close());

async function start(
  queues: object = {},
  options: { queueLockSeconds?: number; noQueue?: boolean } = {},
): Promise<{ queue: QueueClient; poison: QueueClient }> {
  counter++;
  const service = QueueServiceClient.fromConnectionString(server.connection);
  const queue = service.getQueueClient(`work${counter}`);
  if (options.noQueue !== true) await queue.create();
  host = await startHost({
    appFile: await bundleApp(APP),
    hostJson: {
      version: '2.0',
      extensions: { queues: { maxPollingInterval: '00:00:00.100', ...queues } },
    },
    port: 0,
    env: { QUEUE_NAME: `Work${counter}`, Things: server.connection },
    queueLockSeconds: options.queueLockSeconds,
  });
  return { queue, poison: service.getQueueClient(`work${counter}-poison`) };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const send = (queue: QueueClient, value: unknown) => queue.sendMessage(base64(JSON.stringify(value)));
const lengthOf = async (queue: QueueClient) => (await queue.getProperties()).approximateMessagesCount ?? 0;
const textsOf = async (queue: QueueClient) =>
  (await queue.exists())
    ? (await queue.peekMessages({ numberOfMessages: 9 })).peekedMessageItems.map((one) => one.messageText)
    : [];

test('a message is decoded, parsed and deleted after success', async () => {
  const { queue } = await start();
  await send(queue, { kind: 'hello' });
  await queue.sendMessage(base64('plain text'));
  await send(queue, 123);
  await until(() => seen.filter((one) => 'done' in one).length === 3, 'all three are handled');
  await until(async () => (await lengthOf(queue)) === 0, 'they are deleted');
  assert.deepEqual(seen.flatMap((one) => ('message' in one ? [one.message] : [])).sort(), [
    123,
    { kind: 'hello' },
    'plain text',
  ]);
});

test('trigger metadata is camel-cased, and top-level members of the message overwrite it', async () => {
  const { queue } = await start();
  await queue.sendMessage(base64('{"id":"mine","kind":"x"}'), { messageTimeToLive: -1 });
  await until(() => seen.length === 2, 'it is handled');
  const meta = seen[0]?.meta ?? {};
  assert.equal(meta.id, 'mine');
  assert.equal(meta.kind, 'x');
  assert.equal(meta.dequeueCount, 1);
  assert.deepEqual(meta.queueTrigger, { id: 'mine', kind: 'x' });
  assert.equal(typeof meta.popReceipt, 'string');
  assert.match(String(meta.insertionTime), /^\d{4}-.*Z$/);
});

test('a message that keeps failing comes again at once and ends in the poison queue as it was sent', async () => {
  const { queue, poison } = await start({ maxDequeueCount: 3 });
  await send(queue, { fail: true });
  await until(async () => (await textsOf(poison)).length === 1, 'it is poison');
  assert.deepEqual(
    seen.map((one) => one.count),
    [1, 2, 3],
  );
  assert.deepEqual(await textsOf(poison), [base64('{"fail":true}')]);
  await until(async () => (await lengthOf(queue)) === 0, 'the original is gone');
});

test('after a failure the message stays hidden for visibilityTimeout', async () => {
  const { queue } = await start({ visibilityTimeout: '00:00:01' });
  const sentAt = Date.now();
  await send(queue, { fail: true });
  await until(() => seen.length === 2, 'it came again');
  assert.ok(Date.now() - sentAt >= 900);
});

test('what is not base64 of UTF-8 never reaches the handler and ends in the poison queue', async () => {
  const { queue, poison } = await start();
  await queue.sendMessage('not base64!');
  await queue.sendMessage(Buffer.from([0xff, 0xfe]).toString('base64'));
  await until(async () => (await textsOf(poison)).length === 2, 'both are poison');
  assert.deepEqual(seen, []);
});

test('messageEncoding none passes the text as it is', async () => {
  const { queue } = await start({ messageEncoding: 'none' });
  await queue.sendMessage('as it is');
  await until(() => seen.length === 2, 'it is handled');
  assert.equal(seen[0]?.message, 'as it is');
});

test('a message stays hidden while its handler runs longer than the lock, and is deleted with the newest receipt', async () => {
  const { queue } = await start({}, { queueLockSeconds: 1 });
  await send(queue, { sleep: 1800 });
  await until(() => seen.some((one) => 'done' in one), 'the handler ended');
  await until(async () => (await lengthOf(queue)) === 0, 'it is deleted');
  assert.equal(seen.length, 2);
});

test('no more than batchSize plus newBatchThreshold messages run at once', async () => {
  const { queue } = await start({ batchSize: 2, newBatchThreshold: 0 });
  for (let i = 0; i < 4; i++) await send(queue, { sleep: 300, i });
  await until(() => seen.some((one) => 'done' in one), 'the first ended');
  assert.ok(seen.filter((one) => 'message' in one).length <= 2);
  await until(() => seen.filter((one) => 'done' in one).length === 4, 'all ended');
});

test('a queue that does not exist is no message; it is read once it is there', async () => {
  const { queue } = await start({}, { noQueue: true });
  await queue.create();
  await send(queue, { kind: 'late' });
  await until(() => seen.length === 2, 'it is handled');
});

test('drain waits for the running handler, and closing lets it finish', async () => {
  const { queue } = await start();
  await send(queue, { sleep: 300 });
  await until(() => seen.length === 1, 'it runs');
  await host?.drain();
  assert.equal(seen.length, 2);
  await send(queue, { sleep: 400, last: true });
  await until(() => seen.length === 3, 'it runs');
  await host?.close();
  assert.equal(seen.length, 4);
  assert.equal(await lengthOf(queue), 0);
});

test('/admin/functions runs a queue function by hand with the given input', async () => {
  await start();
  const reply = await fetch(`${host?.url}/admin/functions/read`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: '{"kind":"by hand"}' }),
  });
  assert.equal(reply.status, 202);
  await until(() => seen.length === 2, 'it is handled');
  assert.deepEqual(seen[0]?.message, { kind: 'by hand' });
});
