import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { revoke } from '../../../approvals/decision/revoke.ts';
import type { Presentation } from '../../../approvals/grant/redeem.ts';
import { endOfGrant, redeem } from '../../../approvals/grant/redeem.ts';
import { reportOutcome } from '../../../approvals/grant/report-outcome.ts';
import type { GrantEnd, GrantTrouble } from '../../../approvals/refusal.ts';
import { AGENTS } from '../../../local/directory.ts';
import { aPerson, INTENT_HASH, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { approved, presentation, redeemed } from '../../support/granted.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const agent = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
const warehouse = { clientId: AGENTS.warehouse, kind: 'enforcer', name: 'warehouse' } as const;
const use = (stage: Stage, change: Partial<Presentation> = {}) =>
  redeem(stage.desk, stage.id, presentation(stage, change));
const unusable = (why: GrantTrouble, ended?: GrantEnd) => ({
  ok: false,
  refusal: { reason: 'grant_unusable', why, ...(ended === undefined ? {} : { ended }) },
});

test('an unused grant is redeemed in one commit that records who, under which X-Request-ID, for which intent', async () => {
  const stage = await approved();
  const settled = await use(stage);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.writes(), ['watch', 'commit redeemed']);
  const grant = stage.request().grant;
  assert.deepEqual(grant?.redemption, { id: idOf('rdm'), by: AGENTS.nightlyEtl, requestId: 'x-1', at: NOW });
  assert.deepEqual([grant?.state, grant?.outcomeDueAt], ['redeemed', '2026-11-21T14:15:00.000Z']);
  const event = stage.events().at(-1);
  assert.deepEqual(event?.facts, {
    grant: grant?.id,
    redemption: idOf('rdm'),
    x_request_id: 'x-1',
    intent_hash: INTENT_HASH,
  });
  assert.deepEqual(event?.actor, { kind: 'agent', id: AGENTS.nightlyEtl, name: 'nightly-etl' });
});

test('who starts at once has "started" in the same commit, and only whose use it is', async () => {
  const stage = await approved();
  const starts = { target: 'cluster', method: 'PATCH' };
  const settled = await use(stage, { starts });
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.writes(), ['watch', 'commit redeemed+started']);
  const [redeemedEvent, started] = stage.events().slice(-2);
  assert.equal(started?.op, redeemedEvent?.op);
  const grant = stage.request().grant?.id;
  assert.deepEqual(started?.facts, { grant, redemption: idOf('rdm'), ...starts });
  const used = { by: 'use', at: NOW } as const;
  assert.deepEqual(await use(stage, { starts, requestId: 'x-2' }), unusable('approval_expired', used));
  assert.equal(stage.events().filter(({ type }) => type === 'started').length, 1);
});

const refusals: [string, Partial<Presentation>, GrantTrouble][] = [
  ['of another id', { grantId: 'apr_other' }, 'approval_unverifiable'],
  ['with other bytes', { token: 'signed.other' }, 'approval_unverifiable'],
  ['by another agent', { caller: { ...agent, clientId: AGENTS.deployBot } }, 'approval_unverifiable'],
  ['for other parameters than were shown', { intentHash: 'f'.repeat(64) }, 'out_of_scope'],
  ['that the policy in force now denies', { deniedNow: true }, 'policy_denied'],
];
for (const [what, change, why] of refusals) {
  test(`a grant presented ${what} is refused and stays unused`, async () => {
    const stage = await approved();
    assert.deepEqual(await use(stage, change), unusable(why));
    assert.deepEqual([stage.writes(), stage.request().grant?.state], [[], 'unused']);
  });
}

test('while the request is pending there is nothing to redeem yet', async () => {
  const stage = await createStage();
  assert.deepEqual(await use(stage), unusable('grant_pending'));
});

test('a grant nobody made is unverifiable', async () => {
  const stage = await createStage({
    verdict: { ...(await createStage()).request().verdict, effect: 'deny' },
  });
  assert.deepEqual(await use(stage), unusable('approval_unverifiable'));
});

test('an enforcer may redeem for the agent that asked itself', async () => {
  const stage = await approved();
  assert.ok((await use(stage, { caller: warehouse })).ok);
  assert.equal(stage.events().at(-1)?.actor.kind, 'enforcer');
});

test('what an enforcer asked for only that enforcer redeems, not even the agent', async () => {
  const stage = await approved({ enforcer: { clientId: AGENTS.warehouse, name: 'warehouse' } });
  assert.deepEqual(await use(stage), unusable('approval_unverifiable'));
  const other = { ...warehouse, clientId: AGENTS.auditExport };
  assert.deepEqual(await use(stage, { caller: other }), unusable('approval_unverifiable'));
  assert.ok((await use(stage, { caller: warehouse })).ok);
});

test('the same caller repeating the same X-Request-ID gets the same answer and writes nothing', async () => {
  const stage = await redeemed();
  const again = await use(stage);
  assert.ok(again.ok && !again.value.wrote);
  assert.equal(again.value.request.grant?.redemption?.id, idOf('rdm'));
  assert.deepEqual(stage.writes(), []);
});

test('any other repeat is refused, and told that another use has it', async () => {
  const stage = await redeemed();
  const used = unusable('approval_expired', { by: 'use', at: NOW });
  assert.deepEqual(await use(stage, { requestId: 'x-2' }), used);
  assert.deepEqual(await use(stage, { caller: warehouse }), used);
  assert.deepEqual(stage.writes(), []);
});

test('a repeat is checked again: time, intent and current policy', async () => {
  const stage = await redeemed();
  assert.deepEqual(await use(stage, { deniedNow: true }), unusable('policy_denied'));
  assert.deepEqual(await use(stage, { intentHash: 'f'.repeat(64) }), unusable('out_of_scope'));
  stage.advance(5 * MINUTE_MS);
  assert.deepEqual(await use(stage), unusable('approval_expired', { by: 'own_use', at: NOW }));
});

test('what was used or taken back is told so first, whatever the policy in force says of it', async () => {
  const used = await redeemed();
  assert.deepEqual(
    await use(used, { requestId: 'x-2', deniedNow: true }),
    unusable('approval_expired', { by: 'use', at: NOW }),
  );
  const back = await approved();
  assert.ok((await revoke(back.desk, back.id, aPerson('alice'))).ok);
  assert.deepEqual(
    await use(back, { deniedNow: true }),
    unusable('approval_expired', { by: 'revocation', at: NOW }),
  );
});

test('what became of a grant past its time is told to who might have redeemed it, and to nobody else', async () => {
  const stage = await redeemed();
  const tell = (change: Partial<Presentation>) => endOfGrant(stage.request(), presentation(stage, change));
  assert.deepEqual(tell({}), { by: 'own_use', at: NOW });
  assert.deepEqual(tell({ requestId: 'x-2' }), { by: 'use', at: NOW });
  for (const stranger of [
    { caller: { ...agent, clientId: AGENTS.deployBot } },
    { token: 'signed.other' },
    { grantId: 'apr_other' },
  ])
    assert.equal(tell(stranger), undefined);
  const waiting = await createStage();
  assert.equal(endOfGrant(waiting.request(), presentation(stage, {})), undefined);
});

test('a repeat after the outcome was reported still names the one redemption', async () => {
  const stage = await redeemed();
  await reportOutcome(stage.desk, stage.id, { ...agent, result: 'succeeded' });
  const again = await use(stage);
  assert.ok(again.ok && !again.value.wrote);
});

test('at its end a grant is not used: the lapse is recorded instead', async () => {
  const stage = await approved();
  stage.advance(5 * MINUTE_MS);
  assert.deepEqual(await use(stage), unusable('approval_expired'));
  assert.deepEqual(stage.told().at(-1), 'lapsed');
  assert.deepEqual(await use(stage), unusable('approval_expired'));
});

test('a redemption that cannot be sent before the grant ends is not sent', async () => {
  const stage = await approved();
  stage.advance(5 * MINUTE_MS - 100);
  stage.before('watch', () => stage.advance(100));
  assert.deepEqual(await use(stage), unusable('approval_expired'));
  assert.deepEqual([stage.told().at(-1), stage.request().grant?.redemption], ['lapsed', undefined]);
});

test('after it was taken back a grant is not used', async () => {
  const stage = await approved();
  await revoke(stage.desk, stage.id, aPerson('alice'));
  stage.forget();
  assert.deepEqual(await use(stage), unusable('approval_expired', { by: 'revocation', at: NOW }));
  assert.deepEqual(stage.writes(), []);
});

test('what was read before is no leave: a grant taken back, or used, since it was read is not used', async () => {
  const since = {
    revoked: (stage: Stage) => revoke(stage.desk, stage.id, aPerson('alice')),
    redeemed: (stage: Stage) => use(stage, { requestId: 'x-2' }),
  };
  for (const [event, happen] of Object.entries(since)) {
    const stage = await approved();
    const seen = await stage.desk.store.load(stage.id);
    await happen(stage);
    const late = await redeem(stage.desk, stage.id, presentation(stage), seen);
    const by = event === 'revoked' ? 'revocation' : 'use';
    assert.deepEqual(late, unusable('approval_expired', { by, at: NOW }));
    assert.deepEqual(stage.told(), ['voted', 'approved', event]);
  }
});

test('taken back at the same moment: either redeemed or revoked, never both', async () => {
  const stage = await approved();
  stage.before('commit redeemed', () => revoke(stage.desk, stage.id, aPerson('alice')));
  assert.deepEqual(await use(stage), unusable('approval_expired', { by: 'revocation', at: NOW }));
  assert.deepEqual(stage.told(), ['voted', 'approved', 'revoked']);
});

test('a redemption whose reply was lost is told as made, not as a repeat', async () => {
  const stage = await approved();
  stage.spoil('commit', 'lost');
  const settled = await use(stage);
  assert.ok(settled.ok && settled.value.wrote);
});

test('while a redemption may still land it is neither granted nor refused', async () => {
  const stage = await approved();
  stage.spoil('commit', ...Array<'late'>(20).fill('late'));
  assert.deepEqual(await use(stage), { ok: false, refusal: { reason: 'not_known_yet' } });
  stage.release();
  const repeated = await use(stage);
  assert.ok(repeated.ok && !repeated.value.wrote);
});

test('a grant is redeemed at most once, however many present it at once and whatever replies are lost', async () => {
  const plan = fc.record({
    callers: fc.array(fc.record({ requestId: fc.constantFrom('x-1', 'x-2'), enforcer: fc.boolean() }), {
      minLength: 2,
      maxLength: 5,
    }),
    faults: fc.array(fc.constantFrom<'fail' | 'lost' | 'late'>('fail', 'lost', 'late'), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ callers, faults }) => {
      const stage = await approved();
      stage.spoil('commit', ...faults);
      const presented = callers.map(({ requestId, enforcer }) =>
        use(stage, { requestId, caller: enforcer ? warehouse : agent }),
      );
      const settled = await Promise.all(presented);
      stage.release();
      assert.equal(stage.told().filter((type) => type === 'redeemed').length <= 1, true);
      const redemption = stage.request().grant?.redemption;
      for (const [at, answer] of settled.entries()) {
        if (!answer.ok) continue;
        const caller = callers[at];
        assert.equal(answer.value.request.grant?.redemption?.id, redemption?.id);
        assert.equal(redemption?.requestId, caller?.requestId);
        assert.equal(redemption?.by, caller?.enforcer === true ? AGENTS.warehouse : AGENTS.nightlyEtl);
      }
      assert.ok(settled.filter((answer) => answer.ok && answer.value.wrote).length <= 1);
    }),
    { numRuns: 60 },
  );
});
