// What people made of the same before, looked up when it is asked again: of the same agent, action and resource, by stored requests alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { revoke } from '../../../approvals/decision/revoke.ts';
import { HISTORY_DAYS } from '../../../approvals/history/find-history.ts';
import { canonicalIntent, type Intent, intentHash } from '../../../approvals/intent/intent.ts';
import { viewOf } from '../../../approvals/prompt/view.ts';
import { REQUEST_KEY } from '../../../approvals/row-keys.ts';
import { textKey } from '../../../approvals/text/text.ts';
import type { ApprovalRequest, ChainEvent, Text } from '../../../approvals/words.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { AGENTS, TENANT } from '../../../local/directory.ts';
import { anAsk, aPerson, aVerdict, idOf, MINUTE_MS } from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;
const exporting = (rows: number, more: object = {}): Intent => ({
  subject: { type: 'agent', id: AGENTS.nightlyEtl, tenant: TENANT },
  action: { name: 'data.export', properties: { rows, ...more } },
  resource: { type: 'database', id: 'prod/customers' },
});

/** Asks the n-th request, and stays at it. */
async function ask(
  stage: Stage,
  n: number,
  what: Intent = exporting(n),
  change: Partial<Parameters<typeof anAsk>[0]> = {},
): Promise<ApprovalRequest> {
  stage.advance(MINUTE_MS);
  const bytes = canonicalIntent(what);
  const { type, id } = what.resource;
  const asked = await submit(
    stage.desk,
    anAsk({
      id: idOf('req', n),
      intent: bytes,
      intentHash: intentHash(bytes),
      action: what.action.name,
      resource: { type, id },
      ...change,
    }),
  );
  assert.ok(asked.ok);
  return asked.value;
}

async function answer(stage: Stage, n: number, choice: 'approve' | 'deny', more: object = {}): Promise<void> {
  const answered = await decide(stage.desk, idOf('req', n), {
    person: aPerson('alice'),
    choice,
    via: 'api',
    ...more,
  });
  assert.ok(answered.ok);
}

const textOf = (stage: Stage, id: string, digest = '') =>
  (stage.tables.get(id, textKey(digest))?.data as Text | undefined)?.text;

test('the last approved of its kind is pinned with what differs, with how many there were, and with the last denied', async () => {
  const stage = createEmptyStage();
  await ask(stage, 1);
  await answer(stage, 1, 'approve');
  await ask(stage, 2);
  await answer(stage, 2, 'deny', { comment: 'use the view', reason: 'too_much' });
  stage.advance(2 * DAY_MS);
  await ask(stage, 3);
  await answer(stage, 3, 'approve');
  stage.advance(2 * DAY_MS);
  const asked = await ask(stage, 4);
  const { approved, denied } = asked.history ?? {};
  const [third, second] = [3, 2].map(
    (n) => stage.tables.get(idOf('req', n), REQUEST_KEY)?.data as ApprovalRequest,
  );
  assert.deepEqual(
    { ...approved, changes: undefined },
    {
      request: idOf('req', 3),
      at: third?.grant?.approvedAt,
      times: 2,
      same: 'target',
      changes: undefined,
    },
  );
  assert.deepEqual(JSON.parse(textOf(stage, asked.id, approved?.changes) ?? ''), {
    changes: [{ at: '/action/properties/rows', was: '3', now: '4' }],
    more: 0,
  });
  assert.deepEqual(denied, { request: idOf('req', 2), at: second?.endedAt, by: aPerson('alice').oid });
  const first = stage.tables.get(asked.id, 'event-000001')?.data as ChainEvent;
  assert.deepEqual(first.facts.history, asked.history);
  const view = await viewOf(stage.desk, asked, { key: 'prompt-1', nonce: 'n', route: 'data-approvals' });
  assert.deepEqual(view.history, {
    changed: { changes: [{ at: '/action/properties/rows', was: '3', now: '4' }], more: 0 },
    denied: {
      by: aPerson('alice').name,
      reason: 'too_much',
      hasText: true,
      text: 'use the view',
      resource: { type: 'database', id: 'prod/customers' },
    },
  });
});

test('the very same is told as the same, and needs no text', async () => {
  const stage = createEmptyStage();
  await ask(stage, 1, exporting(7));
  await answer(stage, 1, 'approve');
  const { history } = await ask(stage, 2, exporting(7));
  assert.equal(history?.approved?.same, 'intent');
  assert.equal(history?.approved?.changes, undefined);
});

test('another agent, action or resource, an allow rule, what was taken back and what waits are no history', async () => {
  const stage = createEmptyStage();
  const agent = { clientId: AGENTS.deployBot, objectId: 'o', name: 'deploy-bot', registered: true };
  await ask(stage, 1, exporting(1), { agent });
  await ask(stage, 2, { ...exporting(2), action: { name: 'data.read', properties: {} } });
  await ask(stage, 3, { ...exporting(3), resource: { type: 'database', id: 'prod/orders' } });
  for (const n of [1, 2, 3]) await answer(stage, n, 'approve');
  await ask(stage, 4, exporting(4), { verdict: aVerdict({ effect: 'allow' }) });
  await ask(stage, 5);
  await answer(stage, 5, 'approve');
  assert.ok((await revoke(stage.desk, idOf('req', 5), aPerson('alice'))).ok);
  await ask(stage, 6);
  assert.equal((await ask(stage, 7)).history, undefined);
});

test('nothing older than the days it speaks of is told', async () => {
  const stage = createEmptyStage();
  await ask(stage, 1);
  await answer(stage, 1, 'approve');
  stage.advance(HISTORY_DAYS * DAY_MS);
  assert.equal((await ask(stage, 2)).history, undefined);
});

test('a list that is behind makes nothing up: what it calls approved and is not is passed over', async () => {
  const stage = createEmptyStage();
  await ask(stage, 1);
  const listKind = async () => [{ request: idOf('req', 1), status: 'approved' as const, byPeople: true }];
  const { history } = await ask({ ...stage, desk: { ...stage.desk, listKind } }, 2);
  assert.equal(history, undefined);
});

test('a request that no person is asked about looks nothing up', async () => {
  const stage = createEmptyStage();
  await ask(stage, 1, exporting(1), { verdict: aVerdict({ effect: 'allow' }) });
  assert.ok(!stage.reads().includes('kind'));
  await ask(stage, 2);
  assert.ok(stage.reads().includes('kind'));
});

test('denials that no person gave do not hide the one that a person gave before them', async () => {
  const stage = createEmptyStage();
  const cooling = aVerdict({ coolDownMs: 60 * MINUTE_MS });
  for (const n of [1, 2, 3, 4]) await ask(stage, n, exporting(1), { verdict: cooling });
  await answer(stage, 1, 'deny');
  for (const n of [5, 6, 7, 8]) await ask(stage, n, exporting(1), { verdict: cooling });
  stage.advance(2 * DAY_MS);
  assert.equal((await ask(stage, 9)).history?.denied?.request, idOf('req', 1));
});

test('an unchanged secret has one digest on a card, in what is asked as in what differs from before', async () => {
  for (const choice of ['approve', 'deny'] as const) {
    const stage = createEmptyStage();
    const line = (end: string) => exporting(1, { line: `pwd=abcdefghijklmnopqrst;${end}` });
    await ask(stage, 1, line('a'));
    await answer(stage, 1, choice);
    const asked = await ask(stage, 2, line('b'));
    const view = await viewOf(stage.desk, asked, { key: 'prompt-1', nonce: 'n', route: 'data-approvals' });
    for (const told of [buildCard(view), wholeOf(view)]) {
      const digests = [...JSON.stringify(told).matchAll(/digest ([0-9a-f]{8})/g)].map(([, each]) => each);
      assert.ok(digests.length >= 2, choice);
      assert.equal(new Set(digests).size, 1, choice);
    }
  }
});
