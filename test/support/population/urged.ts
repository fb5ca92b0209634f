// Stories of requests that wait: reminded and escalated in time, escalated early, decided with the reason that a rule asks; and of what was
// denied before, asked again too soon, later, and changed a little.
import assert from 'node:assert/strict';
import { recordEvaluation } from '../../../approvals/ask/record-evaluation.ts';
import { urge } from '../../../approvals/lapse/urge.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import { MINUTE_MS } from '../builders.ts';
import type { TestDesk } from '../test-desk.ts';
import { createTeller, EXPORT } from './teller.ts';

/** What a rule of the stories asks beside its approvers. */
export const URGING = `remind: 5m
    escalate: { after: 10m, tell: sre-leads, addApprovers: { group: sre-leads } }
    requireReason: both
    coolDown: 1h`;

/** What is asked with one value, another and a third, of which the third is approved. */
export const THRICE = { type: 'database', id: 'prod/thrice' } as const;

/** Tells them, under a policy whose rule over exports says `URGING`. */
export async function tellUrged(world: TestDesk, policy: Policy): Promise<void> {
  const { desk } = world;
  const { judgedOf, ask, vote, done } = createTeller(world);
  // Whatever was denied before in other stories is past its cool-down.
  world.advance(61 * MINUTE_MS);

  const { id: urged } = await ask(policy, EXPORT);
  for (const minutes of [10, 5]) {
    world.advance(minutes * MINUTE_MS);
    await done(urge(desk, urged));
  }
  const approved = await vote(urged, 'sam', 'approve', 'Fine for this month.');
  assert.deepEqual([approved.status, approved.reminded?.times], ['approved', 2]);

  const { id: unheard } = await ask(policy, EXPORT);
  world.advance(MINUTE_MS);
  await done(urge(desk, unheard, 'nobody_reached'));
  assert.equal((await vote(unheard, 'bob', 'deny', 'Not on a Friday.')).status, 'denied');

  const more = { ...EXPORT, action: { ...EXPORT.action, properties: { format: 'csv', rows: 26 } } };
  const changed = await ask(policy, more);
  assert.equal(changed.deniedBefore?.same, 'target');
  await vote(changed.id, 'bob', 'deny', 'Nor more of it.');

  world.advance(2 * MINUTE_MS);
  const again = await ask(policy, EXPORT);
  assert.equal(again.coolDown?.request, unheard);
  const spelled = { ...EXPORT, context: { ticket: null } };
  assert.equal((await ask(policy, spelled)).coolDown?.request, unheard);
  const { keyed: _keyed, ...judged } = judgedOf(policy, EXPORT);
  await done(recordEvaluation(desk, judged));
  const elsewhere = { ...EXPORT, resource: { type: 'database', id: 'prod/orders' } };
  assert.equal((await ask(policy, elsewhere)).deniedBefore?.same, 'action');
  // Denied, denied again with another value, and with a third one approved; a fourth waits beside the first.
  for (const rows of [1, 2, 3]) {
    const properties = { ...EXPORT.action.properties, rows };
    const { id } = await ask(policy, { action: { ...EXPORT.action, properties }, resource: THRICE });
    if (rows === 1) await ask(policy, { ...EXPORT, resource: THRICE });
    world.advance(MINUTE_MS);
    await vote(id, 'bob', rows === 3 ? 'approve' : 'deny', 'As said.');
  }
  world.advance(61 * MINUTE_MS);
  const later = await ask(policy, more);
  assert.deepEqual([later.status, later.deniedBefore?.same], ['pending', 'intent']);
  world.advance(31 * MINUTE_MS);
}
