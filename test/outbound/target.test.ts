import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createConnectTarget, type TargetOptions, type TargetOrder } from '../../outbound/target.ts';
import { startReceiver } from './receiver.ts';

const GET: TargetOrder = { method: 'GET', headers: {}, body: new Uint8Array(), maxReplyBytes: 1000 };
const open = (url: string, options: Partial<TargetOptions> = {}, internal = true) =>
  createConnectTarget({ allowLoopback: true, ...options })({ url, internal, timeoutMs: 800 });

/** Opens, or fails the test. */
async function opened(t: TestContext, url: string, options?: Partial<TargetOptions>) {
  const answer = await open(url, options);
  assert.ok(answer.ok, JSON.stringify(answer));
  t.after(answer.connection.close);
  return answer.connection;
}

test('opens first, and sends nothing until it is told what', async (t) => {
  const receiver = await startReceiver(t, (res) => res.writeHead(201, { etag: '"1"' }).end('made'));
  const connection = await opened(t, `${receiver.url}/a%20b?c=1`);
  assert.equal(receiver.received.length, 0);
  const body = new TextEncoder().encode('{"a": 1}');
  const reply = await connection.send({ ...GET, method: 'PUT', headers: { 'x-note': 'n' }, body });
  assert.ok(reply.end === 'replied', JSON.stringify(reply));
  assert.deepEqual([reply.status, Buffer.from(reply.body).toString()], [201, 'made']);
  assert.equal(reply.headers.get('etag'), '"1"');
  const [got] = receiver.received;
  assert.equal(`${got?.method} ${got?.path} ${got?.body}`, 'PUT /a%20b?c=1 {"a": 1}');
  assert.deepEqual([got?.headers['x-note'], got?.headers['content-length']], ['n', '8']);
});

test('sends once: a second send on the same connection reaches nobody', async (t) => {
  const receiver = await startReceiver(t);
  const connection = await opened(t, receiver.url.replace(/\/?$/, '/'));
  await connection.send(GET);
  const again = await connection.send(GET).catch((error: Error) => error);
  assert.ok(again instanceof Error || again.end !== 'replied');
  assert.equal(receiver.received.length, 1);
});

test('a target that hung up while it was thought about gets nothing on a second connection', async (t) => {
  const server = createServer((socket) => socket.destroy());
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const connection = await opened(t, `http://127.0.0.1:${port}/`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const reply = await connection.send(GET);
  assert.ok(reply.end === 'not_sent' || reply.end === 'silent', reply.end);
  assert.equal(connections, 1);
});

test('outside the network only https on its own port at public addresses is called', async (t) => {
  const receiver = await startReceiver(t);
  for (const url of [
    `${receiver.url}/`,
    'https://127.0.0.1/',
    'https://10.0.0.1/',
    'https://example.com:8443/',
  ]) {
    const answer = await open(url, {}, false);
    assert.equal(answer.ok, false, url);
  }
  const rebound = await open('https://api.test/', { resolve: async () => ['8.8.8.8', '10.0.0.1'] }, false);
  assert.match(JSON.stringify(rebound), /not public/);
  assert.equal(receiver.received.length, 0);
});

test('inside the network metadata and this machine are never called, whatever name leads there', async (t) => {
  const receiver = await startReceiver(t);
  const resolveTo = (address: string) => ({ allowLoopback: false, resolve: async () => [address] });
  for (const address of [
    '169.254.169.254',
    '168.63.129.16',
    '::ffff:169.254.169.254',
    '0.0.0.0',
    'fe80::1',
  ]) {
    const answer = await open('http://inside.test:8080/', resolveTo(address));
    assert.equal(answer.ok, false, address);
  }
  for (const address of ['127.0.0.1', '::1']) {
    const answer = await open(`http://inside.test:${receiver.port}/`, resolveTo(address));
    assert.match(JSON.stringify(answer), /this machine itself/, address);
  }
  assert.equal(receiver.received.length, 0);
});

test('what was checked is what is connected to', async (t) => {
  const receiver = await startReceiver(t);
  let lookups = 0;
  const resolve = async () => (++lookups === 1 ? ['127.0.0.1'] : ['169.254.169.254']);
  const connection = await opened(t, `http://rebind.test:${receiver.port}/`, { resolve });
  assert.equal((await connection.send(GET)).end, 'replied');
  assert.deepEqual([lookups, receiver.received[0]?.headers.host], [1, `rebind.test:${receiver.port}`]);
});

test('an address that a parser would change is not called', async () => {
  for (const url of [
    'http://127.0.0.1:1/a/../b',
    'http://127.0.0.1:1/a b',
    'http://u@127.0.0.1:1/',
    'http://0x7f.1:1/',
  ])
    assert.equal((await open(url)).ok, false, url);
});

test('who is not there is told in words without an address', async () => {
  const answer = await open('http://127.0.0.1:1/');
  assert.deepEqual(answer, { ok: false, error: 'the connection was refused' });
});
