// What the tests of the host share: bundling an app from its text, raw HTTP, waiting, a queue server of their own.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';

/** A folder of its own, gone when this process ends: what a test bundled is loaded until then. */
export function folderWhileTesting(): string {
  const folder = mkdtempSync(join(tmpdir(), 'functions-host-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bundles an app, given as text, with a copy of the real library of its own; gives the file's path. */
export async function bundleApp(contents: string): Promise<string> {
  const outfile = join(folderWhileTesting(), 'app.cjs');
  await build({
    stdin: { contents: `import { app } from '@azure/functions';\n${contents}`, resolveDir: process.cwd() },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@azure/functions-core'],
    logLevel: 'silent',
  });
  return outfile;
}

/** Sends bytes as they are and gives the whole reply. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let reply = '';
    socket.on('data', (chunk) => {
      reply += chunk;
    });
    socket.on('close', () => resolve(reply));
    socket.on('error', reject);
  });
}

/** Waits until the question is answered yes; fails after five seconds. */
export async function until(question: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 5000; Date.now() < end; await delay(20)) {
    if (await question()) return;
  }
  throw new Error(`It did not happen within five seconds: ${what}`);
}

/** Starts Azurite's queue service in this process, in memory. */
export async function startQueueServer(): Promise<{ connection: string; close(): Promise<void> }> {
  const require = createRequire(import.meta.url);
  const { default: QueueServer } = require('azurite/dist/src/queue/QueueServer');
  const { default: QueueConfiguration } = require('azurite/dist/src/queue/QueueConfiguration');
  const off = [undefined, undefined, undefined, false, undefined, false, undefined, false, true];
  const server = new QueueServer(
    new QueueConfiguration('127.0.0.1', 0, 5, ...off, '', '', '', undefined, false, true),
  );
  await server.start();
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const endpoint = `${server.getHttpServerAddress()}/devstoreaccount1`;
  return {
    connection: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};QueueEndpoint=${endpoint};`,
    close: () => server.close(),
  };
}
