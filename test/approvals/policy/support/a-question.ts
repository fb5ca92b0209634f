// A question to a policy, each detail replaceable: who asks, and what.
import type { Intent } from '../../../../approvals/intent/intent.ts';
import type { Question } from '../../../../approvals/policy/judgement/matching.ts';

/** By a registered agent itself. */
export function aQuestion(
  change: Partial<Omit<Question, 'intent' | 'counted'>> & Partial<Intent> = {},
): Question {
  const {
    agent = { clientId: 'c1', name: 'etl', registered: true },
    viaEnforcer = false,
    now = '2026-11-21T14:30:00.000Z',
    ...intent
  } = change;
  return {
    agent,
    viaEnforcer,
    now,
    intent: {
      subject: { type: 'agent', id: agent.clientId, tenant: 't1' },
      action: { name: 'read' },
      resource: { type: 'database', id: 'prod/a' },
      ...intent,
    },
  };
}
