// What a rule allows and an enforcer of ours runs at once is used in the commit that records it: by the rule of every other use, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { redeem, type UseAtBirth } from '../../../approvals/grant/redeem.ts';
import type { Effect } from '../../../approvals/verdict.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, aVerdict, INTENT_HASH, idOf, NOW } from '../../support/builders.ts';
import { createEmptyStage } from '../../support/stage.ts';

const GATEWAY = { clientId: AGENTS.warehouse, name: 'gateway' } as const;
const AT_ONCE: UseAtBirth = {
  redemption: idOf('rdm', 7),
  requestId: 'use-7',
  caller: { ...GATEWAY, kind: 'enforcer' },
  starts: { target: 'cluster', method: 'GET' },
};

async function asked(effect: Effect, change: Partial<UseAtBirth> = {}) {
  const wish = anAsk({
    keyed: true,
    enforcer: GATEWAY,
    verdict: aVerdict({ effect, rules: [{ id: 'r', effect }] }),
    atOnce: { ...AT_ONCE, ...change },
  });
  const stage = createEmptyStage(wish);
  const answer = await submit(stage.desk, wish);
  assert.ok(answer.ok, JSON.stringify(answer));
  return { stage, wish };
}

test('allowed: approved, used and started in one commit, and never used again', async () => {
  const { stage, wish } = await asked('allow');
  assert.deepEqual(stage.writes(), ['catalog', 'watch', 'commit requested+approved+redeemed+started']);
  const { status, grant } = stage.request();
  assert.deepEqual([status, grant?.state], ['approved', 'redeemed']);
  assert.deepEqual(grant?.redemption, {
    id: idOf('rdm', 7),
    by: GATEWAY.clientId,
    requestId: 'use-7',
    at: NOW,
    starts: AT_ONCE.starts,
  });
  assert.ok(grant?.outcomeDueAt, 'nobody may forget to tell what came of it');
  const started = stage.events().at(-1);
  assert.deepEqual(started?.facts, { grant: grant.id, redemption: idOf('rdm', 7), ...AT_ONCE.starts });

  const again = await submit(stage.desk, { ...wish, atOnce: { ...AT_ONCE, requestId: 'use-8' } });
  assert.ok(again.ok && again.value.grant?.redemption?.requestId === 'use-7', 'the key finds the first use');
  const { id: grantId, token } = grant;
  const shown = { ...AT_ONCE, grantId, token, intentHash: INTENT_HASH, deniedNow: false, requestId: 'use-9' };
  assert.equal((await redeem(stage.desk, stage.id, shown)).ok, false);
});

for (const effect of ['review', 'deny'] as const) {
  test(`${effect}: nothing is used`, async () => {
    const { stage } = await asked(effect);
    assert.equal(stage.request().grant, undefined);
    assert.equal(
      stage.events().some(({ type }) => type === 'redeemed' || type === 'started'),
      false,
    );
  });
}

test('allowed, and asked by another enforcer than would use it: approved and not used', async () => {
  const { stage } = await asked('allow', { caller: { ...AT_ONCE.caller, clientId: AGENTS.deployBot } });
  assert.equal(stage.request().grant?.state, 'unused');
});
