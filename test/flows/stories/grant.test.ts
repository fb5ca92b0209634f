// The one use of an approval: over exactly what was approved, by whom it was given to, once, and not a moment too late.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, it } from 'node:test';
import { createLocalJWKSet, decodeJwt, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { AGENTS, AUDIENCE } from '../../../local/directory.ts';
import { EXPORT } from '../support/caller.ts';
import { MINUTE_MS, SECOND_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { approved } from '../support/steps.ts';
import type { Reply } from '../support/told.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');
const warehouse = flow.agent('warehouse');
const AS_ETL = { ...EXPORT, subject: { type: 'agent', id: AGENTS.nightlyEtl } };
const USED = ['requested', 'voted', 'approved', 'redeemed'] as const;
const UNUSED = ['requested', 'voted', 'approved'] as const;
const no = (reason: string, next_action = 'none') => [200, false, reason, next_action];
const answerOf = ({ status, body }: Reply) => [
  status,
  body.decision,
  body.context?.reason,
  body.context?.next_action,
];

it('says true once, repeats it for the same X-Request-ID, and refuses every other', async () => {
  const { id, approval } = await approved(flow);
  const first = await etl.redeem(approval, 'run-1');
  assert.deepEqual(
    [first.status, first.body.decision, first.headers.get('x-request-id')],
    [200, true, 'run-1'],
  );
  const { events, request } = await flow.records.tells(id, ...USED);
  assert.equal(first.body.context?.run_before, request.grant?.expiresAt);
  assert.equal(first.body.context?.redemption?.replayed, false);
  assert.equal(events.at(-1)?.facts.x_request_id, 'run-1');

  const again = await etl.redeem(approval, 'run-1');
  assert.deepEqual(again.body.context?.redemption, { ...first.body.context?.redemption, replayed: true });
  assert.equal(again.body.context?.run_before, first.body.context?.run_before);
  assert.deepEqual(answerOf(await etl.redeem(approval, 'run-2')), no('approval_expired'));
  assert.deepEqual(answerOf(await warehouse.redeem(approval, 'run-1', AS_ETL)), no('approval_expired'));
  await flow.records.tells(id, ...USED);
});

it('has exactly one effective use when thirty come at once under different ids', async () => {
  const { id, approval } = await approved(flow);
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      n % 2 ? etl.redeem(approval, `par-${n}`) : warehouse.redeem(approval, `par-${n}`, AS_ETL),
    ),
  );
  assert.equal(replies.filter(({ body }) => body.decision === true).length, 1);
  for (const { status, body } of replies.filter((reply) => !reply.body.decision)) {
    assert.equal(status, 200);
    const told = `${body.context?.reason} ${body.context?.next_action}`;
    assert.ok(['approval_expired none', 'not_known_yet retry'].includes(told), told);
  }
  await flow.records.tells(id, ...USED);
});

it('is one use when thirty come at once under the same id: all true, one of them not replayed', async () => {
  const { id, approval } = await approved(flow);
  const replies = await Promise.all(Array.from({ length: 30 }, () => etl.redeem(approval, 'same')));
  const yes = replies.filter(({ body }) => body.decision === true);
  assert.equal(yes.filter(({ body }) => body.context?.redemption?.replayed === false).length, 1);
  assert.equal(new Set(yes.map(({ body }) => body.context?.redemption?.id)).size, 1);
  for (const { body } of replies.filter((reply) => !reply.body.decision)) {
    assert.equal(body.context?.next_action, 'retry', 'whoever hears no true may ask again');
  }
  assert.equal((await etl.redeem(approval, 'same')).body.decision, true);
  await flow.records.tells(id, ...USED);
});

it('refuses anything but what was approved, and is still good for that', async () => {
  const { id, approval } = await approved(flow);
  const { properties } = EXPORT.action;
  const changed: readonly object[] = [
    { ...EXPORT, action: { ...EXPORT.action, properties: { ...properties, rows: 26 } } },
    { ...EXPORT, action: { ...EXPORT.action, properties: { ...properties, rows: '25' } } },
    { ...EXPORT, action: { ...EXPORT.action, properties: { ...properties, note: '' } } },
    { ...EXPORT, action: { name: EXPORT.action.name } },
    { ...EXPORT, action: { ...EXPORT.action, name: 'data.read' } },
    { ...EXPORT, resource: { ...EXPORT.resource, id: 'prod/payments' } },
    { ...EXPORT, resource: { ...EXPORT.resource, properties: {} } },
  ];
  for (const [n, wish] of changed.entries()) {
    assert.deepEqual(answerOf(await etl.redeem(approval, `changed-${n}`, wish)), no('out_of_scope'));
  }
  const withContext = { ...EXPORT, context: { approval, ticket: 'INC-1' } };
  const more = await etl.post('/access/v1/evaluation', withContext, { 'x-request-id': 'changed-8' });
  assert.deepEqual(answerOf(more), no('out_of_scope'));
  await flow.records.tells(id, ...UNUSED);
  const justified = { ...EXPORT, context: { approval, business_justification: 'other words do not count' } };
  const good = await etl.post('/access/v1/evaluation', justified, { 'x-request-id': 'right' });
  assert.equal(good.body.decision, true);
});

it('takes an approval as the result told it, unchanged', async () => {
  const { id } = await approved(flow);
  const { result } = (await etl.read(id)).body;
  assert.equal((await etl.redeem(result?.approval ?? {}, 'as-received')).body.decision, true);
});

it('believes no state but its own: foreign, unsigned, changed, borrowed or left out', async () => {
  const { id, approval } = await approved(flow);
  const other = await approved(flow);
  const [header = '', payload = '', signature = ''] = approval.state.split('.');
  const { privateKey } = await generateKeyPair('ES256');
  const claims = decodeJwt(approval.state);
  const foreign = await new SignJWT(claims)
    .setProtectedHeader(JSON.parse(Buffer.from(header, 'base64url').toString()))
    .sign(privateKey);
  const longer = Buffer.from(JSON.stringify({ ...claims, exp: (claims.exp ?? 0) + 3600 })).toString(
    'base64url',
  );
  const none = Buffer.from('{"alg":"none","typ":"countersign-grant+jwt"}').toString('base64url');
  const forged: readonly object[] = [
    { id: approval.id, state: foreign },
    { id: approval.id, state: `${none}.${payload}.` },
    { id: approval.id, state: `${header}.${longer}.${signature}` },
    { id: approval.id, state: other.approval.state },
    { id: other.approval.id, state: approval.state },
    { id: approval.id, state: id },
    { id, state: approval.state },
    { id: approval.id },
  ];
  for (const [n, one] of forged.entries()) {
    assert.deepEqual(answerOf(await etl.redeem(one, `forged-${n}`)), no('approval_unverifiable'), String(n));
  }
  await flow.records.tells(id, ...UNUSED);
  await flow.records.tells(other.id, ...UNUSED);
});

it('is good for no other agent, nor for an enforcer that names another agent', async () => {
  const { id, approval } = await approved(flow);
  assert.deepEqual(
    answerOf(await flow.agent('deploy-bot').redeem(approval, 'theft')),
    no('approval_unverifiable'),
  );
  const asDeploy = { ...EXPORT, subject: { type: 'agent', id: AGENTS.deployBot } };
  assert.deepEqual(
    answerOf(await warehouse.redeem(approval, 'mixed', asDeploy)),
    no('approval_unverifiable'),
  );
  for (const stranger of [flow.agent('audit-export'), flow.person('alice')]) {
    assert.equal((await stranger.redeem(approval, 'x')).status, 403);
  }
  assert.equal((await flow.bearer().redeem(approval, 'x')).status, 401);
  await flow.records.tells(id, ...UNUSED);
});

it('says false to a repeat after the end of the grant: nothing may be started late', async () => {
  const { id, approval } = await approved(flow);
  assert.equal((await etl.redeem(approval, 'slow')).body.decision, true);
  await flow.pass(5 * MINUTE_MS + SECOND_MS);
  assert.deepEqual(answerOf(await etl.redeem(approval, 'slow')), no('approval_expired'));
  await flow.records.tells(id, ...USED);
});

it('needs an X-Request-ID of visible characters', async () => {
  const { approval } = await approved(flow);
  const body = { ...EXPORT, context: { approval } };
  const headers: readonly Record<string, string>[] = [
    {},
    { 'x-request-id': 'a b' },
    { 'x-request-id': 'x'.repeat(256) },
  ];
  for (const each of headers) {
    const reply = await etl.post('/access/v1/evaluation', body, each);
    assert.deepEqual([reply.status, reply.body.problems?.[0]?.at], [400, 'X-Request-ID']);
  }
});

it('is a token anyone can check against the published keys, bound to request, agent, intent and policy', async () => {
  const { id, approval } = await approved(flow);
  const keys = createLocalJWKSet(JSON.parse((await flow.bearer().get('/access/v1/jwks')).text));
  const { payload, protectedHeader } = await jwtVerify(approval.state, keys, {
    issuer: flow.world.urls.functions,
    audience: AUDIENCE,
    typ: 'countersign-grant+jwt',
    currentDate: new Date(Date.now()),
  });
  const { request } = await flow.records.read(id);
  assert.equal(protectedHeader.alg, 'ES256');
  assert.deepEqual(
    [payload.jti, payload.sub, payload.request, payload.intent_hash, payload.policy_version],
    [approval.id, AGENTS.nightlyEtl, id, request.intentHash, request.verdict.policyVersion],
  );
  const text = JSON.stringify({
    action: EXPORT.action,
    resource: { id: EXPORT.resource.id, type: EXPORT.resource.type },
    subject: { id: AGENTS.nightlyEtl, tenant: request.tenant, type: 'agent' },
  });
  assert.equal(request.intentHash, createHash('sha256').update(text).digest('base64url'));
});

it('lets only the one who used it report what came of it', async () => {
  const { id, approval } = await approved(flow);
  const early = await etl.on(id, 'outcome', { result: 'succeeded' });
  assert.equal(early.status, 409);
  assert.equal(
    (await warehouse.read(id)).status,
    404,
    'an enforcer knows a request only once it used its approval',
  );
  assert.equal((await warehouse.redeem(approval, 'wh-1', AS_ETL)).body.decision, true);
  assert.equal((await warehouse.read(id)).status, 200);
  const forged = await etl.on(id, 'outcome', { result: 'succeeded' });
  assert.deepEqual([forged.status, forged.body.type], [403, 'urn:countersign:error:not_permitted']);
  const told = await warehouse.on(id, 'outcome', { result: 'failed', detail: 'disk full' });
  assert.equal(told.status, 200);
  const types = [...USED, 'outcome'] as const;
  await flow.records.tells(id, ...types);
  const { body } = await etl.read(id);
  assert.deepEqual([body.task?.outcome?.result, body.task?.outcome?.by], ['failed', 'warehouse']);
  const card = await flow.teams.card(id);
  assert.match(card.words, /Approved and used, it failed.*Outcome warehouse reports failure: “disk full”/);
});
