import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { createAddressCheck, createGuardedFetch, type GuardOptions } from '../../outbound/guarded-fetch.ts';
import { startReceiver } from './receiver.ts';

const post = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' } as const;
const to = (endpoint: string, options: Partial<GuardOptions> = {}) =>
  createGuardedFetch({ allowedAddresses: [endpoint], timeoutMs: 2000, ...options });

test('sends method, headers and body, and brings status and body back', async (t) => {
  const receiver = await startReceiver(t, (res) => res.writeHead(201).end('thanks'));
  const reply = await to(receiver.endpoint)(`${receiver.url}/hooks?x=1`, post);
  assert.deepEqual(reply, { ok: true, status: 201, body: Buffer.from('thanks'), cut: false });
  const [got] = receiver.received;
  assert.equal(`${got?.method} ${got?.path} ${got?.body}`, 'POST /hooks?x=1 hello');
  assert.equal(got?.headers['content-type'], 'text/plain');
});

test('without the list, loopback is refused and nothing is sent', async (t) => {
  const receiver = await startReceiver(t);
  for (const url of [
    receiver.url,
    receiver.url.replace('http:', 'https:'),
    'https://127.0.0.1/',
    'https://[::1]/',
  ]) {
    const reply = await createGuardedFetch({ allowedAddresses: [] })(url, post);
    assert.equal(reply.ok, false, url);
  }
  assert.equal(receiver.received.length, 0);
});

test('a name is looked up once, and what was checked is what is connected to', async (t) => {
  const receiver = await startReceiver(t);
  let lookups = 0;
  // Rebinding: a second lookup would lead to the metadata address.
  const resolve = async () => (++lookups === 1 ? ['127.0.0.1'] : ['169.254.169.254']);
  const url = `http://rebind.test:${receiver.port}/`;
  const reply = await to(`rebind.test:${receiver.port}`, { resolve })(url, post);
  assert.equal(reply.ok && reply.status, 204);
  assert.equal(lookups, 1);
  assert.equal(receiver.received[0]?.headers.host, `rebind.test:${receiver.port}`);
});

test('a name that turns to our own machine after the check does not reach it', async (t) => {
  const receiver = await startReceiver(t);
  let lookups = 0;
  const resolve = async () => (++lookups === 1 ? ['127.0.0.2'] : ['127.0.0.1']);
  const guarded = to(`rebind.test:${receiver.port}`, { resolve, timeoutMs: 500 });
  assert.equal((await guarded(`http://rebind.test:${receiver.port}/`, post)).ok, false);
  assert.equal(receiver.received.length, 0);
  assert.equal(lookups, 1);
});

test('each call is looked up and checked anew', async (t) => {
  const receiver = await startReceiver(t);
  const answers = [['127.0.0.1'], ['169.254.169.254']];
  const guarded = to(`rebind.test:${receiver.port}`, { resolve: async () => answers.shift() ?? [] });
  assert.equal((await guarded(`http://rebind.test:${receiver.port}/`, post)).ok, true);
  assert.deepEqual(await guarded(`http://rebind.test:${receiver.port}/`, post), {
    ok: false,
    error: 'the address is not public and not listed in allowedAddresses',
  });
  assert.equal(receiver.received.length, 1);
});

test('a redirect is an answer, not a way', async (t) => {
  const inner = await startReceiver(t);
  const receiver = await startReceiver(t, (res) => res.writeHead(307, { location: inner.url }).end());
  const guarded = createGuardedFetch({ allowedAddresses: [receiver.endpoint, inner.endpoint] });
  const reply = await guarded(receiver.url, post);
  assert.equal(reply.ok && reply.status, 307);
  assert.equal(inner.received.length, 0);
});

test('proxies named in the environment are not used', async (t) => {
  const receiver = await startReceiver(t);
  const proxy = await startReceiver(t);
  setProxy(t, proxy.url);
  assert.equal((await to(receiver.endpoint)(receiver.url, post)).ok, true);
  assert.equal(proxy.received.length, 0);
});

test('a receiver that never answers costs no more than the time allowed', async (t) => {
  const receiver = await startReceiver(t, () => undefined);
  await assertTimesOut(receiver.endpoint, receiver.url);
});

test('a receiver that drips its headers costs no more than the time allowed', async (t) => {
  const endpoint = await startRaw(t, (write) => drip(write, 'HTTP/1.1 200 OK\r\nx-slow: '));
  await assertTimesOut(endpoint, `http://${endpoint}`);
});

test('a lookup that hangs costs no more than the time allowed', async () => {
  const resolve = () => sleep(2000, ['127.0.0.1'], { ref: false });
  const alive = setTimeout(() => undefined, 2000);
  await assertTimesOut('slow.test:81', 'http://slow.test:81/', { resolve });
  clearTimeout(alive);
});

test('a body that drips: the status stands, the body is cut', async (t) => {
  const endpoint = await startRaw(t, (write) =>
    drip(write, 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'),
  );
  const started = performance.now();
  const reply = await to(endpoint, { timeoutMs: 300 })(`http://${endpoint}`, post);
  assert.ok(performance.now() - started < 1500);
  assert.equal(reply.ok && reply.status === 200 && reply.cut, true);
});

test('of ten megabytes only the first 64 KiB are kept, and the rest is not awaited', async (t) => {
  let sent = 0;
  const endpoint = await startRaw(t, (write) => {
    write('HTTP/1.1 200 OK\r\ncontent-length: 10485760\r\n\r\n');
    const more = () => {
      let state = write('x'.repeat(65_536));
      for (; state === 'more' && sent < 10_485_760; state = write('x'.repeat(65_536))) sent += 65_536;
      if (state === 'full') setTimeout(more, 1);
    };
    more();
  });
  const reply = await to(endpoint)(`http://${endpoint}`, post);
  assert.ok(reply.ok && reply.cut);
  assert.equal(reply.body.length, 65_536);
  // What the sockets' buffers took, and no more.
  assert.ok(sent < 9_000_000, `${sent} bytes were taken`);
});

test('a compressed body stays compressed: no bomb is unpacked here', async (t) => {
  const bomb = gzipSync(Buffer.alloc(10_000_000));
  const receiver = await startReceiver(t, (res) =>
    res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  );
  const reply = await to(receiver.endpoint)(receiver.url, post);
  assert.deepEqual(reply, { ok: true, status: 200, body: bomb, cut: false });
});

test('what is wrong with a receiver is told in a few words that give nothing away', async (t) => {
  const cases: Readonly<Record<string, string>> = {
    [await startRaw(t, (write) => write('SSH-2.0-OpenSSH_9.6\r\n'))]: 'the answer is not HTTP',
    [await startRaw(t, (_write, cut) => cut())]: 'the connection was cut',
    [await startRaw(t, (write) => write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`))]:
      'the answer has too many headers',
  };
  for (const [endpoint, error] of Object.entries(cases)) {
    assert.deepEqual(await to(endpoint)(`http://${endpoint}`, post), { ok: false, error });
  }
  const receiver = await startReceiver(t);
  assert.deepEqual(await to(receiver.endpoint)(`https://${receiver.endpoint}`, post), {
    ok: false,
    error: 'its TLS certificate or handshake was not accepted',
  });
  const closed = await startReceiver(t, (res) => res.end());
  assert.deepEqual(await to('127.0.0.1:1')('http://127.0.0.1:1', post), {
    ok: false,
    error: 'the connection was refused',
  });
  const notFound = async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  assert.deepEqual(await to(closed.endpoint, { resolve: notFound })('https://nobody.example/', post), {
    ok: false,
    error: 'the host name was not found',
  });
});

test('a header we may not send is our own mistake and is thrown', async (t) => {
  const receiver = await startReceiver(t);
  const call = { ...post, headers: { 'x-bad': 'a\r\nb' } };
  await assert.rejects(to(receiver.endpoint)(receiver.url, call), { code: 'UND_ERR_INVALID_ARG' });
});

async function assertTimesOut(
  endpoint: string,
  url: string,
  options: Partial<GuardOptions> = {},
): Promise<void> {
  const started = performance.now();
  const reply = await to(endpoint, { timeoutMs: 300, ...options })(url, post);
  assert.deepEqual(reply, { ok: false, error: 'no answer within 0.3 s' });
  assert.ok(performance.now() - started < 1500);
}

/** Writes; `gone` once the other side has closed. */
type Write = (text: string) => 'more' | 'full' | 'gone';

/** A TCP server that says whatever the test wants once it was spoken to. */
async function startRaw(t: TestContext, speak: (write: Write, cut: () => void) => unknown): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    t.after(() => socket.destroy());
    socket.once('data', () =>
      speak(
        (text) => (socket.destroyed ? 'gone' : socket.write(text) ? 'more' : 'full'),
        () => socket.destroy(),
      ),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `127.0.0.1:${address.port}`;
}

function drip(write: Write, start: string): void {
  write(start);
  const timer = setInterval(() => {
    if (write('x') === 'gone') clearInterval(timer);
  }, 20);
  timer.unref();
}

function setProxy(t: TestContext, url: string): void {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) {
    const before = process.env[name];
    process.env[name] = url;
    t.after(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

test('a look says whether a call would be let out, and sends nothing', async (t) => {
  const receiver = await startReceiver(t);
  const look = (url: string, addresses: readonly string[] | 'nowhere' = ['93.184.216.34']) =>
    createAddressCheck({
      allowedAddresses: [receiver.endpoint],
      timeoutMs: 200,
      resolve: async () => {
        if (addresses === 'nowhere') throw Object.assign(new Error('x'), { code: 'ENOTFOUND' });
        return addresses;
      },
    })(url);
  assert.deepEqual(await look(`${receiver.url}/hooks`), { ok: true });
  assert.deepEqual(await look('https://etl.example.com/hooks'), { ok: true });
  for (const [url, addresses, says] of [
    ['http://etl.example.com/', ['93.184.216.34'], /only https/],
    ['https://etl.example.com/', ['10.0.0.1'], /not public/],
    ['https://etl.example.com/', ['93.184.216.34', '169.254.169.254'], /not public/],
    ['https://etl.example.com/', [], /no address/],
    ['https://etl.example.com/', 'nowhere', /host name was not found/],
  ] as const) {
    const found = await look(url, addresses);
    assert.match(found.ok ? 'ok' : found.error, says, url);
  }
  assert.equal(receiver.received.length, 0);
});
