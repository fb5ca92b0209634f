import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startHost } from '../../../local/functions-host/start.ts';
import { bundleApp, folderWhileTesting, until } from './support.ts';

const hostJson = { version: '2.0' as const };
const start = async (source: string, env?: Record<string, string>) =>
  startHost({ appFile: await bundleApp(source), hostJson, port: 0, ...(env === undefined ? {} : { env }) });
const OK = `app.http('ok', { handler: () => ({ body: 'ok' }) });`;

const refused: [string, string, RegExp][] = [
  ['throws before registering', `throw new Error('too early');`, /threw while loading: too early/],
  ['throws after registering', `${OK} throw new Error('too late');`, /threw while loading: too late/],
  ['registers nothing', `app.hook.appStart(() => {});`, /registered no function/],
  ['registers a name twice', `${OK}${OK}`, /"ok" has already been registered/],
  ['registers a name twice in other case', `${OK}${OK.replace("'ok'", "'OK'")}`, /Two functions are named/],
  [
    'has a trigger this host does not serve',
    `${OK} app.storageBlob('blob', { path: 'x/{y}', connection: 'C', handler: () => {} });`,
    /Function "blob" has a trigger of type "blobTrigger"/,
  ],
  [
    'has a binding this host does not serve',
    `import { output } from '@azure/functions';
     app.http('out', { extraOutputs: [output.storageQueue({ queueName: 'q', connection: 'C' })], handler: () => ({}) });`,
    /Function "out" has a binding of type "queue"/,
  ],
  [
    'lacks the setting of a queue’s connection',
    `app.storageQueue('q', { queueName: 'que', connection: 'Missing', handler: () => {} });`,
    /needs the setting Missing/,
  ],
  [
    'uses a setting that is not there',
    `app.timer('t', { schedule: '%NO_SUCH_SCHEDULE%', handler: () => {} });`,
    /no setting NO_SUCH_SCHEDULE/,
  ],
  [
    'has a wrong schedule',
    `app.timer('t', { schedule: '0 0 25 * * *', handler: () => {} });`,
    /"25" is no hour/,
  ],
  ['has a wrong route', `app.http('r', { route: '/x', handler: () => ({}) });`, /must not start with/],
];
for (const [what, source, message] of refused) {
  test(`an app that ${what} does not start`, async () => {
    await assert.rejects(start(source), message);
  });
}

test('a wrong host.json does not start', async () => {
  const appFile = await bundleApp(OK);
  const queues = { batchSize: 33 };
  await assert.rejects(
    startHost({ appFile, hostJson: { version: '2.0', extensions: { queues } }, port: 0 }),
    /batchSize must be a whole number from 1 to 32/,
  );
  await assert.rejects(
    startHost({ appFile, hostJson: '/no/host.json', port: 0 }),
    /host.json could not be read/,
  );
});

test('an app may not register once it has started', async () => {
  const host = await start(
    `app.http('late', { handler: () => { app.http('more', { handler: () => ({}) }); } });`,
  );
  assert.equal((await fetch(`${host.url}/api/late`)).status, 500);
  await host.close();
});

test('settings given at start are there when the app loads, and host.json can be overridden by one', async () => {
  const host = await start(
    `app.http(process.env.NAME_OF_IT, { route: '%ROUTE%', handler: () => ({ body: 'x' }) });`,
    {
      NAME_OF_IT: 'given',
      ROUTE: 'from-a-setting',
      AzureFunctionsJobHost__extensions__http__routePrefix: '',
    },
  );
  delete process.env.AzureFunctionsJobHost__extensions__http__routePrefix;
  assert.equal(await (await fetch(`${host.url}/from-a-setting`)).text(), 'x');
  await host.close();
});

const MAIN = fileURLToPath(new URL('../../../local/functions-host/main.js', import.meta.url));
const SLOW = `
  app.http('slow', { handler: async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return { body: 'finished' };
  } });
  app.http('crash', { handler: () => { setTimeout(() => { throw new Error('out of line'); }); return {}; } });
`;

async function run(
  source: string,
  port = 0,
): Promise<{ child: ChildProcess; out: () => string; err: () => string }> {
  const folder = folderWhileTesting();
  writeFileSync(join(folder, 'host.json'), JSON.stringify(hostJson));
  const args = [
    '--app',
    await bundleApp(source),
    '--host',
    join(folder, 'host.json'),
    '--port',
    String(port),
  ];
  const child = fork(MAIN, args, { silent: true });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  return { child, out: () => out, err: () => err };
}

async function ready(out: () => string): Promise<string> {
  await until(() => out().endsWith('\n'), 'the process is ready');
  const line = JSON.parse(out());
  assert.equal(line.ready, true);
  return line.url;
}

test('streaming passes both ways chunk by chunk, and a handler that throws is 500', async () => {
  // In a process of its own: the library's server cannot be closed.
  const { child, out } = await run(`
    app.setup({ enableHttpStream: true });
    app.http('upper/'.slice(0, 5), { methods: ['POST'], route: 'upper/{x}', handler: async (request) => ({
      headers: { 'x-param': request.params.x },
      body: request.body.pipeThrough(new TransformStream({ transform: (chunk, out) =>
        out.enqueue(Buffer.from(Buffer.from(chunk).toString().toUpperCase())) })),
    }) });
    app.http('fails', { handler: () => { throw new Error('on purpose'); } });
    app.http('empty', { handler: () => undefined });
  `);
  const url = await ready(out);
  let next: (text: string | undefined) => void = () => {};
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      next = (text) => (text === undefined ? controller.close() : controller.enqueue(Buffer.from(text)));
    },
  });
  next('one');
  const reply = await fetch(`${url}/api/upper/7`, {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit);
  assert.equal(reply.headers.get('x-param'), '7');
  const reader = reply.body?.getReader();
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'ONE');
  next('two');
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'TWO');
  next(undefined);
  assert.equal((await reader?.read())?.done, true);
  assert.equal((await fetch(`${url}/api/fails`)).status, 500);
  assert.equal((await fetch(`${url}/api/empty`)).status, 204);
  child.disconnect();
  assert.equal((await once(child, 'exit'))[0], 0);
});

for (const [how, stop] of [
  ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
  ['its parent letting go', (child: ChildProcess) => child.disconnect()],
] as const) {
  // Windows has no SIGTERM to catch; there a parent lets go.
  const skip = how === 'SIGTERM' && process.platform === 'win32';
  test(`the process lets a running request finish and ends with 0 on ${how}`, { skip }, async () => {
    const { child, out } = await run(SLOW);
    const url = await ready(out);
    const reply = fetch(`${url}/api/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop(child);
    assert.equal(await (await reply).text(), 'finished');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  });
}

test('a taken port is one clear line that names it, and a failure', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { child, out, err } = await run(SLOW, port);
  const [code] = await once(child, 'close');
  other.close();
  assert.notEqual(code, 0);
  assert.equal(out(), '');
  assert.match(err(), new RegExp(`^functions-host: Port ${port} on 127.0.0.1 is taken.*\\n$`));
});

test('an error outside any invocation ends the process, as it kills the genuine worker', async () => {
  const { child, out, err } = await run(SLOW);
  const url = await ready(out);
  const ended = once(child, 'close');
  await fetch(`${url}/api/crash`).catch(() => undefined);
  const [code] = await ended;
  assert.equal(code, 1);
  assert.match(err(), /threw outside any invocation: Error: out of line/);
});
