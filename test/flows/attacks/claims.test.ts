// An agent's word that comes back through an enforcer. The agent claims something of its target, a person approves, and a rule of the policy
// begins to deny whatever does not have it: the enforcer repeats the claim, since it must repeat the intent, and still nobody gets a yes.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { instant } from '../../../approvals/time.ts';
import { EXPORT } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { approved } from '../support/steps.ts';

const FREEZE = `${instant(Date.now() + 30 * MINUTE_MS).slice(0, 19)}Z`;
const freeze = (id: string, fact: string): string =>
  `  - { id: ${id}, effect: deny, when: 'action.name == "data.export" && resource.id == "prod/${id}" && now >= timestamp("${FREEZE}") && !(${fact})' }\n`;
const flow = await startFlow({
  policyText: `${policyWith(ROOMY).replace(/^ {2}grant: .*$/m, '  grant: 1h')}
${freeze('ticket', 'has(context.ticket) && context.ticket == "CHG-1"')}${freeze('scanned', 'has(resource.properties.scanned)')}`,
  // Nothing but the tries themselves is counted.
  env: { 'AzureWebJobs.sweepDue.Disabled': 'true' },
});
after(flow.stop);
const etl = flow.agent('nightly-etl');
const warehouse = flow.agent('warehouse');
const subject = { type: 'agent', id: '7c0ffee0-0000-4000-8000-00000000c001' };

const CLAIMS: readonly (readonly [string, { readonly context?: object; readonly resource: object }])[] = [
  ['of a ticket', { resource: { type: 'database', id: 'prod/ticket' }, context: { ticket: 'CHG-1' } }],
  ['of its target', { resource: { type: 'database', id: 'prod/scanned', properties: { scanned: true } } }],
];

/** Both kinds of caller try it, the enforcer thirty times at once. */
async function tryAll(wish: object, { context = {} }: { context?: object }, approval: object) {
  const body = { ...wish, context: { ...context, approval } };
  const use = (who: typeof etl, requestId: string, more: object = {}) =>
    who.post('/access/v1/evaluation', { ...body, ...more }, { 'x-request-id': requestId });
  return await Promise.all([
    use(etl, 'own'),
    ...Array.from({ length: 30 }, (_, n) => use(warehouse, `by-enforcer-${n % 3}`, { subject })),
  ]);
}

const waiting = await Promise.all(
  CLAIMS.map(async ([what, claim]) => {
    const wish = { ...EXPORT, ...claim };
    return { what, claim, wish, ...(await approved(flow, wish)) };
  }),
);

it('before the freeze, the enforcer gets its yes for what the agent asked', async () => {
  const wish = { ...EXPORT, ...CLAIMS[1]?.[1] };
  const { id, approval } = await approved(flow, wish);
  assert.equal((await warehouse.redeem(approval, 'early', { ...wish, subject })).body.decision, true);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed');
});

it('once it has begun, a claim lifts it for nobody: not for the agent, not for an enforcer that repeats it', async () => {
  await flow.pass(31 * MINUTE_MS);
  for (const { what, claim, wish, id, approval } of waiting) {
    await flow.records.quiet(id);
    assert.equal((await etl.ask(wish)).status, 403, `asked anew it is denied, whatever it claims ${what}`);
    const [count, sends] = [await flow.records.count(), await flow.teams.sends()];
    const replies = await tryAll(wish, claim, approval);
    for (const { status, body } of replies)
      assert.deepEqual([status, body.decision, body.context?.reason], [200, false, 'policy_denied'], what);
    const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved');
    assert.equal(request.grant?.state, 'unused');
    assert.deepEqual([await flow.records.count(), await flow.teams.sends()], [count, sends]);
  }
});
