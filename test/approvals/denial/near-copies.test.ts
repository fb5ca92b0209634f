// What waits when something like it is denied: its people are told on its card, once, by an event; it goes on waiting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../../approvals/ask/birth.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { canonicalForm } from '../../../approvals/intent/intent.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { viewOf } from '../../../approvals/prompt/view.ts';
import { REQUEST_KEY } from '../../../approvals/row-keys.ts';
import { later } from '../../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent } from '../../../approvals/words.ts';
import { AGENTS, PEOPLE, TENANT } from '../../../local/directory.ts';
import { anAsk, aPerson, aVerdict, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const ON = { type: 'database', id: 'prod/customers' };

/** The n-th ask, for so many rows. */
function asking(n: number, rows: number, change: Partial<Ask> = {}): Ask {
  const resource = change.resource ?? ON;
  const action = change.action ?? 'data.export';
  const form = canonicalForm({
    subject: { type: 'agent', id: AGENTS.nightlyEtl, tenant: TENANT },
    action: { name: action, properties: { rows } },
    resource,
  });
  assert.ok(form.ok);
  const { bytes: intent, hash: intentHash, likeHash } = form.value;
  return anAsk({ id: idOf('req', n), intent, intentHash, likeHash, action, resource, ...change });
}
const requestOf = (stage: Stage, n: number) =>
  stage.tables.get(idOf('req', n), REQUEST_KEY)?.data as ApprovalRequest;
const eventOf = (stage: Stage, n: number, seq: number) =>
  stage.tables.get(idOf('req', n), `event-00000${seq}`)?.data as ChainEvent | undefined;
const deny = (desk: Stage['desk'], n: number) =>
  decide(desk, idOf('req', n), { person: aPerson('alice'), choice: 'deny', via: 'api' });

async function waiting(...asks: readonly Ask[]): Promise<Stage> {
  const stage = createEmptyStage();
  for (const ask of asks) assert.ok((await submit(stage.desk, ask)).ok);
  stage.advance(MINUTE_MS);
  return stage;
}
const AT = later(NOW, MINUTE_MS);

test('people are told on the card of a near copy that waits, with what differs, and it waits on', async () => {
  const stage = await waiting(asking(1, 5), asking(2, 6));
  assert.ok((await deny(stage.desk, 1)).ok);
  const { status, deniedBefore, revision, seq } = requestOf(stage, 2);
  const { changes, ...note } = deniedBefore ?? {};
  assert.deepEqual([status, revision, seq], ['pending', 2, 2]);
  assert.deepEqual(note, { request: idOf('req', 1), at: AT, by: PEOPLE.alice, same: 'target' });
  const { type, actor, facts } = eventOf(stage, 2, 2) ?? {};
  assert.deepEqual([type, actor?.kind, facts], ['similar_denied', 'policy', deniedBefore]);
  const prompt = { key: 'prompt-1', nonce: 'n', route: 'data-approvals' };
  const view = await viewOf(stage.desk, requestOf(stage, 2), prompt);
  assert.deepEqual(view.earlier?.changed?.changes, [{ at: '/action/properties/rows', was: '5', now: '6' }]);
  assert.ok(
    changes && stage.nudges.some(({ kind, request }) => kind === 'show' && request === idOf('req', 2)),
  );
  const yes = { person: aPerson('bob'), choice: 'approve', via: 'api' } as const;
  assert.ok((await decide(stage.desk, idOf('req', 2), yes)).ok);
});

test('of another agent, action or resource nobody is told, nor of what has ended', async () => {
  const stage = await waiting(
    asking(1, 5),
    asking(2, 6, { agent: { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true } }),
    asking(3, 6, { action: 'data.read' }),
    asking(4, 6, { resource: { type: 'database', id: 'prod/orders' } }),
    asking(5, 6),
  );
  await decide(stage.desk, idOf('req', 5), { person: aPerson('bob'), choice: 'approve', via: 'api' });
  await deny(stage.desk, 1);
  for (const n of [2, 3, 4, 5]) assert.equal(requestOf(stage, n).deniedBefore, undefined, `${n}`);
});

test('the very same under no cool-down waits on too, and is told as unchanged', async () => {
  const stage = await waiting(asking(1, 5), asking(2, 5));
  await deny(stage.desk, 1);
  assert.deepEqual(requestOf(stage, 2).deniedBefore?.same, 'intent');
  assert.equal(requestOf(stage, 2).status, 'pending');
});

test('under a cool-down the same is denied with it, and only what differs is told of', async () => {
  const verdict = aVerdict({ coolDownMs: 60 * MINUTE_MS });
  const stage = await waiting(...[5, 5, 6].map((rows, n) => asking(n + 1, rows, { verdict })));
  await deny(stage.desk, 1);
  assert.deepEqual(
    [2, 3].map((n) => [requestOf(stage, n).status, requestOf(stage, n).deniedBefore?.same]),
    [
      ['denied', undefined],
      ['pending', 'target'],
    ],
  );
});

test('people are told once: the next denial changes no card any more', async () => {
  const stage = await waiting(asking(1, 5), asking(2, 6), asking(3, 7));
  await deny(stage.desk, 1);
  stage.advance(MINUTE_MS);
  await deny(stage.desk, 2);
  assert.equal(requestOf(stage, 3).deniedBefore?.request, idOf('req', 1));
  assert.equal(requestOf(stage, 3).seq, 2);
  stage.advance(MINUTE_MS);
  await sweep(stage.desk);
  await sweep(stage.desk);
  assert.equal(requestOf(stage, 3).seq, 2);
});

test('when whoever denied died, the next look of the sweep tells of it', async () => {
  const stage = await waiting(asking(1, 5), asking(2, 6));
  await deny({ ...stage.desk, quota: { ...stage.desk.quota, list: async () => [] } }, 1);
  assert.equal(requestOf(stage, 2).deniedBefore, undefined);
  stage.advance(45_000);
  await sweep(stage.desk);
  assert.equal(requestOf(stage, 2).deniedBefore?.request, idOf('req', 1));
});
