// A wish of a verified agent on its way into the record: judged by the policy in force, with whoever may not approve it. Below every door
// that asks, the gateway's too.
import { intentOf, type RequestBody, sealIntent } from '../approvals/intent.ts';
import { evaluatePolicy } from '../approvals/policy/evaluation.ts';
import { limitsOf, registeredAgent, validateParameters } from '../approvals/policy/policy.ts';
import type { UseAtBirth } from '../approvals/redeem.ts';
import { type Answer, refuse } from '../approvals/refusal.ts';
import { submit } from '../approvals/submit.ts';
import type { Agent, ApprovalRequest } from '../approvals/words.ts';
import type { Parts } from './parts.ts';
import { starterOf } from './run-starter.ts';
import { subjectClaims } from './subject.ts';

/** What is asked, and who asks. */
export interface Asking {
  /** As verified, or as registered where an enforcer names it. */
  readonly agent: Agent;
  readonly enforcer?: { readonly clientId: string; readonly name: string };
  readonly wish: RequestBody;
  /** What makes two calls under one key the same call. */
  readonly bodyHash: string;
  /** The Idempotency-Key, and whose keys it is one of. */
  readonly key?: string;
  readonly by: string;
  /** Used as soon as a rule allows it. */
  readonly atOnce?: UseAtBirth;
}

/** Records it; the same key and body find the same request. Refusals: `invalid`, `too_large`, and those of `submit`. */
export async function recordWish(parts: Parts, asking: Asking): Promise<Answer<ApprovalRequest>> {
  const { agent, enforcer, wish, bodyHash, key, by, atOnce } = asking;
  const intent = intentOf(wish, subjectClaims(parts, agent), parts.policy.uncounted);
  const problems = validateParameters(parts.policy, intent);
  if (problems.length > 0) return refuse({ reason: 'invalid', problems });
  const sealed = sealIntent(intent);
  if (!sealed.ok) return sealed;
  const started = await starterOf(parts, agent, wish.runToken);
  if (!started.ok) return started;
  const starter = started.value;
  const verdict = evaluatePolicy(parts.policy, {
    intent,
    agent,
    viaEnforcer: enforcer !== undefined,
    now: parts.desk.clock(),
  });
  return submit(parts.desk, {
    id: key === undefined ? parts.desk.mint('req') : parts.requestIdFor(by, key),
    keyed: key !== undefined,
    tenant: parts.tenant,
    ...parts.telemetry.traced(),
    agent,
    limits: limitsOf(parts.policy, agent.clientId),
    ...(enforcer === undefined ? {} : { enforcer }),
    bodyHash,
    intent: sealed.value.bytes,
    intentHash: sealed.value.hash,
    action: intent.action.name,
    resource: { type: intent.resource.type, id: intent.resource.id },
    verdict,
    excluded: [
      ...new Set([
        ...(registeredAgent(parts.policy, agent.clientId)?.owners ?? []),
        ...(agent.onBehalfOf === undefined ? [] : [agent.onBehalfOf]),
        ...(starter === undefined ? [] : [starter.oid]),
      ]),
    ],
    ...(wish.justification === undefined ? {} : { justification: wish.justification }),
    ...(wish.callback === undefined ? {} : { callback: wish.callback }),
    ...(wish.requestedUntil === undefined ? {} : { requestedUntil: wish.requestedUntil }),
    ...(wish.client === undefined ? {} : { claims: wish.client }),
    ...(starter === undefined ? {} : { starter }),
    ...(atOnce === undefined ? {} : { atOnce }),
  });
}
