// What a person denied, in another spelling: the cool-down holds for it at birth, beside it, and at the very moment of a yes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Ask } from '../../../approvals/ask/birth.ts';
import { recordEvaluation } from '../../../approvals/ask/record-evaluation.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { isBehindDenial } from '../../../approvals/denial/siblings.ts';
import { canonicalForm } from '../../../approvals/intent/intent.ts';
import { REQUEST_KEY } from '../../../approvals/row-keys.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { AGENTS, TENANT } from '../../../local/directory.ts';
import { anAsk, aPerson, aVerdict, idOf, MINUTE_MS } from '../../support/builders.ts';
import { anotherValue, aValue, respelled } from '../../support/spellings.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const cooling = aVerdict({ coolDownMs: 60 * MINUTE_MS });
type Properties = Readonly<Record<string, unknown>>;

function asking(n: number, properties: Properties | undefined): Ask {
  const form = canonicalForm({
    subject: { type: 'agent', id: AGENTS.nightlyEtl, tenant: TENANT },
    action: { name: 'data.export', ...(properties === undefined ? {} : { properties }) },
    resource: { type: 'database', id: 'prod/customers' },
  });
  assert.ok(form.ok);
  const { bytes: intent, hash: intentHash, likeHash } = form.value;
  return anAsk({ id: idOf('req', n), intent, intentHash, likeHash, verdict: cooling });
}

async function bornAs(stage: Stage, ask: Ask): Promise<ApprovalRequest> {
  const asked = await submit(stage.desk, ask);
  assert.ok(asked.ok);
  return asked.value;
}
const vote = (stage: Stage, n: number, choice: 'approve' | 'deny') =>
  decide(stage.desk, idOf('req', n), { person: aPerson('alice'), choice, via: 'api' });
const requestOf = (stage: Stage, n: number) =>
  stage.tables.get(idOf('req', n), REQUEST_KEY)?.data as ApprovalRequest;
const statusOf = (stage: Stage, n: number) => requestOf(stage, n).status;

test('respelling never escapes a cool-down, and another value always does', async () => {
  await fc.assert(
    fc.asyncProperty(aValue, fc.infiniteStream(fc.nat(99)), async (value, chance) => {
      const stage = createEmptyStage();
      const waits = respelled(value, chance);
      await bornAs(stage, asking(1, value));
      await bornAs(stage, asking(2, waits));
      await bornAs(stage, asking(3, anotherValue(value, chance)));
      assert.ok((await vote(stage, 1, 'deny')).ok);
      assert.deepEqual(
        [2, 3].map((n) => statusOf(stage, n)),
        ['denied', 'pending'],
      );
      const again = await bornAs(stage, asking(4, respelled(value, chance)));
      assert.deepEqual([again.status, again.coolDown?.request], ['denied', idOf('req', 1)]);
      assert.equal((await bornAs(stage, asking(5, anotherValue(waits, chance)))).status, 'pending');
    }),
    { numRuns: 150 },
  );
});

test('an evaluation of another spelling is answered with no', async () => {
  const stage = createEmptyStage();
  await bornAs(stage, asking(1, undefined));
  await vote(stage, 1, 'deny');
  const { keyed: _keyed, ...ask } = asking(2, { tables: [] });
  const told = await recordEvaluation(stage.desk, { ...ask, verdict: { ...cooling, effect: 'allow' } });
  assert.ok(told.ok);
  assert.deepEqual([told.value.status, told.value.coolDown?.request], ['denied', idOf('req', 1)]);
});

test('a yes on another spelling that waits still is refused, and one that is denied just now goes first', async () => {
  const stage = createEmptyStage();
  await bornAs(stage, asking(1, {}));
  await bornAs(stage, asking(2, { note: null }));
  const [one, two] = [requestOf(stage, 1), requestOf(stage, 2)];
  await stage.desk.denials.note({
    ...one,
    request: one.id,
    agent: one.agent.clientId,
    at: stage.desk.clock(),
  });
  stage.advance(1);
  assert.equal(await isBehindDenial(stage.desk, two, stage.desk.clock()), true);
  const early = await vote(stage, 2, 'approve');
  assert.equal(!early.ok && early.refusal.reason, 'busy');
  stage.advance(2000);
  // Whoever denies dies before the others are denied.
  const dying = { ...stage.desk, quota: { ...stage.desk.quota, list: async () => [] } };
  await decide(dying, idOf('req', 1), { person: aPerson('bob'), choice: 'deny', via: 'api' });
  assert.equal(statusOf(stage, 2), 'pending');
  const told = await vote(stage, 2, 'approve');
  assert.equal(!told.ok && told.refusal.reason, 'same_denied');
});

test('of two spellings approved first, the denial of the other lands on no yes that looked before it', async () => {
  const stage = createEmptyStage();
  await bornAs(stage, asking(1, {}));
  await bornAs(stage, asking(2, { note: '' }));
  stage.forget();
  await vote(stage, 1, 'deny');
  assert.ok(stage.writes().includes('fence'), stage.writes().join());
});

test('what was denied before there were likenesses is found by its intent, and in the spelling without empty members', async () => {
  for (const [was, now, status] of [
    [{ a: {} }, { a: {} }, 'denied'],
    [undefined, { a: {} }, 'denied'],
    [{ a: {} }, undefined, 'pending'],
  ] as const) {
    const stage = createEmptyStage();
    await bornAs(stage, { ...asking(1, was), likeHash: undefined });
    await vote(stage, 1, 'deny');
    assert.equal((await bornAs(stage, asking(2, now))).status, status, JSON.stringify([was, now]));
  }
});
