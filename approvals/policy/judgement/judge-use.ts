// What the policy in force has against running now what was approved before, maybe under an older policy. Who must agree is not asked again:
// people have agreed. Pure: the time is an argument.
import type { Intent } from '../../intent/intent.ts';
import type { Problem } from '../../refusal.ts';
import type { Agent, ApprovalRequest, Instant } from '../../words.ts';
import { type Policy, registeredAgent, validateParameters } from '../policy.ts';
import { evaluatePolicy } from './evaluation.ts';

/** An approval as it is about to be used. */
export interface Use {
  /** What is to run: the approved one. */
  readonly intent: Intent;
  /** As recorded: who asked, and for whom. */
  readonly request: Pick<ApprovalRequest, 'agent' | 'enforcer'>;
  /** Who uses it. */
  readonly by: 'agent' | 'enforcer';
  readonly now: Instant;
}

/** A deny rule matches, or could not be evaluated; or the schema of the action no longer takes the parameters. */
export type Objection =
  | { readonly because: 'denied' }
  | { readonly because: 'misfit'; readonly problems: readonly Problem[] };

/**
 * Why it may not run now, if so.
 *
 * It is judged by the word of whoever asked, and by that of whoever uses the approval; what either reading denies is denied. An enforcer that
 * uses what an agent asked for has to repeat the agent's `resource.properties` and `context` to the letter, or it is another intent: taken for
 * the enforcer's own word, the agent's claim (`scanned: true`) would get around every newer rule and every freeze that rests on such a fact.
 */
export function objectionTo(policy: Policy, { intent, request, by, now }: Use): Objection | undefined {
  const agent = asRegistered(policy, request.agent);
  const readings = new Set([request.enforcer !== undefined, by === 'enforcer']);
  const isDenied = [...readings].some(
    (viaEnforcer) => evaluatePolicy(policy, { intent, agent, viaEnforcer, now }).effect === 'deny',
  );
  if (isDenied) return { because: 'denied' };
  const problems = validateParameters(policy, intent);
  return problems.length > 0 ? { because: 'misfit', problems } : undefined;
}

/** As the policy in force knows it: who asked may have left the file since. */
function asRegistered(policy: Policy, agent: Agent): Agent {
  const registered = registeredAgent(policy, agent.clientId);
  return { ...agent, name: registered?.name ?? agent.clientId, registered: registered !== undefined };
}
