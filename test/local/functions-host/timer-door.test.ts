import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { startHost } from '../../../local/functions-host/start.ts';
import { bundleApp, folderWhileTesting, sendRaw, until } from './support.ts';

type Run = { isPastDue: boolean; scheduleStatus: null | { last: string; next: string; lastUpdated: string } };
const seen: { run?: Run; ended?: number }[] = [];
Reflect.set(globalThis, 'seenByTimerApp', seen);
beforeEach(() => {
  seen.length = 0;
});

const HANDLER = 'handler: async (run) => { globalThis.seenByTimerApp.push({ run }); }';

async function start(source: string, timerStatusFile?: string) {
  return startHost({
    appFile: await bundleApp(source),
    hostJson: { version: '2.0' },
    port: 0,
    timerStatusFile,
  });
}

test('a run that was missed while the host was down is made up for, and told as past due', async () => {
  const file = join(folderWhileTesting(), 'timers.json');
  const source = `app.timer('hourly', { schedule: '0 0 * * * *', ${HANDLER} });`;
  const first = await start(source, file);
  await first.close();
  assert.equal(seen.length, 0);

  const stored = JSON.parse(readFileSync(file, 'utf8'));
  assert.match(stored.hourly.Next, /:00:00\.000Z$/);
  writeFileSync(file, JSON.stringify({ hourly: { ...stored.hourly, Next: '2026-01-01T00:00:00.000Z' } }));
  const second = await start(source, file);
  await until(() => seen.length === 1, 'the missed run');
  await second.close();
  assert.equal(seen[0]?.run?.isPastDue, true);
  assert.equal(seen[0]?.run?.scheduleStatus?.next, '2026-01-01T00:00:00.000Z');
  assert.ok(Date.parse(JSON.parse(readFileSync(file, 'utf8')).hourly.Last) > Date.now() - 60_000);

  const third = await start(source, file);
  await third.close();
  assert.equal(seen.length, 1);
});

test('a timer never runs twice at once, neither by the clock nor by hand', async () => {
  const host = await start(`
    let running = 0;
    app.timer('slow', { schedule: '* * * * * *', runOnStartup: true, handler: async () => {
      running++;
      globalThis.seenByTimerApp.push({ ended: running });
      await new Promise((resolve) => setTimeout(resolve, 1200));
      running--;
    } });
  `);
  await until(() => seen.length === 1, 'the run at startup');
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  assert.equal((await fetch(`${host.url}/admin/functions/slow`, init)).status, 202);
  await until(() => seen.length >= 3, 'the run by hand and one by the clock');
  await host.close();
  assert.ok(seen.every((one) => one.ended === 1));
});

test('a timer that throws runs again', async () => {
  const host = await start(`
    app.timer('fails', { schedule: '* * * * * *', handler: () => {
      globalThis.seenByTimerApp.push({});
      throw new Error('on purpose');
    } });
  `);
  await until(() => seen.length === 2, 'the second run');
  await host.close();
});

test('without keys /admin answers this machine only, under its own name', async () => {
  const host = await start(`app.timer('hourly', { schedule: '0 0 * * * *', ${HANDLER} });`);
  assert.equal((await fetch(`${host.url}/admin/host/status`)).status, 200);
  const foreign = 'GET /admin/host/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n';
  assert.match(await sendRaw(host.port, foreign), /^HTTP\/1\.1 403 /);
  await host.close();
});

test('a disabled timer does not run by its clock, and still does by hand', async (t) => {
  const name = 'AzureWebJobs.quiet.Disabled';
  process.env[name] = 'true';
  t.after(() => Reflect.deleteProperty(process.env, name));
  const source = `app.timer('quiet', { schedule: '* * * * * *', runOnStartup: true, ${HANDLER} });`;
  const loud = `app.timer('loud', { schedule: '* * * * * *', handler: async () => { globalThis.seenByTimerApp.push({ ended: 1 }); } });`;
  const host = await start(source + loud);
  await until(() => seen.filter(({ ended }) => ended === 1).length === 2, 'two runs of the other timer');
  assert.ok(seen.every(({ run }) => run === undefined));
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  assert.equal((await fetch(`${host.url}/admin/functions/quiet`, init)).status, 202);
  await until(() => seen.some(({ run }) => run !== undefined), 'the run by hand');
  await host.close();
});
