// `countersign doctor`, `npm run doctor` and `policy check --online`, as processes of their own, against the whole app: what an administrator reads.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PEOPLE } from '../../../local/directory.ts';
import { startFlow } from '../support/flow.ts';
import type { Message } from '../support/teams.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
await flow.teams.install('ada');
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const LOCAL = fileURLToPath(new URL('../../../local/doctor.js', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  /** What it has said on stderr. */
  readonly soFar: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function start(t: TestContext, file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env } });
  t.after(() => child.kill());
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return {
    child,
    soFar: () => err,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))),
  };
}

const doctor = async (t: TestContext, who: string, ...args: readonly string[]): Promise<Run> =>
  start(t, MAIN, ['doctor', ...args], {
    COUNTERSIGN_URL: flow.world.urls.functions,
    COUNTERSIGN_TOKEN: await flow.world.tokens.person(`${who}@contoso.example`),
  });

/** The newest card, once it is a test that waits. */
const testCard = (): Promise<Message> =>
  until('the test card', async () => {
    const last = (await flow.teams.messages()).at(-1);
    return JSON.stringify(last?.card ?? '').includes('Approve this test') ? last : undefined;
  });

async function press(verb: string, who: keyof typeof PEOPLE): Promise<string> {
  const { messageId } = await testCard();
  const response = await fetch(`${flow.world.urls.teams}/_local/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messageId, user: PEOPLE[who], verb, data: {} }),
  });
  return await response.text();
}

it('tells every link, then who pressed what on the test card, and ends with 0', async (t) => {
  await flow.sweep();
  const { ended } = await doctor(t, 'ada');
  assert.match(await press('approve', 'olivia'), /Only members of data-owners can decide this/);
  await press('deny', 'bob');
  const { code, out, err } = await ended;
  assert.equal(code, 0, out + err);
  assert.match(out, /^ok {7}address {21}http:\/\/127\.0\.0\.1:\d+ answers, mode local$/m);
  assert.match(out, /^ok {7}test card {19}Bob Berg pressed deny after \d+ s, and the card shows it$/m);
  assert.match(out, /\nAll 34 links hold\.\n$/);
  assert.match(err, /^A test card goes to data-approvals\. An approver presses a button on it/);
  assert.ok(!/eyJ/.test(out + err) && !(out + err).includes(String.fromCharCode(27)));
  assert.equal(await flow.records.count(), 1);
});

it('names what is broken with its cure, sends no card that could not come, and ends with 3', async (t) => {
  await flow.directory.change(t, 'sam', { groups: [] });
  const broken = await (await doctor(t, 'ada', '--no-card')).ended;
  assert.equal(broken.code, 3, broken.err);
  assert.match(
    broken.out,
    /^FAILED {3}group sre-leads {13}“sre-leads” has nobody.*\n {9}cure: Add enabled people/m,
  );
  assert.match(broken.out, /\n32 of 33 links hold, 1 broken, 0 unknown\.\n$/);
  const asJson = await (await doctor(t, 'ada', '--no-card', '--json')).ended;
  const { checks } = JSON.parse(asJson.out);
  assert.deepEqual([checks.length, asJson.code], [33, 3]);
  const nowhere = await (await doctor(t, 'ada', '--route', 'nowhere')).ended;
  assert.match(
    nowhere.out,
    /^FAILED {3}test card .*\/route is not a route in countersign\.yaml \(there are: data-approvals\)/m,
  );
  const shutOut = await (await doctor(t, 'alice')).ended;
  assert.equal(shutOut.code, 3);
  assert.match(shutOut.out, /^FAILED {3}token .*an administrator of Countersign/m);
  assert.match(shutOut.out, /^unknown {2}test card .*it was not sent/m);
});

it('policy check --online has it ask Entra ID about a file that is not in force, and tells it at the lines of the file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-check-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'next.yaml');
  const gone = '7c0ffee0-0000-4000-8000-00000000d0ff';
  const text = readFileSync('countersign.yaml', 'utf8');
  writeFileSync(
    file,
    text
      .replace('groups:\n', `groups:\n  gone: { entraGroup: ${gone} }\n`)
      .replace('approvers: { group: data-owners, count: 2 }', 'approvers: { group: data-owners, count: 4 }'),
  );
  const check = async (who: string, ...args: readonly string[]) =>
    await start(t, MAIN, ['policy', 'check', ...args, '--online'], {
      COUNTERSIGN_URL: flow.world.urls.functions,
      COUNTERSIGN_TOKEN: await flow.world.tokens.person(`${who}@contoso.example`),
    }).ended;
  const { code, out, err } = await check('ada', file, '--strict');
  assert.equal(code, 1, out + err);
  const lines = out
    .replaceAll(/\n {2}/g, ' ')
    .split('\n')
    .filter((line) => line.includes(' warning: '));
  const lineOf = (word: string): number =>
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(word)) + 1;
  assert.equal(lines.length, 2, out);
  assert.match(
    lines[0] ?? '',
    new RegExp(`:${lineOf('gone: {')}:\\d+ warning: group gone: Entra ID knows no group ${gone}\\.`),
  );
  assert.match(
    lines[1] ?? '',
    new RegExp(
      `:${lineOf('count: 4')}:\\d+ warning: approvers role-assignment: 4 of data-owners: .*leaves too few for nightly-etl`,
    ),
  );
  assert.match(out, /is good: .*\nversion [0-9a-f]{64}\nEntra ID was asked, by http/);
  const good = await check('ada', 'countersign.yaml', '--strict');
  assert.equal(good.code, 0, good.out + good.err);
  const shutOut = await check('alice', 'countersign.yaml');
  assert.equal(shutOut.code, 3);
  assert.match(shutOut.err, /an administrator of Countersign/);
});

it('stops waiting for a press when told to, and says so', {
  skip: process.platform === 'win32',
}, async (t) => {
  const { child, ended, soFar } = await doctor(t, 'ada');
  // Not by what Teams has: a card that comes late is still being waited for.
  await Promise.race([
    until('the card to be told', () => soFar().includes('A test card goes to') || undefined),
    ended.then(({ out, err }) => assert.fail(`it has ended: ${out}${err}`)),
  ]);
  child.kill('SIGINT');
  const { code, out } = await ended;
  assert.equal(code, 3);
  assert.match(out, /^unknown {2}test card {19}nobody was waited for$/m);
});

it('runs against what npm start serves, as Ada; and ends with 1 where nobody answers', async (t) => {
  const base = String(flow.world.ports.teams);
  const { code, out, err } = await start(t, LOCAL, ['--ports', base, '--no-card']).ended;
  assert.equal(code, 0, out + err);
  assert.match(out, /^ok {7}token {23}Ada Alm of tenant/m);
  const gone = await start(t, LOCAL, ['--ports', '1']).ended;
  assert.equal(gone.code, 1);
  assert.match(gone.err, /Start it first, in another terminal: npm start -- --ports 1\n$/);
  const away = start(t, MAIN, ['doctor', '--url', 'http://127.0.0.1:1'], { COUNTERSIGN_TOKEN: 'a.b.c' });
  const { code: unreachable, out: said } = await away.ended;
  assert.equal(unreachable, 1);
  assert.match(said, /^FAILED {3}address .*does not answer.*\n {9}cure: /);
});
