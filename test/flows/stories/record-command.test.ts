// The command itself, as a process of its own, against the whole app: what people type in the night and what they read.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { instant } from '../../../approvals/time.ts';
import { startFlow } from '../support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const DONE = instant(Math.floor(Date.now() / 1000) * 1000 - 600_000);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs it with these arguments; the token is in the environment, and nowhere else. */
function run(token: string, ...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, COUNTERSIGN_URL: flow.world.urls.functions, COUNTERSIGN_TOKEN: token };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'record', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
const DEED = [
  '--action',
  'data.export',
  '--resource',
  'database:prod/customers',
  '--parameters',
  '{"format":"csv","rows":25}',
  '--done-at',
  DONE,
  '--reason',
  'It burned.',
];

/** The same, but for the flags given here. */
const deedWith = (more: readonly string[]): readonly string[] => [
  ...DEED.flatMap((flag, at) => (at % 2 === 0 && !more.includes(flag) ? DEED.slice(at, at + 2) : [])),
  ...more,
];

/** A port where nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('records, says what happens next, and finds the same record when run again', async () => {
  const token = await flow.world.tokens.person('sam@contoso.example');
  const first = await run(token, ...DEED, '--agent', 'nightly-etl');
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /^Recorded (req_\w{26})\n {2}export database prod\/customers\n/);
  assert.match(
    first.out,
    /recorded by Sam Sato\n {2}status failed: it was not approved, and nothing may run from/,
  );
  const id = /req_\w{26}/.exec(first.out)?.[0] ?? '';
  const { request } = await flow.records.tells(id, 'recorded', 'failed');
  assert.deepEqual([request.record?.doneAt, request.agent.name], [DONE, 'nightly-etl']);

  assert.equal((await flow.person('alice').on(id, 'findings', { finding: 'looks_right' })).status, 200);
  const again = await run(token, ...DEED, '--agent', 'nightly-etl');
  assert.ok(again.out.startsWith(`Recorded ${id}\n`), again.out);
  assert.match(again.out, /Looked at by Alice Aho: looks right\./);
  const asJson = await run(token, ...DEED, '--agent', 'nightly-etl', '--json');
  assert.equal(JSON.parse(asJson.out).task.id, id);
  assert.equal(await flow.records.count(), 1);
});

it('tells a no in words of the flags, with 3, and never shows the token', async () => {
  const token = await flow.world.tokens.person('sam@contoso.example');
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      token,
      ['--agent', 'nobody'],
      /^The input is wrong\.[\s\S]*\n {2}--agent: is not an agent in countersign\.yaml \(there are: /,
    ],
    [token, ['--done-at', '2999-01-01T00:00:00Z'], /\n {2}--done-at: lies in the future/],
    [token, ['--action', 'two words'], /\n {2}--action name: This may hold letters/],
    [await flow.world.tokens.agent('nightly-etl'), [], /^Not permitted\. This call needs a person's token/],
    [await flow.world.tokens.person('gus@contoso.example'), [], /^Guests cannot decide/],
    ['aaaa.bbbb.cccc', [], /^No valid token/],
  ];
  for (const [who, more, expected] of cases) {
    const { code, out, err } = await run(who, ...deedWith(more));
    assert.deepEqual([code, out], [3, ''], err);
    assert.match(err, expected);
    assert.ok(!err.includes(who));
  }
});

it('ends with 1 when nobody answers, and with 2 when the command is wrong', async () => {
  const gone = await run('aaaa.bbbb.cccc', ...DEED, '--url', `http://127.0.0.1:${await closedPort()}`);
  assert.equal(gone.code, 1);
  assert.match(gone.err, /does not answer \(\w+\)\.\nNothing is known to be recorded/);
  const wrong = await run('aaaa.bbbb.cccc', '--action', 'x');
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /^--resource is missing/);
  assert.equal((await run('aaaa.bbbb.cccc', '--help')).code, 0);
});
