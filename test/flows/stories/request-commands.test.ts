// `countersign request`, `wait`, `status` and `cancel` as processes of their own: what a pipeline sends, reads and decides by.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { REQUESTS_HELP } from '../../../cli/requests/help.ts';
import { agentEnvironment } from '../../../local/start/agent-environment.ts';
import { startFlow } from '../support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const env = {
  PATH: process.env.PATH,
  ...agentEnvironment(flow.world.urls, 'nightlyEtl'),
};
const EXPORT = [
  '--action',
  'data.export',
  '--resource',
  'database/prod/customers',
  '--parameters',
  '{"format":"csv","rows":25}',
];

function countersign(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, ...said })));
}
const asked = async (...more: readonly string[]) => {
  const { code, out, err } = await countersign('request', ...EXPORT, '--no-wait', ...more);
  assert.equal(code, 88, err);
  const id = /^(req_\w{26}) pending\n {2}export database prod\/customers\n/.exec(out)?.[1] ?? '';
  await flow.teams.card(id);
  return id;
};

it('asks, finds the same request by its key, waits for the yes and gives the approval', async () => {
  const id = await asked('--key', 'nightly-1');
  assert.equal(await asked('--key', 'nightly-1'), id);
  assert.equal((await countersign('status', id)).code, 88);
  const waiting = countersign('wait', id, '--json');
  await flow.teams.click(id, 'alice', 'approve');
  const { code, out, err } = await waiting;
  assert.equal(code, 0, err);
  const { task, approval } = JSON.parse(out);
  assert.deepEqual([task.id, task.status, typeof approval.state], [id, 'approved', 'string']);
  const status = await countersign('status', id);
  assert.match(
    status.out,
    /^req_\w+ approved\n.*\n.*\n {2}fingerprint [0-9a-f ]{14}\n {2}Alice Aho approved\n/,
  );
  assert.match(status.out, /\n {2}route data-approvals: its card stands there\n {4}\S+ \S+ UTC posted\n/);
});

it('ends with the code of the decision: denied, withdrawn, not decided in time, denied by a rule, allowed by one', async () => {
  const denied = await asked();
  await flow.teams.click(denied, 'alice', 'deny', { comment: 'Too much.' });
  const told = await countersign('wait', denied);
  assert.deepEqual([told.code, /Alice Aho denied, and wrote: “Too much\.”/.test(told.err)], [80, true]);

  const open = await asked();
  assert.equal((await countersign('wait', open, '--within', '1s')).code, 88);
  assert.equal((await countersign('cancel', open, '--reason', 'not needed')).code, 0);
  assert.equal((await countersign('status', open)).code, 82);
  assert.equal((await countersign('cancel', denied)).code, 85);

  const rule = await countersign('request', '--action', 'infra.delete', '--resource', 'kubernetes/prod/blue');
  assert.equal(rule.code, 80, rule.err);
  const free = await countersign('request', '--action', 'data.read', '--resource', 'database/dev/orders');
  assert.equal(free.code, 0, free.err);
});

it('a request of others is not told, parameters that do not fit are, each with its place', async () => {
  const others = await flow.agent('deploy-bot').ask();
  const { code, err } = await countersign('status', others.body.task?.id ?? '');
  assert.deepEqual([code, /No such request/.test(err)], [85, true]);
  const wrong = await countersign(
    'request',
    '--action',
    'data.export',
    '--resource',
    'database/prod/customers',
    '--parameters',
    '{"format":"xml"}',
  );
  assert.deepEqual([wrong.code, /\/action\/properties/.test(wrong.err)], [85, true], wrong.err);
});

it('a wrong command is told whole, before anything is asked', async () => {
  const { code, err } = await countersign('request', '--parameters', '{rows', '--within', 'soon', 'stray');
  assert.equal(code, 2);
  for (const each of [
    /--action is missing/,
    /--resource is missing/,
    /--parameters is not JSON/,
    /--within soon/,
    /stray/,
  ])
    assert.match(err, each);
  assert.match(
    (await countersign('status', 'req_1', '--reason', 'x')).err,
    /req_1 is no request|takes no --reason/,
  );
});

it('their help is no wider than 80 columns', () => {
  for (const line of Object.values(REQUESTS_HELP).join('\n').split('\n')) assert.ok(line.length <= 80, line);
});
