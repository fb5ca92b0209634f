// `countersign audit export` against a server that sends a good package in pages: what ends up on disk, however often it is broken off.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { exportCommand } from '../../../../cli/audit/export/command.ts';
import { LOCK } from '../../../../cli/audit/export/lock.ts';
import { CommandError } from '../../../../cli/exit.ts';
import { aPackage } from '../../../support/a-package.ts';
import { createPopulation } from '../../../support/a-population.ts';
import { type StubAnswer, startStub } from '../../support/stub-server.ts';

const GOOD = await aPackage(await createPopulation());
const ORDER = ['requests.ndjson', 'standings.ndjson', 'events.ndjson', 'texts.ndjson', 'policies.ndjson'];
const ROWS = [
  ...ORDER.flatMap((file) =>
    (GOOD[file] ?? '')
      .split('\n')
      .slice(0, -1)
      .map((row) => ({ file, row })),
  ),
  { file: 'keys.json', row: GOOD['keys.json'] ?? '' },
];
const PAGES = Array.from({ length: Math.ceil(ROWS.length / 40) }, (_, n) => ROWS.slice(n * 40, (n + 1) * 40));
const DAYS = 'from=2026-11-18&to=2026-11-22';

const lines = (rows: readonly { file: string; row: string }[], last: object): string =>
  [...rows.map(({ file, row }) => `{"file":"${file}","row":${row}}`), JSON.stringify(last), ''].join('\n');

/** Each page under its address. */
function pagesOf(): Record<string, StubAnswer> {
  const answers: Record<string, StubAnswer> = {};
  for (const [n, rows] of PAGES.entries()) {
    const after = n === 0 ? '' : `&after=c${n}`;
    answers[`GET /api/audit?${DAYS}${after}`] = { body: lines(rows, { next: `c${n + 1}` }) };
  }
  answers[`GET /api/audit?${DAYS}&after=c${PAGES.length}`] = {
    body: `{"manifest":${GOOD['manifest.json']},"jws":"${GOOD['manifest.jws']}"}\n`,
  };
  const list = (GOOD['sealed/00000002.ndjson'] ?? '')
    .split('\n')
    .slice(0, -1)
    .map((row) => ({ file: '00000002.ndjson', row }));
  answers['GET /api/audit/heads?n=2'] = { body: lines(list.slice(0, 5), { next: 'l1' }) };
  answers['GET /api/audit/heads?n=2&after=l1'] = {
    body: lines(list.slice(5), { jws: GOOD['sealed/00000002.jws'] }),
  };
  return answers;
}

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-export-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'out');
}

async function exported(url: string, out: string, ...more: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const env = { COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: 'a.b.c' };
  const args = ['--out', out, '--from', '2026-11-18', '--to', '2026-11-22', ...more];
  const code = await exportCommand(args, { env, cwd: '.', stdin: () => process.stdin, stdout, stderr });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

const EXPECTED = Object.keys(GOOD).filter((name) => !name.includes('00000001'));
function assertWhole(out: string): void {
  for (const name of EXPECTED) assert.equal(readFileSync(join(out, name), 'utf8'), GOOD[name], name);
  assert.equal(readdirSync(out).length, 9, readdirSync(out).join());
}
const ends = (code: number, words: RegExp) => (error: unknown) =>
  error instanceof CommandError && error.code === code && words.test(error.message);

test('writes every file as it was signed, tells the key, and how to check it', async (t) => {
  const { url, heard } = await startStub(t, () => pagesOf());
  const out = aFolder(t);
  const done = await exported(url, out);
  assertWhole(out);
  assert.equal(done.code, 0);
  assert.match(done.out, /\d+ requests, \d+ events, \d+ policies\n.*list 2 of sealed heads/);
  assert.match(done.out, /countersign audit verify .*out --trust=[\w-]{43}\n/);
  assert.deepEqual(new Set(heard.map(({ authorization }) => authorization)), new Set(['Bearer a.b.c']));
});

test('broken off at any page it goes on there, and what was half written is cut off', async (t) => {
  for (let broken = 0; broken <= PAGES.length; broken++) {
    let isBroken = true;
    const answers = pagesOf();
    const call = `GET /api/audit?${DAYS}${broken === 0 ? '' : `&after=c${broken}`}`;
    const { url, heard } = await startStub(t, () =>
      isBroken ? { ...answers, [call]: { status: 400, body: {} } } : answers,
    );
    const out = aFolder(t);
    await assert.rejects(exported(url, out), CommandError);
    assert.equal(existsSync(join(out, 'manifest.json')), false);
    // A page was being written when the process died.
    if (broken > 0) writeFileSync(join(out, 'events.ndjson'), '{"half":', { flag: 'a' });
    isBroken = false;
    heard.length = 0;
    await exported(url, out);
    assertWhole(out);
    assert.equal(heard[0]?.call, call);
  }
});

test('refused before anything came it leaves nothing that it made', async (t) => {
  const { url } = await startStub(t, () => ({
    [`GET /api/audit?${DAYS}`]: { status: 403, body: { code: 'role_missing', message: 'no' } },
  }));
  const out = aFolder(t);
  await assert.rejects(exported(url, join(out, 'deep', 'er')), ends(3, /./));
  assert.equal(existsSync(out), false);
  mkdirSync(out);
  await assert.rejects(exported(url, out), ends(3, /./));
  assert.deepEqual(readdirSync(out), []);
});

test('says once that it goes on trying, and is silent where it is answered', async (t) => {
  let asked = 0;
  const busy = { status: 503, headers: { 'retry-after': '0' }, body: {} };
  const { url } = await startStub(t, () => {
    asked += 1;
    const answers = pagesOf();
    return asked > 2 ? answers : Object.fromEntries(Object.keys(answers).map((call) => [call, busy]));
  });
  const out = aFolder(t);
  const { err } = await exported(url, out);
  assertWhole(out);
  assert.equal(err, `${url} answers 503, trying for a minute\n`);
});

test('a page that is cut off, or is no page, is not written', async (t) => {
  const answers = pagesOf();
  const call = `GET /api/audit?${DAYS}&after=c1`;
  const whole = String(answers[call]?.body);
  for (const body of [whole.slice(0, -20), whole.replace('"row":', '"raw":'), '<html></html>', '']) {
    const bad: Record<string, StubAnswer> = { ...answers, [call]: { body } };
    const { url } = await startStub(t, () => bad);
    const out = aFolder(t);
    await assert.rejects(exported(url, out), ends(1, /no .*page|is none/i));
    bad[call] = { body: whole };
    await exported(url, out);
    assertWhole(out);
  }
});

test('what is not what the manifest says is no package: no manifest is written', async (t) => {
  const answers = pagesOf();
  const call = `GET /api/audit?${DAYS}&after=c1`;
  const changed = String(answers[call]?.body).replace(/"seq":(\d)/, '"seq":9$1');
  const { url } = await startStub(t, () => ({ ...answers, [call]: { body: changed } }));
  const out = aFolder(t);
  await assert.rejects(exported(url, out), ends(1, /is not what the manifest says.*--restart/s));
  assert.equal(existsSync(join(out, 'manifest.json')), false);
  const good = await startStub(t, () => pagesOf());
  await assert.rejects(exported(good.url, out), ends(2, /unfinished export of/));
});

test('begins anew when it is told to, and when a file was changed meanwhile says so', async (t) => {
  const answers: Record<string, StubAnswer> = pagesOf();
  const last = `GET /api/audit?${DAYS}&after=c${PAGES.length}`;
  const good = answers[last] ?? {};
  answers[last] = { status: 400, body: {} };
  const { url } = await startStub(t, () => answers);
  const out = aFolder(t);
  await assert.rejects(exported(url, out), CommandError);
  answers[last] = good;
  truncateSync(join(out, 'requests.ndjson'), 10);
  await assert.rejects(exported(url, out), ends(2, /shorter than was noted.*--restart/s));
  await exported(url, out, '--restart');
  assertWhole(out);
});

test('takes no folder that holds something else, or a finished export', async (t) => {
  const { url, heard } = await startStub(t, () => pagesOf());
  const out = aFolder(t);
  await exported(url, out);
  heard.length = 0;
  await assert.rejects(exported(url, out), ends(2, /holds a finished export already/));
  const foreign = mkdtempSync(join(tmpdir(), 'countersign-foreign-'));
  t.after(() => rmSync(foreign, { recursive: true }));
  writeFileSync(join(foreign, 'thesis.txt'), 'mine');
  await assert.rejects(exported(url, foreign, '--restart'), ends(2, /holds something else already/));
  assert.deepEqual([readdirSync(foreign), heard], [['thesis.txt'], []]);
  const linked = aFolder(t);
  mkdirSync(linked, { recursive: true });
  symlinkSync(join(linked, 'nowhere'), join(linked, 'requests.ndjson'));
  await assert.rejects(exported(url, linked), ends(2, /holds something else already/));
});

test('goes on in a folder of which the export was killed before it could note anything', async (t) => {
  const { url } = await startStub(t, () => pagesOf());
  const out = aFolder(t);
  mkdirSync(out, { recursive: true });
  for (const name of ['requests.ndjson', 'events.ndjson', 'unfinished.json.new'])
    writeFileSync(join(out, name), '');
  await exported(url, out);
  assertWhole(out);
});

test('two at once on one folder: one is refused, and what a killed one left is taken over', async (t) => {
  const { url } = await startStub(t, () => pagesOf());
  const out = aFolder(t);
  const both = await Promise.allSettled([exported(url, out), exported(url, out)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assertWhole(out);
  const other = aFolder(t);
  await exported(url, other);
  rmSync(join(other, 'manifest.json'));
  for (const name of readdirSync(other)) rmSync(join(other, name), { recursive: true });
  writeFileSync(join(other, LOCK), `${hostname()} 999999999`);
  await exported(url, other);
  assertWhole(other);
});

test('says every mistake in the command at once, before anything is asked', async (t) => {
  const { url, heard } = await startStub(t, () => pagesOf());
  await assert.rejects(
    exportCommand(['--from', 'yesterday', '--url', 'http://evil.example'], {
      env: { COUNTERSIGN_TOKEN: 'a.b.c' },
      cwd: '.',
      stdin: () => process.stdin,
      stdout: new PassThrough(),
      stderr: new PassThrough(),
    }),
    ends(2, /--out is missing.*yesterday is no day.*not an https address/s),
  );
  assert.deepEqual([heard, url.length > 0], [[], true]);
});
