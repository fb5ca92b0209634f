// Stages that have got as far as a grant: approved by Alice, and redeemed by the agent.
import assert from 'node:assert/strict';
import type { Ask } from '../../approvals/ask/birth.ts';
import { decide } from '../../approvals/decision/decide.ts';
import type { Presentation } from '../../approvals/grant/redeem.ts';
import { redeem } from '../../approvals/grant/redeem.ts';
import { AGENTS } from '../../local/directory.ts';
import { aPerson, INTENT_HASH } from './builders.ts';
import type { Stage } from './stage.ts';
import { createStage } from './stage.ts';

/** A request of nightly-etl that Alice has just approved. */
export async function approved(change: Partial<Ask> = {}): Promise<Stage> {
  const stage = await createStage(change);
  const settled = await decide(stage.desk, stage.id, {
    person: aPerson('alice'),
    choice: 'approve',
    via: 'teams',
  });
  assert.equal(settled.ok && settled.value.request.status, 'approved');
  stage.forget();
  return stage;
}

/** The agent's presentation of the grant on a stage. */
export function presentation(stage: Stage, change: Partial<Presentation> = {}): Presentation {
  const grant = stage.request().grant;
  return {
    grantId: grant?.id ?? '',
    token: grant?.token ?? '',
    requestId: 'x-1',
    caller: { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' },
    intentHash: INTENT_HASH,
    deniedNow: false,
    ...change,
  };
}

/** A request of nightly-etl, approved and redeemed. */
export async function redeemed(change: Partial<Ask> = {}): Promise<Stage> {
  const stage = await approved(change);
  const settled = await redeem(stage.desk, stage.id, presentation(stage));
  assert.ok(settled.ok);
  stage.forget();
  return stage;
}
