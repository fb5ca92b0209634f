// How much an agent may ask, and who may ask for it: over the real wire, against the real storage.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AGENTS } from '../../../local/directory.ts';
import { DEV_READ, EXPORT } from '../support/caller.ts';
import { MINUTE_MS, passTime } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';
import { policyWith } from '../support/policy.ts';
import { assertProblem } from '../support/problems.ts';
import type { Reply } from '../support/told.ts';
import { until } from '../support/until.ts';

const BOT = /\n {2}deploy-bot:\n(?: {4}.*\n)+/;
const policyText = policyWith({ maxPending: 8, requestsPerMinute: 60 })
  .replace('enforcers: [warehouse]', 'enforcers: []')
  .replace(
    / {4}maxPending: \d+\n {4}requestsPerMinute: \d+\n/,
    '    maxPending: 4\n    requestsPerMinute: 20\n',
  )
  .replace(BOT, '\n');
const flow = await startFlow({ policyText });
after(flow.stop);
const etl = flow.agent('nightly-etl');
const stranger = flow.agent('deploy-bot');
const warehouse = flow.agent('warehouse');

/** What a test asks shall fall into one minute, and into one of its own. */
const nextMinute = () => passTime(MINUTE_MS - (Date.now() % MINUTE_MS));
const ids = (replies: readonly Reply[]) => replies.flatMap(({ body }) => body.task?.id ?? []);
const inTurn = async (count: number, ask: () => Promise<Reply>) => {
  const replies: Reply[] = [];
  for (let n = 0; n < count; n++) replies.push(await ask());
  return replies;
};

describe('a registered agent', () => {
  before(nextMinute);

  it('gets one of thirty asks at once for each place it has, and the others learn which limit of whose', async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, () => etl.ask()));
    const refused = replies.filter(({ status }) => status === 429);
    const accepted = replies.filter(({ status }) => status === 202);
    assert.equal(accepted.length + refused.length, 30);
    assert.ok(accepted.length <= 4 && accepted.length > 0, `${accepted.length} got in`);
    for (const reply of refused) {
      assertProblem(reply, 429, 'limit_reached');
      const agent = { id: AGENTS.nightlyEtl, name: 'nightly-etl' };
      const { limit } = reply.body;
      assert.deepEqual(limit?.agent, agent);
      assert.equal(limit?.max, limit?.name === 'maxPending' ? 4 : 20);
    }
    assert.equal(await flow.records.count(), accepted.length);
    for (const id of ids(accepted)) await etl.on(id, 'cancel');
  });

  it('may ask again as soon as one of its requests is decided, and repeats are told at the limit', async () => {
    nextMinute();
    const key = { 'idempotency-key': 'the-fourth' };
    const waiting = [...(await inTurn(3, etl.ask)), await etl.ask(EXPORT, key)];
    assert.deepEqual(
      waiting.map(({ status }) => status),
      [202, 202, 202, 202],
    );
    const refused = await etl.ask();
    assertProblem(refused, 429, 'limit_reached');
    assert.equal(refused.headers.get('retry-after'), '30');
    assert.equal(refused.body.limit?.name, 'maxPending');
    assert.match(refused.body.detail ?? '', /^nightly-etl may have 4 requests waiting at one time/);
    assert.equal((await etl.ask(EXPORT, key)).body.task?.id, waiting[3]?.body.task?.id);

    await flow.teams.click(ids(waiting)[0] ?? '', 'alice', 'deny');
    const next = await etl.ask();
    assert.equal(next.status, 202, next.text);
    for (const id of ids([...waiting, next])) await etl.on(id, 'cancel');
  });

  it('leaves no place behind once what waited has ended', async () => {
    const left = () => flow.storage.quotas.listEntities({ queryOptions: { filter: QUOTA_OF_ETL } }).next();
    await until('the places to be given back', async () => {
      await flow.pass(MINUTE_MS / 2);
      return (await left()).done;
    });
  });

  it('is not stopped by what a rule allows at once, until the minute has had its number', async () => {
    nextMinute();
    const replies = await inTurn(21, () => etl.ask(DEV_READ));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [...Array.from({ length: 20 }, () => 201), 429],
    );
    const refused = replies[20];
    assert.equal(refused?.body.limit?.name, 'requestsPerMinute');
    const seconds = Number(refused?.headers.get('retry-after'));
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60);
    passTime(seconds * 1000);
    assert.equal((await etl.ask(DEV_READ)).status, 201);
  });

  it('is counted for what does not fit too, and a repeat of what was recorded is told at the limit', async () => {
    nextMinute();
    const key = { 'idempotency-key': 'before-the-misfits' };
    const first = await etl.ask(DEV_READ, key);
    const misfit = { ...EXPORT, action: { ...EXPORT.action, properties: { format: 'csv', rows: 'many' } } };
    const replies = [
      ...(await inTurn(18, () => etl.ask(misfit))),
      ...(await inTurn(2, () => etl.post('/access/v1/evaluation', misfit))),
    ];
    assert.deepEqual(
      replies.map(({ status, body }) => body.problems?.[0]?.at ?? status),
      [...Array.from({ length: 19 }, () => '/action/properties/rows'), 429],
    );
    // So far that this host knows without counting.
    passTime(20_000);
    for (let n = 0; n < 2; n++) {
      const refused = await etl.ask(misfit);
      assertProblem(refused, 429, 'limit_reached');
      assert.equal(refused.body.limit?.name, 'requestsPerMinute');
    }
    assert.equal((await etl.ask(DEV_READ, key)).body.task?.id, first.body.task?.id);
    assertProblem(await etl.ask(EXPORT, key), 409, 'duplicate_request');
    nextMinute();
    assert.equal((await etl.ask(misfit)).status, 400);
  });

  it('through the gateway, too, is told at the limit of what a key recorded before', async () => {
    nextMinute();
    const { call } = createGatewayCalls(flow, 'nightly-etl');
    const change = (replicas: number, key?: string) =>
      call(
        'PATCH',
        'cluster/apis/apps/v1/namespaces/prod/deployments/web',
        { spec: { replicas } },
        {
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
      );
    const first = await change(3, 'scale');
    assert.equal(first.status, 202, first.text);
    const misfit = { ...EXPORT, action: { ...EXPORT.action, properties: { format: 'csv', rows: 'many' } } };
    await inTurn(20, () => etl.ask(misfit));
    // So far that this host knows without counting.
    passTime(20_000);
    for (let n = 0; n < 2; n++) assertProblem(await etl.ask(misfit), 429, 'limit_reached');
    assertProblem(await change(4), 429, 'limit_reached');
    assert.equal((await change(3, 'scale')).body.task?.id, first.body.task?.id);
    assertProblem(await change(4, 'scale'), 409, 'duplicate_request');
    await etl.on(first.body.task?.id ?? '', 'cancel');
  });

  it('the rows of minutes that are over are forgotten by the timer', async () => {
    await until('old minutes to be forgotten', async () => {
      await flow.pass(6 * MINUTE_MS);
      const rows = flow.storage.quotas.listEntities({
        queryOptions: { filter: "PartitionKey ge 'rate-' and PartitionKey lt 'rate.'" },
      });
      return (await rows.next()).done;
    });
  });

  it('is asked for by no enforcer that its registration does not name, nor redeemed for', async () => {
    const subject = { type: 'agent', id: AGENTS.nightlyEtl };
    const wish = { ...EXPORT, subject };
    for (const path of ['/api/requests', '/access/v1/evaluation']) {
      const reply = await warehouse.post(path, wish);
      assertProblem(reply, 403, 'not_permitted');
      assert.match(reply.body.detail ?? '', /no enforcer may act for nightly-etl/);
    }
  });
});

describe('an agent that nobody registered', () => {
  before(nextMinute);

  it('is always reviewed, also where a rule allows, and has no callbacks', async () => {
    const reply = await stranger.ask(DEV_READ);
    assert.deepEqual([reply.status, reply.body.task?.status], [202, 'pending']);
    const wants = await stranger.ask({
      ...DEV_READ,
      callback: { endpoint: `${flow.world.urls.agent}/callbacks/` },
    });
    assertProblem(wants, 400, 'invalid');
    assert.equal(wants.body.problems?.[0]?.at, '/callback/endpoint');
    const evaluated = await stranger.post('/access/v1/evaluation', DEV_READ);
    assert.equal(evaluated.body.decision, false);
  });

  it('has at most five waiting and ten a minute', async () => {
    const replies = await inTurn(10, stranger.ask);
    assert.deepEqual(
      replies.map(({ status, body }) => body.limit?.name ?? status),
      [
        ...[202, 202, 202, 202],
        // One request, one that did not fit and one evaluation of this minute came before.
        ...Array.from({ length: 3 }, () => 'maxPending'),
        ...Array.from({ length: 3 }, () => 'requestsPerMinute'),
      ],
    );
    const agent = { id: AGENTS.deployBot, name: AGENTS.deployBot };
    assert.deepEqual(replies[4]?.body.limit, { name: 'maxPending', max: 5, agent });
    assert.deepEqual(replies[9]?.body.limit, { name: 'requestsPerMinute', max: 10, agent });
  });

  it('is named by no enforcer', async () => {
    const reply = await warehouse.ask({ ...EXPORT, subject: { type: 'agent', id: AGENTS.deployBot } });
    assertProblem(reply, 400, 'invalid');
  });
});

const QUOTA_OF_ETL = `PartitionKey eq 'quota-${AGENTS.nightlyEtl}'`;
