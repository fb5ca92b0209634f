// The policy changes while requests and approvals are under way: what was asked keeps its rules, but a newer "no" blocks the use.
// The app is a process of its own here, since it has to be started anew.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { ASSIGNMENT, EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';
import { approved, asked } from '../support/steps.ts';

const folder = await mkdtemp(join(tmpdir(), 'countersign-policy-'));
after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
const file = join(folder, 'countersign.yaml');
const shipped = await readFile(POLICY_FILE, 'utf8');
await writeFile(file, shipped);
const flow = await startFlow({ inProcessHost: false, env: { COUNTERSIGN_POLICY_FILE: file } });
after(flow.stop);
const etl = flow.agent('nightly-etl');
const warehouse = flow.agent('warehouse');
const AS_ETL = { subject: { type: 'agent', id: '7c0ffee0-0000-4000-8000-00000000c001' } };
/** An export of what somebody says was looked through. */
const SCANNED = { ...EXPORT, resource: { ...EXPORT.resource, properties: { scanned: true } } };
const ONLY_SCANNED = `${shipped}
  - id: only-scanned
    when: resource.id == "prod/customers" && !resource.properties.scanned
    effect: deny
`;
/** An export for what somebody says is a change that was agreed. */
const TICKETED = {
  ...EXPORT,
  resource: { type: 'database', id: 'prod/orders' },
  context: { ticket: 'CHG-1' },
};
const FREEZE = `  - id: freeze
    when: resource.id == "prod/orders" && !(has(context.ticket) && context.ticket == "CHG-1")
    effect: deny
`;
const FEW_ROWS = shipped.replace(
  'rows: { type: integer, minimum: 0 }',
  'rows: { type: integer, maximum: 10 }',
);

const use = (who: typeof etl, wish: object, approval: object, requestId: string) => {
  const { context = {} } = wish as { context?: object };
  const body = { ...wish, context: { ...context, approval } };
  return who.post('/access/v1/evaluation', body, { 'x-request-id': requestId });
};

/** Each is told that the policy denies it now, and why. */
function assertDeniedNow(tries: readonly Awaited<ReturnType<typeof use>>[], why: RegExp): void {
  for (const { body } of tries) {
    assert.deepEqual(
      [body.decision, body.context?.reason, body.context?.next_action],
      [false, 'policy_denied', 'none'],
    );
    assert.match(body.context?.detail ?? '', why);
  }
}

const DENIED = /^A rule of the policy in force denies this now\. This call used nothing up\./;

async function adopt(text: string): Promise<void> {
  await writeFile(file, text.replace('http://127.0.0.1:3982', flow.world.urls.cluster));
  await flow.world.app.kill();
  await flow.world.app.start();
}

it('blocks the use of an approval once a newer policy denies, and lets it work again when that is gone', async () => {
  const { id, approval } = await approved(flow);
  const before = await etl.read(id);
  await flow.records.quiet(id);
  await adopt(`${shipped}\n  - id: freeze\n    when: action.name == "data.export"\n    effect: deny\n`);
  const used = await etl.redeem(approval, 'x-1');
  assertDeniedNow([used], DENIED);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  const read = await etl.read(id);
  assert.equal(
    read.body.task?.policy.version,
    before.body.task?.policy.version,
    'the request keeps its policy',
  );
  const anew = await etl.ask(EXPORT);
  assert.equal(anew.status, 403);
  assert.notEqual(anew.body.task?.policy.version, before.body.task?.policy.version);

  await adopt(shipped);
  assert.equal((await etl.redeem(approval, 'x-1')).body.decision, true);
});

it('takes what an agent said when it asked for a claim, also when an enforcer repeats it: a newer denial stops both', async () => {
  const wishes = [SCANNED, TICKETED] as const;
  const given = [];
  for (const wish of wishes) given.push({ wish, ...(await approved(flow, wish)) });
  for (const { id } of given) await flow.records.quiet(id);
  await adopt(`${ONLY_SCANNED}${FREEZE}`);
  for (const { wish, id, approval } of given) {
    assert.equal((await etl.ask(wish)).status, 403, 'asked anew it is denied');
    const [count, sends] = [await flow.records.count(), await flow.teams.sends()];
    const tries = await Promise.all([
      use(etl, wish, approval, 'own'),
      ...Array.from({ length: 10 }, (_, n) => use(warehouse, { ...wish, ...AS_ETL }, approval, `by-${n}`)),
    ]);
    assertDeniedNow(tries, DENIED);
    await flow.records.tells(id, 'requested', 'voted', 'approved');
    assert.deepEqual([await flow.records.count(), await flow.teams.sends()], [count, sends]);
  }

  await adopt(shipped);
  for (const { wish, approval } of given)
    assert.equal((await use(warehouse, { ...wish, ...AS_ETL }, approval, 'later')).body.decision, true);
});

it('believes what an enforcer said when it asked: what it verified is used under the newer rule', async () => {
  const asked = await warehouse.ask({ ...SCANNED, ...AS_ETL });
  assert.equal(asked.status, 202, asked.text);
  const id = asked.body.task?.id ?? '';
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', 'approve');
  const approval = (await warehouse.read(id)).body.result?.approval ?? {};
  await adopt(ONLY_SCANNED);
  const own = await etl.redeem(approval, 'own', SCANNED);
  assert.deepEqual([own.body.decision, own.body.context?.reason], [false, 'approval_unverifiable']);
  const used = await warehouse.redeem(approval, 'verified', { ...SCANNED, ...AS_ETL });
  assert.equal(used.body.decision, true, used.text);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed');
  await adopt(shipped);
});

it('blocks the use of parameters that a newer schema does not take, says which, and uses nothing up', async () => {
  const { id, approval } = await approved(flow);
  await flow.records.quiet(id);
  await adopt(FEW_ROWS);
  assert.equal((await etl.ask(EXPORT)).status, 400, 'asked anew it is refused');
  const [count, sends] = [await flow.records.count(), await flow.teams.sends()];
  const tries = [
    await etl.redeem(approval, 'own'),
    await warehouse.redeem(approval, 'other', { ...EXPORT, ...AS_ETL }),
  ];
  assertDeniedNow(
    tries,
    /^The policy in force no longer takes these parameters\. \/action\/properties\/rows: .*must be <= 10.* This call used nothing up\./,
  );
  const other = { ...EXPORT, action: { ...EXPORT.action, properties: { format: 'csv', rows: 5 } } };
  assert.equal((await etl.redeem(approval, 'fitting', other)).body.context?.reason, 'out_of_scope');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  assert.deepEqual([await flow.records.count(), await flow.teams.sends()], [count, sends]);

  await adopt(shipped);
  assert.equal((await etl.redeem(approval, 'own')).body.decision, true);
});

it('sends nothing through the gateway that a newer policy denies or no longer takes, and sends it once when that is gone', async () => {
  const { call, seen } = createGatewayCalls(flow);
  const WEB = 'cluster/apis/apps/v1/namespaces/prod/deployments/web';
  const SCALE = { spec: { replicas: 5 } };
  // With the address of this cluster.
  await adopt(shipped);
  const asked = await call('PATCH', WEB, SCALE);
  assert.equal(asked.status, 202, asked.text);
  const id = asked.body.task?.id ?? '';
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', 'approve');
  await flow.records.quiet(id);
  const before = (await seen()).length;
  const again = () => call('PATCH', WEB, SCALE, { 'countersign-request': id });

  const rule = (when: string) => `${shipped}\n  - { id: newer, effect: deny, when: '${when}' }\n`;
  const unlisted = rule('!agent.registered').replace(/^ {2}deploy-bot:\n.*\n.*$/m, '');
  const noScale = shipped.replace(
    /^ {2}k8s\.patch:\n.*$/m,
    '  k8s.patch: { verb: change, parameters: { type: object, properties: { body: { type: object, maxProperties: 0 } } } }',
  );
  assert.notEqual(noScale, shipped);
  for (const [policy, says] of [
    [
      rule('action.name == "k8s.patch"'),
      /A rule of the policy in force denies this now\. This call used nothing up/,
    ],
    [unlisted, /A rule of the policy in force denies this now\. This call used nothing up/],
    [noScale, /no longer takes these parameters\. \/action\/properties\/body: .* This call used nothing up/],
  ] as const) {
    await adopt(policy);
    const reply = await again();
    assert.deepEqual([reply.status, reply.body.type], [403, 'urn:countersign:error:denied'], reply.text);
    assert.match(reply.text, says);
    await flow.records.tells(id, 'requested', 'voted', 'approved');
  }
  assert.equal((await seen()).length, before, 'nothing went out');

  await adopt(shipped);
  assert.equal((await again()).status, 200);
  assert.equal((await seen()).length, before + 1);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'started', 'outcome');
});

it('keeps the rules of a waiting request: a laxer policy does not lower its two approvers', async () => {
  const id = await asked(flow, ASSIGNMENT);
  await adopt(shipped.replace('{ group: data-owners, count: 2 }', '{ group: sre-leads, count: 1 }'));
  await flow.teams.click(id, 'alice', 'approve');
  const { request } = await flow.records.tells(id, 'requested', 'voted');
  assert.equal(request.status, 'pending');
  assert.match((await flow.teams.click(id, 'sam', 'approve')).text, /^Only members of data-owners/);
  await flow.teams.click(id, 'bob', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'voted', 'approved');
  await adopt(shipped);
});

it('answers a repeated wish with the request of before, though the policy changed in between', async () => {
  const key = { 'idempotency-key': 'nightly-1' };
  const first = await etl.ask(EXPORT, key);
  await adopt(`${shipped}\n  - id: freeze\n    when: 'true'\n    effect: deny\n`);
  const again = await etl.ask(EXPORT, key);
  assert.deepEqual([again.status, again.body.task?.id], [202, first.body.task?.id]);
  await adopt(shipped);
});

it('takes a decision that was acknowledged through a power cut', async () => {
  const id = await asked(flow);
  const answer = await flow.teams.click(id, 'alice', 'approve');
  await flow.world.app.kill();
  await flow.world.app.start();
  assert.equal(answer.kind, 'card');
  assert.equal((await etl.read(id)).body.task?.status, 'approved');
  await flow.records.read(id);
});
