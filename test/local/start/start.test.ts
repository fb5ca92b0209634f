// `npm start` as people use it: the compiled command with the bundled app.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';

import { PROJECT_FOLDER } from '../../../local/start/project.ts';
import { freeBase, untilFree } from './ports-of-test.ts';

interface Started {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly exit: Promise<number | null>;
  readonly until: (words: RegExp) => Promise<void>;
}

function start(t: TestContext, ...args: readonly string[]): Started {
  const child = spawn(process.execPath, [join(PROJECT_FOLDER, 'dist', 'local', 'start.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    said: () => text,
    exit,
    until: async (words) => {
      for (let tries = 0; !words.test(text); tries++) {
        assert.ok(tries < 600 && child.exitCode === null, `It never said ${words}:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

it('prints its addresses, serves, and leaves nothing behind after one Ctrl-C', async (t) => {
  const base = await freeBase();
  const started = start(t, '--no-demo', '--ports', String(base));
  await started.until(/Ctrl-C ends everything/);
  for (const port of [base, base + 1, base + 2, base + 10]) {
    assert.match(started.said(), new RegExp(`http://127\\.0\\.0\\.1:${port}\\b`));
  }
  assert.match(started.said(), /LOCAL MODE/);
  const health = await fetch(`http://127.0.0.1:${base + 10}/api/health`);
  assert.equal(health.status, 200);
  const seconds = Number(/ready in ([\d.]+) s/.exec(started.said())?.[1]);
  assert.ok(seconds < 10, `${seconds} s`);

  const asked = performance.now();
  started.process.kill('SIGINT');
  // On Windows a signal ends a process at once: then the children notice by themselves.
  if (process.platform !== 'win32') assert.equal(await started.exit, 0);
  await untilFree(base, 3000);
  assert.ok(performance.now() - asked < 3000);
});

it('leaves nothing behind when it is killed', async (t) => {
  const base = await freeBase();
  const started = start(t, '--no-demo', '--ports', String(base));
  await started.until(/Ctrl-C ends everything/);
  started.process.kill('SIGKILL');
  await untilFree(base, 3000);
});

it('leaves nothing behind when it is stopped while it starts', async (t) => {
  const base = await freeBase();
  const started = start(t, '--no-demo', '--ports', String(base));
  await new Promise((resolve) => setTimeout(resolve, 700));
  started.process.kill('SIGINT');
  await started.exit;
  assert.doesNotMatch(started.said(), /Error|ended unexpectedly/);
  await untilFree(base, 3000);
});

it('names a taken port and starts nothing', async (t) => {
  const base = await freeBase();
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(base + 10, '127.0.0.1', resolve);
  });
  t.after(() => other.close());
  const started = start(t, '--ports', String(base));
  assert.equal(await started.exit, 1);
  assert.match(
    started.said(),
    new RegExp(`^Port ${base + 10} is taken, and the Functions app needs it\\. [^\\n]*--ports[^\\n]*\\n$`),
  );
  other.close();
  await untilFree(base, 1000);
});

it('ends everything when a part dies, and says which', { skip: process.platform !== 'linux' }, async (t) => {
  const base = await freeBase();
  const started = start(t, '--no-demo', '--ports', String(base));
  await started.until(/Ctrl-C ends everything/);
  const azurite = childrenOf(started.process.pid ?? 0).find(({ command }) => command.includes('azurite'));
  assert.ok(azurite !== undefined);
  process.kill(azurite.pid, 'SIGKILL');
  assert.equal(await started.exit, 1);
  assert.match(started.said(), /Azurite ended unexpectedly \(SIGKILL\)/);
  await untilFree(base, 1000);
});

it('refuses flags it does not know, and helps', async (t) => {
  const wrong = start(t, '--nodemo');
  assert.equal(await wrong.exit, 1);
  assert.match(wrong.said(), /Unknown option '--nodemo'\.\nUsage: npm start/);
  const help = start(t, '--help');
  assert.equal(await help.exit, 0);
  assert.match(help.said(), /^Usage: npm start -- \[options\]\n/);
});

function childrenOf(parent: number): readonly { readonly pid: number; readonly command: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return Number(ppid) === parent ? [{ pid: Number(pid), command }] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}
