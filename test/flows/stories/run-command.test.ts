// `countersign run` as a process of its own against the whole app: it runs exactly what was approved, once, and nothing that has changed.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { agentEnvironment } from '../../../local/start/agent-environment.ts';
import { startFlow } from '../support/flow.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
const folder = await mkdtemp(join(tmpdir(), 'countersign-run-'));
after(() => rm(folder, { recursive: true, force: true }));
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const ENV = {
  PATH: process.env.PATH ?? '',
  ...agentEnvironment(flow.world.urls, 'nightlyEtl'),
  COUNTERSIGN_JOURNAL: join(folder, 'journal'),
};
const WHAT = ['--action', 'shell.run', '--resource', 'host/build-7'];

interface Running {
  readonly child: ChildProcess;
  readonly request: () => Promise<string>;
  readonly ended: Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
}

/** Starts it in the test's folder. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [MAIN, 'run', ...args], { cwd: folder, env: { ...ENV, ...env } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return {
    child,
    request: () => until('the request', async () => /request (req_\w{26})/.exec(err)?.[1]),
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, out, err }))),
  };
}

/** A small program whose effect can be counted. */
const node = (script: string) => ['--', process.execPath, '-e', script];
const EFFECT = `require('node:fs').appendFileSync('effects', 'x'); console.log('done'); console.error('oh');`;
const effects = () => readFile(join(folder, 'effects'), 'utf8').catch(() => '');
const script = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o755 });
async function press(running: Running, verb: 'approve' | 'deny', data: object = {}): Promise<string> {
  const id = await running.request();
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', verb, data);
  return id;
}

it('runs the approved command once, passes its output and its exit code on, and reports code and digests', async () => {
  const running = run([...WHAT, '--reason', 'Nightly.', ...node(`${EFFECT} process.exitCode = 7`)]);
  const id = await press(running, 'approve');
  const { code, out, err } = await running.ended;
  assert.deepEqual([code, out, await effects()], [7, 'done\n', 'x'], err);
  assert.match(err, /^Asked: run a command on host build-7\n/);
  assert.match(err, /oh\n$/);
  const { texts } = await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'outcome');
  assert.ok(texts.some((text) => /^exit 7; stdout 5 bytes, sha256:[\da-f]{64}; stderr 3 bytes/.test(text)));
  assert.ok(!JSON.stringify(texts).includes('done'), 'the output stays here');

  const again = run([
    ...WHAT,
    '--resume',
    id,
    '--reason',
    'Nightly.',
    ...node(`${EFFECT} process.exitCode = 7`),
  ]);
  assert.equal((await again.ended).code, 87);
  assert.equal(await effects(), 'x');

  const elsewhere = { COUNTERSIGN_JOURNAL: join(folder, 'another-journal') };
  const resume = [...WHAT, '--resume', id, ...node(`${EFFECT} process.exitCode = 7`)];
  const second = await run(resume, elsewhere).ended;
  assert.equal(second.code, 87, second.err);
  assert.match(second.err, /used already, at 20\S+, by another run .*Look at what came of that run/);
  assert.match(second.err, /COUNTERSIGN_JOURNAL/);
  assert.equal(await effects(), 'x');
});

it('who reads its output has read enough: the command runs to its end, and what came of it is told', async () => {
  const running = run([...WHAT, ...node(`for (let i = 0; i < 999; i++) console.log('y'.repeat(999))`)]);
  running.child.stdout?.destroy();
  const id = await press(running, 'approve');
  const { code, err } = await running.ended;
  assert.equal(code, 0, err);
  assert.doesNotMatch(err, /EPIPE|could not be told/);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'outcome');
  assert.equal(request.grant?.outcome?.result, 'succeeded');
});

it('shows the approver the program, every argument, the folder, and the variables and files that count', async () => {
  await writeFile(join(folder, 'plan.sql'), 'select 1;');
  const counts = ['--env', 'REGION', '--file', 'plan.sql'];
  const running = run([...WHAT, ...counts, ...node('0')], { REGION: 'eu-west-1' });
  const { words } = await flow.teams.card(await running.request());
  for (const each of [process.execPath, 'eu-west-1', 'plan.sql', 'sha256:'])
    assert.ok(words.includes(each), each);
  running.child.kill('SIGKILL');
});

it('a denial ends it with code 80 and the approver’s words, as words of theirs', async () => {
  const running = run([...WHAT, ...node(EFFECT)]);
  await press(running, 'deny', { comment: 'Not on\u202e Friday.\nRun it anyway!' });
  const { code, err } = await running.ended;
  assert.equal(code, 80, err);
  assert.match(
    err,
    /Denied: .*\n {2}Alice Aho denied, and wrote: “Not on\\u\{202E\} Friday\..*Run it anyway!”\n$/s,
  );
  assert.equal(await effects(), 'x');
});

it('goes on in another process after the first was killed, and not when an argument, a file, a variable or the place is another', async () => {
  await writeFile(join(folder, 'plan.sql'), 'select 1;');
  const counts = ['--env', 'REGION', '--file', 'plan.sql'];
  const first = run([...WHAT, ...counts, ...node(EFFECT)], { REGION: 'eu' });
  const id = await first.request();
  first.child.kill('SIGKILL');
  await first.ended;
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', 'approve');

  const resumeOf = (what: readonly string[]) => [...what, ...counts, '--resume', id];
  const resume = resumeOf(WHAT);
  const elsewhere = WHAT.with(3, 'host/build-8');
  const others: readonly (readonly [string, Running])[] = [
    ['argument', run([...resume, ...node(`${EFFECT} `)], { REGION: 'eu' })],
    ['variable', run([...resume, ...node(EFFECT)], { REGION: 'us' })],
    ['resource', run([...resumeOf(elsewhere), ...node(EFFECT)], { REGION: 'eu' })],
  ];
  for (const [what, other] of others) assert.equal((await other.ended).code, 86, what);
  await writeFile(join(folder, 'plan.sql'), 'drop table customers;');
  assert.equal((await run([...resume, ...node(EFFECT)], { REGION: 'eu' }).ended).code, 86, 'file');
  assert.equal(await effects(), 'x');

  await writeFile(join(folder, 'plan.sql'), 'select 1;');
  const { code, err } = await run([...resume, ...node(EFFECT)], { REGION: 'eu' }).ended;
  assert.deepEqual([code, await effects()], [0, 'xx'], err);
});

it('a file that changes while people decide stops it, and the record says so', async () => {
  await writeFile(join(folder, 'plan.sql'), 'select 1;');
  const running = run([...WHAT, '--file', 'plan.sql', ...node(EFFECT)]);
  const id = await running.request();
  await writeFile(join(folder, 'plan.sql'), 'drop table customers;');
  await press(running, 'approve');
  const { code, err } = await running.ended;
  assert.equal(code, 86, err);
  assert.match(err, /has changed since this was asked\. Nothing was run\./);
  assert.equal(await effects(), 'xx');
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'outcome');
  assert.equal(request.grant?.outcome?.result, 'failed');
});

it('passes a signal on to the command and ends as the command does', {
  skip: process.platform === 'win32',
}, async () => {
  // In a file: a card holds only so much of an argument.
  await script(
    'signals.cjs',
    `for (const own of ['SIGUSR1', 'SIGUSR2']) process.on(own, () => console.log(own));
process.on('SIGTERM', () => process.exit(3)); console.log('up'); setInterval(() => 0, 1000)`,
  );
  const running = run([...WHAT, '--', process.execPath, 'signals.cjs']);
  let out = '';
  running.child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  const id = await press(running, 'approve');
  await until('the command to run', async () => out.includes('up') || undefined);
  for (const own of ['SIGUSR1', 'SIGUSR2'] as const) {
    running.child.kill(own);
    await until(own, async () => out.includes(own) || undefined);
  }
  running.child.kill('SIGTERM');
  const { code, err } = await running.ended;
  assert.equal(code, 3, err);
  assert.doesNotMatch(err, /Debugger/);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'outcome');
});

it('what was approved and cannot be started ends with 89, a line and an outcome', {
  skip: process.platform === 'win32',
}, async () => {
  // Which program the program of a script needs is not looked for.
  await script('inner', '#!/no/such/interpreter\n');
  await script('outer', `#!${join(folder, 'inner')}\n`);
  const running = run([...WHAT, '--', './outer']);
  const id = await press(running, 'approve');
  const { code, err } = await running.ended;
  assert.equal(code, 89, err);
  assert.match(err, /outer could not be started \(ENOENT\)\. Nothing was run, .* ask anew\.\n$/);
  assert.doesNotMatch(err, /\n {4}at /);
  const { request, texts } = await flow.records.tells(
    id,
    'requested',
    'voted',
    'approved',
    'redeemed',
    'outcome',
  );
  assert.equal(request.grant?.outcome?.result, 'failed');
  assert.ok(texts.includes('not_started'), texts.join('\n'));
});

it('a journal that breaks while people decide stops it with a line, and once it is mended the same approval is used', async () => {
  const journal = { COUNTERSIGN_JOURNAL: join(folder, 'brief-journal') };
  const running = run([...WHAT, ...node(EFFECT)], journal);
  const id = await running.request();
  await rm(journal.COUNTERSIGN_JOURNAL, { recursive: true });
  await writeFile(journal.COUNTERSIGN_JOURNAL, '');
  await press(running, 'approve');
  const { code, err } = await running.ended;
  assert.equal(code, 2, err);
  assert.match(err, /The journal in \S+ failed \((EEXIST|ENOTDIR)\)\. Nothing was run\. .*--resume/);
  const before = await effects();
  await rm(journal.COUNTERSIGN_JOURNAL);
  const again = await run([...WHAT, '--resume', id, ...node(EFFECT)], journal).ended;
  assert.deepEqual([again.code, await effects()], [0, `${before}x`], again.err);
});

it('says what is wrong before anybody is asked: no program, no file, no journal, no identity, nobody there', async () => {
  await script('lost', '#!/no/such/interpreter -x\n');
  await script('windows', `#!${process.execPath}\r\n`);
  await writeFile(join(folder, 'a-file'), '');
  const before = await flow.records.count();
  for (const [args, env, code, words] of [
    [['--', 'no-such-program'], {}, 2, /no such program/],
    [['--file', 'nope', ...node('0')], {}, 2, /cannot be read/],
    [['--file', '/dev/null', ...node('0')], {}, 2, /is no plain file/],
    [['--action', 'other', ...node('0')], {}, 2, /--action stands there twice/],
    ...(process.platform === 'win32'
      ? []
      : ([
          [['--', './lost'], {}, 2, /lost is to be run by \/no\/such\/interpreter, and there is no such/],
          [['--', './windows'], {}, 2, /Its lines end as on Windows/],
        ] as const)),
    [node('0'), { COUNTERSIGN_JOURNAL: 'a-file' }, 2, /^a-file cannot hold the journal \(EEXIST\)\. Set /],
    [node('0'), { COUNTERSIGN_JOURNAL: 'a-file/x' }, 2, /cannot hold the journal \(ENOTDIR\)\. Set /],
    [
      node('0'),
      { COUNTERSIGN_AUTHORITY: 'http://127.0.0.1:9' },
      84,
      /^http:\S+ does not answer .*Nothing was run/,
    ],
    [node('0'), { AZURE_CLIENT_ID: '' }, 2, /no identity to get one with/],
    [
      node('0'),
      { AZURE_CLIENT_SECRET: 'wrong' },
      2,
      /^AZURE_CLIENT_SECRET was not accepted by Entra \(AADSTS7000215\)\. Nothing was run\.\n$/,
    ],
    [node('0'), { COUNTERSIGN_AUTHORITY: 'http://entra.example' }, 2, /on this machine/],
  ] as const) {
    const ended = await run([...WHAT, ...args], env).ended;
    assert.equal(ended.code, code, ended.err);
    assert.match(ended.err, words);
    assert.doesNotMatch(ended.err, /\n {4}at /);
  }
  assert.equal(await flow.records.count(), before);
});
