// `countersign policy explain` as an administrator meets it: the effect first, then why; mistakes of the intent with their place.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CommandError } from '../../../../cli/exit.ts';
import { policyCommand } from '../../../../cli/policy/command.ts';
import { inFolder } from '../support/in-folder.ts';

const FILES = { 'countersign.yaml': readFileSync('countersign.yaml', 'utf8') };
const INTENT = {
  agent: 'nightly-etl',
  action: { name: 'data.export', properties: { format: 'csv', rows: 25 } },
  resource: { type: 'database', id: 'prod/customers' },
};
const explain = (intent: unknown, ...args: readonly string[]) =>
  inFolder(
    FILES,
    policyCommand,
    ['explain', '--intent', '-', ...args],
    typeof intent === 'string' ? intent : JSON.stringify(intent),
  );

test('the first line is the effect; each rule is told with what decided, within 80 columns', async () => {
  const { code, out } = await explain(INTENT);
  assert.equal(code, 0);
  assert.match(out, /^review\ndata\.export on database prod\/customers by nightly-etl\n/);
  assert.match(out, /^ {2}\+ prod-export \(review\) matched$/m);
  assert.match(
    out,
    /^ {2}- role-assignment \(review\) did not match\n {4}false action\.name == "iam\.role\.assign"$/m,
  );
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
});

test('the whole body of a request is taken, as JSON or YAML, from a file too', async () => {
  const body = {
    ...INTENT,
    context: { business_justification: 'weekly' },
    callback: { endpoint: 'https://a.example/' },
  };
  assert.match((await explain(body)).out, /^review\n/);
  const yaml =
    'subject: { type: agent, id: 7c0ffee0-0000-4000-8000-00000000c001 }\nenforcer: warehouse\nnow: 2026-01-14T12:00:00Z\naction: { name: data.read }\nresource: { type: database, id: dev/x }\n';
  const ran = await inFolder({ ...FILES, 'i.yaml': yaml }, policyCommand, ['explain', '--intent', 'i.yaml']);
  assert.match(ran.out, /^allow\ndata\.read on database dev\/x by nightly-etl, asked by an enforcer\n/);
  assert.match(ran.out, /^as of 2026-01-14T12:00:00\.000Z, /m);
});

test('nobody counted, so nothing is said of being within a limit: it may be stricter', async () => {
  const limited = `${FILES['countersign.yaml']}
  - id: few-reads
    when: action.name == "data.read" && resource.id == "dev/counted"
    effect: allow
    limit: { count: 5, per: agent, window: 1m }
`;
  const intent = {
    ...INTENT,
    action: { name: 'data.read' },
    resource: { type: 'database', id: 'dev/counted' },
  };
  const asked = (...args: readonly string[]) =>
    inFolder(
      { 'countersign.yaml': limited },
      policyCommand,
      ['explain', '--intent', '-', ...args],
      JSON.stringify(intent),
    );
  const { out } = await asked();
  assert.match(out, /^allow\n/);
  assert.doesNotMatch(out, /within its limit/);
  assert.match(out, /how often\s+rule\s+"few-reads"\s+said yes before/);
  assert.doesNotMatch((await asked('--json')).out, /within its limit/);
});

test('--json is what POST /api/policy/explain answers', async () => {
  const told = JSON.parse((await explain(INTENT, '--json')).out);
  assert.equal(told.effect, 'review');
  assert.equal(told.rules.length, 10);
});

test('parameters that no call gets past are told as refused, in lines and as JSON', async () => {
  const wrong = { ...INTENT, action: { name: 'data.export', properties: { format: 'xml', rows: 25 } } };
  const { code, out } = await explain(wrong);
  assert.equal(code, 0);
  assert.match(
    out,
    /^refused\n[\s\S]*\n {2}\/action\/properties\/format: The policy's schema of this action says: must be/,
  );
  assert.equal(JSON.parse((await explain(wrong, '--json')).out).effect, 'refused');
});

test('a change of the policy is tried by the agent countersign, and no allow rule lets it in', async () => {
  const policy = FILES['countersign.yaml'].replace(
    /^rules:\n/m,
    'rules:\n  - { id: too-free, effect: allow, when: action.name == "countersign.policy.change" }\n',
  );
  const change = {
    agent: 'countersign',
    action: { name: 'countersign.policy.change', properties: { may_be_laxer: [] } },
    resource: { type: 'countersign.policy', id: 'ours' },
  };
  const args = ['explain', '--intent', '-'];
  const { out } = await inFolder({ 'countersign.yaml': policy }, policyCommand, args, JSON.stringify(change));
  assert.match(out, /^review\ncountersign\.policy\.change on countersign\.policy ours by countersign\n/);
  assert.doesNotMatch(out, /too-free/);
});

test('an agent may be named twice, by its name and by its client id in whatever letters', async () => {
  const subject = { type: 'agent', id: '7C0FFEE0-0000-4000-8000-00000000C001' };
  assert.match((await explain({ ...INTENT, subject })).out, /^review\n/);
  const { agent: _, ...other } = INTENT;
  assert.match((await explain({ ...other, subject })).out, /by nightly-etl$/m);
});

const MISTAKES: readonly (readonly [intent: unknown, told: RegExp])[] = [
  [
    { ...INTENT, agent: 'nightly-et' },
    /^stdin:1:10 no agent is called "nightly-et"; did you mean "nightly-etl"\?/,
  ],
  [{ ...INTENT, agent: undefined }, /^stdin:1:1 "agent" is missing; name one of the policy, or unregistered/],
  [
    { ...INTENT, enforcer: 'warehouse', resource: { type: 'vault', id: 'x' } },
    /may not ask for resource type "vault"/,
  ],
  [{ ...INTENT, agent: 'countersign' }, /only countersign asks for countersign\.policy\.change/],
  [
    { ...INTENT, action: { name: 'countersign.policy.change' } },
    /only countersign asks for countersign\.policy\.change/,
  ],
  ['', /^stdin:1:1 is empty; write it like \{"agent": "nightly-etl", "action":/],
  ['[]', /^stdin:1:1 must be a map, like \{"agent": "nightly-etl", "action":/],
  [
    { ...INTENT, subject: { type: 'agent', id: '7c0ffee0-0000-4000-8000-00000000c002' } },
    /^stdin:1:\d+ is that of deploy-bot, and "agent" says nightly-etl: no token\s+names\s+both/,
  ],
  [
    { ...INTENT, subject: { type: 'agent', id: 'nightly-etl' } },
    /^stdin:1:\d+ is of no agent in the policy, and "agent" says nightly-etl/,
  ],
  [{ ...INTENT, aprover: 'me' }, /unknown word "aprover"/],
  ['{"agent": "nightly-etl", "agent": "deploy-bot"}', /^stdin:1:\d+ not valid YAML: Map keys must be unique/],
  [
    { ...INTENT, action: { name: 'data.read', properties: { note: 'x'.repeat(50_000) } } },
    /larger than an agent may send/,
  ],
];
for (const [intent, told] of MISTAKES) {
  test(`an intent is refused with its place: ${told.source}`, async () => {
    await assert.rejects(explain(intent), (error: unknown) => {
      assert.ok(error instanceof CommandError && error.code === 2);
      assert.match(error.message, told);
      return true;
    });
  });
}

test('without an intent it says how to name one', async () => {
  await assert.rejects(
    inFolder(FILES, policyCommand, ['explain']),
    /--intent is missing: name a file, or - for what is piped in/,
  );
});
