// Rows that a newer version wrote, met by this one: during an upgrade, or after a roll-back with open requests. They are shown and nothing
// else; once the newer version is back (here: the row is set back), all goes on where it stood.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { standingId } from '../../../approvals/agent/standing.ts';
import { AGENTS, PEOPLE, TENANT } from '../../../local/directory.ts';
import { createKeptPolicies } from '../../../store/kept-policies.ts';
import { listen } from '../support/agent-ear.ts';
import { EXPORT } from '../support/caller.ts';
import { wordsOf } from '../support/card-words.ts';
import { MINUTE_MS, SECOND_MS } from '../support/clock.ts';
import { fetchExport, pageOf } from '../support/export.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';
import type { Reply } from '../support/told.ts';
import { inTime, until } from '../support/until.ts';
import { rowOf, rowsOf, setVersion } from '../support/versions.ts';

const flow = await startFlow();
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const callback = { endpoint: ear.endpoint };
const etl = flow.agent('nightly-etl');
const { storage } = flow;
const WORDS = /A newer version of Countersign wrote this, so this one only shows it\. Nothing was changed\./;
const told = ({ status, body, headers }: Reply) => [status, body.type, headers.get('retry-after')];
const NEWER = [503, 'urn:countersign:error:newer_version', '60'];

/** Makes one row a newer version's, and back again. */
const newer = (id: string, key = 'request') => setVersion([rowOf(storage, id, key)], 2);
const back = (id: string, key = 'request') => setVersion([rowOf(storage, id, key)], 1);

/** What is stored a minute later, or once whoever held some of it has let go. */
async function settled(id: string) {
  await flow.pass(MINUTE_MS);
  return await inTime(flow, `${id} to settle`, () => flow.records.quietNow(id));
}

/** Clicks a message without reading past the doors what is stored of its request. */
async function click(messageId: string, who: keyof typeof PEOPLE, verb: string, trigger?: 'automatic') {
  const response = await fetch(`${flow.world.urls.teams}/_local/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messageId, user: PEOPLE[who], verb, data: {}, ...(trigger && { trigger }) }),
  });
  const { body } = (await response.json()) as { body: { value: string | object } };
  return typeof body.value === 'string' ? body.value : wordsOf(body.value);
}

it('a request of a newer version is shown, and nothing of it changes by any door or by time', async () => {
  const id = await asked(flow, { ...EXPORT, callback });
  const { messageId } = await flow.teams.card(id);
  await newer(id);

  const { task } = (await etl.read(id)).body as { task?: { status: string; read_only?: string } };
  assert.equal(task?.status, 'pending');
  assert.match(task?.read_only ?? '', /storage version 2\), so this one only shows it/);
  const review = await flow.person('alice').get(`/access/v1/requests/${id}/review`);
  const { may, why_not } = review.body as { may?: object; why_not?: string };
  assert.deepEqual(new Set(Object.values(may ?? {})), new Set([false]));
  assert.match(why_not ?? '', /newer version/);
  assert.match(await click(messageId, 'alice', 'approve', 'automatic'), /Waiting for approval/);

  for (const verb of ['approve', 'deny', 'comment'])
    assert.match(await click(messageId, 'alice', verb), WORDS, verb);
  const alice = flow.person('alice');
  assert.deepEqual(told(await alice.on(id, 'decisions', { decision: 'approve' })), NEWER);
  assert.deepEqual(told(await alice.on(id, 'comments', { comment: 'Why?' })), NEWER);
  assert.deepEqual(told(await flow.person('ada').on(id, 'revoke')), NEWER);
  assert.deepEqual(told(await etl.on(id, 'cancel')), NEWER);
  assert.deepEqual(told(await etl.on(id, 'comments', { comment: 'Because.' })), NEWER);
  assert.deepEqual(told(await etl.on(id, 'outcome', { result: 'succeeded' })), NEWER);

  const other = await asked(flow);
  await flow.pass(31 * MINUTE_MS);
  await flow.pass(MINUTE_MS);
  await flow.records.tells(other, 'requested', 'expired');
  const watched = await rowsOf(storage.lists, 'watch-', new RegExp(id));
  assert.ok(watched.length > 0, 'its watch row stays');
  // Before it is back: from then on any sweep may end it.
  assert.equal((await rowsOf(storage.requests, id, /^event-/)).length, 1);
  await back(id);
  await settled(id);
  await flow.records.tells(id, 'requested', 'expired');
  await inTime(flow, 'its callback', async () => (await flow.records.read(id)).todos[0]?.state === 'done');
  assert.ok(ear.heard.some(({ bytes }) => bytes.includes(id)));
});

it('an approval of a newer version is neither handed out nor redeemed, and works once that version is back', async () => {
  const { id, approval } = await approved(flow);
  await newer(id);
  assert.equal((await etl.read(id)).body.result, undefined);
  const refused = await etl.redeem(approval, 'run-1');
  const { decision, context } = refused.body;
  assert.deepEqual(
    [refused.status, decision, context?.reason, context?.next_action, context?.retry_after],
    [200, false, 'newer_version', 'retry', 60],
  );
  await back(id);
  assert.equal((await etl.redeem(approval, 'run-1')).body.decision, true);
  await newer(id);
  assert.equal((await etl.redeem(approval, 'run-1')).body.decision, false, 'nor is a use repeated');
  await back(id);
  assert.equal((await etl.redeem(approval, 'run-1')).body.context?.redemption?.replayed, true);
  // Whoever was at the card when the row turned newer left it held for twenty seconds.
  assert.deepEqual((await settled(id)).types, ['requested', 'voted', 'approved', 'redeemed']);
});

it('a repeat under the same key is told to come back, and gets its request again later', async () => {
  const key = { 'idempotency-key': 'nightly-1' };
  const first = await etl.ask(EXPORT, key);
  const id = first.body.task?.id ?? '';
  await newer(id);
  assert.deepEqual(told(await etl.ask(EXPORT, key)), NEWER);
  await back(id);
  assert.equal((await etl.ask(EXPORT, key)).body.task?.id, id);
  await settled(id);
});

it('a card of a newer version takes no click and is not sent, until that version is back', async () => {
  const id = await asked(flow);
  const { messageId } = await flow.teams.card(id);
  await newer(id, 'prompt-1');
  assert.match(await click(messageId, 'alice', 'approve'), WORDS);
  assert.match(await click(messageId, 'alice', 'approve', 'automatic'), /Waiting for approval/);
  const byApi = await flow.person('alice').on(id, 'decisions', { decision: 'deny' });
  assert.equal(byApi.status, 200, 'its request is of this version');
  const updates = async () =>
    (await flow.teams.messages()).find((each) => each.messageId === messageId)?.revision;
  const before = await updates();
  await flow.pass(MINUTE_MS);
  await flow.pass(MINUTE_MS);
  assert.equal(await updates(), before);
  await back(id, 'prompt-1');
  await settled(id);
  assert.match((await flow.teams.card(id)).words, /Denied/);
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});

it('rows that a card is made of: while one is of a newer version nobody approves what it shows', async () => {
  for (const key of [/^intent$/, /^text-/]) {
    const id = await asked(flow, {
      ...EXPORT,
      context: { business_justification: 'monthly report' },
    });
    const { messageId } = await flow.teams.card(id);
    const rows = await rowsOf(storage.requests, id, key);
    assert.ok(rows.length > 0, String(key));
    await setVersion(rows, 2);
    assert.match(await click(messageId, 'alice', 'approve'), WORDS);
    assert.equal((await etl.read(id)).body.task?.status, 'pending');
    await setVersion(rows, 1);
    await click(messageId, 'alice', 'approve');
    await flow.records.tells(id, 'requested', 'voted', 'approved');
  }
});

it('a callback of a newer version is kept, and delivered once with its own id when that version is back', async () => {
  ear.answers.push(500);
  const id = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(id, 'alice', 'deny');
  const mine = () => ear.heard.filter(({ bytes }) => bytes.includes(id));
  const { todos } = await inTime(flow, 'the first try', () =>
    mine().length === 1 ? flow.records.quietNow(id) : undefined,
  );
  await newer(id, 'todo-tell-1');
  await flow.pass(MINUTE_MS);
  await flow.pass(10 * MINUTE_MS);
  assert.equal((await etl.read(id)).body.task?.delivery?.callbacks[0]?.state, 'waiting');
  assert.equal(mine().length, 1);
  await back(id, 'todo-tell-1');
  await inTime(flow, 'the second try', () => mine().length >= 2);
  assert.deepEqual(
    new Set(mine().map(({ headers }) => headers['webhook-id'])),
    new Set([todos[0]?.webhookId]),
  );
  assert.equal(new Set(mine().map(({ bytes }) => bytes)).size, 1);
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});

it('an event of a newer version does not break the chain that goes on after it', async () => {
  const id = await asked(flow);
  const { messageId } = await flow.teams.card(id);
  await newer(id, 'event-000001');
  await click(messageId, 'alice', 'approve');
  await back(id, 'event-000001');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('a standing of a newer version: whether the agent is paused is not known, so it gets nothing', async () => {
  const agent = '/access/v1/agents/nightly-etl';
  const waiting = await asked(flow, { ...EXPORT, resource: { type: 'database', id: 'prod/other' } });
  assert.equal((await flow.person('ada').post(`${agent}/pause`, { reason: 'a drill' })).status, 200);
  assert.equal((await flow.person('noor').post(`${agent}/resume`, {})).status, 200);
  await flow.records.tells(waiting, 'requested', 'denied');
  const [open, bad] = [await asked(flow), await asked(flow)];
  const { id, approval } = await approved(flow);
  const { messageId } = await flow.teams.card(open);
  const denied = (await flow.teams.card(bad)).messageId;
  const standing = standingId(AGENTS.nightlyEtl);
  await newer(standing, 'standing');

  assert.deepEqual(told(await etl.ask(EXPORT)), NEWER);
  assert.match(await click(messageId, 'alice', 'approve'), WORDS);
  assert.equal((await etl.redeem(approval, 'run-9')).body.context?.reason, 'newer_version');
  assert.equal((await etl.post('/access/v1/evaluation', EXPORT)).body.context?.reason, 'newer_version');
  assert.deepEqual(told(await flow.person('ada').post(`${agent}/pause`, { reason: 'again' })), NEWER);
  assert.deepEqual(told(await flow.person('ada').get(agent)), NEWER);
  await click(denied, 'alice', 'deny');
  await flow.records.tells(bad, 'requested', 'voted', 'denied');

  await back(standing, 'standing');
  await click(messageId, 'alice', 'approve');
  await flow.records.tells(open, 'requested', 'voted', 'approved');
  assert.equal((await etl.redeem(approval, 'run-9')).body.decision, true);
  assert.deepEqual((await flow.records.quiet(id)).types, ['requested', 'voted', 'approved', 'redeemed']);
});

it('watch rows of a newer version are looked at like others, and stay until that version takes them', async () => {
  const id = await asked(flow);
  const mine = () => rowsOf(storage.lists, 'watch-', new RegExp(id));
  // The timer may put one in another's place meanwhile.
  const rows = await until('all of them', async () => {
    await setVersion(await mine(), 2);
    const set = await mine();
    return set.every(({ v }) => v === 2) ? set : undefined;
  });
  await flow.pass(31 * MINUTE_MS);
  await flow.records.tells(id, 'requested', 'expired');
  await flow.pass(10 * MINUTE_MS);
  const left = (await mine()).filter(({ v }) => v === 2).map(({ rowKey }) => rowKey);
  assert.deepEqual(
    left,
    rows.map(({ rowKey }) => rowKey),
  );
  const ready = await flow.person('ada').get('/api/ready');
  const { newer: told } = JSON.parse(ready.text) as { newer: number };
  assert.deepEqual([ready.status, told], [503, left.length], 'administrators can see it');
  await setVersion(rows, 1);
  await inTime(flow, 'an empty list', async () => (await mine()).length === 0);
});

it('places of a newer version count and are not removed', async () => {
  const id = await asked(flow);
  const mine = () => rowsOf(storage.quotas, '', new RegExp(`^${id}`));
  const rows = await mine();
  assert.ok(rows.length >= 2, 'one for what waits, one for the minute');
  await setVersion(rows, 2);
  await etl.on(id, 'cancel');
  await flow.pass(10 * MINUTE_MS);
  await flow.pass(SECOND_MS);
  await flow.records.tells(id, 'requested', 'cancelled');
  assert.equal((await mine()).length, rows.length);
});

it('a route or a policy text of a newer version stops neither the start nor other cards, and is not written over', async () => {
  const [route] = await rowsOf(storage.book, 'route', /^data-approvals$/);
  const texts = await rowsOf(storage.book, 'policy-');
  assert.ok(route && texts.length > 0);
  await setVersion([route, ...texts], 2);
  await createKeptPolicies(storage).keep(
    String(texts[0]?.partitionKey).slice('policy-'.length),
    'another text',
  );
  const reply = await etl.ask(EXPORT);
  const id = reply.body.task?.id ?? '';
  assert.equal(reply.status, 202);
  await flow.teams.say('ada', '@Countersign link data-approvals');
  await until('a clear no', async () =>
    (await flow.teams.messages()).some(({ card, text }) => card === null && WORDS.test(text)),
  );
  await setVersion([route, ...texts], 1);
  await settled(id);
  assert.match((await flow.teams.card(id)).words, /Waiting for approval/);
});

it('an export shows what a newer version wrote and says so; a log of a newer version gives nothing away', async () => {
  const id = await asked(flow);
  await newer(id);
  const auditor = flow.agent('audit-export');
  const { files, manifest } = await fetchExport(auditor);
  const lines = (files['requests.ndjson'] ?? []).filter((row) => row.newer !== undefined);
  assert.deepEqual(
    lines.map((row) => [row.id, row.newer, row.status]),
    [[id, 2, 'pending']],
  );
  await back(id);
  const log = `log_${TENANT}`;
  await newer(log, 'log');
  assert.deepEqual(told(await auditor.get(pageOf({}))), NEWER);
  await back(log, 'log');
  // Nothing was written meanwhile: the next export follows that one's two events.
  assert.equal((await fetchExport(auditor)).manifest.export.event, manifest.export.event + 2);
});
