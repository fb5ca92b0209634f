// A wish of a verified agent on its way into the record: as it was judged, with whoever may not approve it. Below every door that asks, the
// gateway's too.

import type { Evaluation } from '../approvals/ask/record-evaluation.ts';
import { submit } from '../approvals/ask/submit.ts';
import type { UseAtBirth } from '../approvals/grant/redeem.ts';
import type { RequestBody } from '../approvals/intent/intent.ts';
import { barredFor, limitsOf, registeredAgent } from '../approvals/policy/policy.ts';
import type { Answer } from '../approvals/refusal.ts';
import type { Ruling } from '../approvals/verdict.ts';
import type { Agent, ApprovalRequest, Starter } from '../approvals/words.ts';
import type { JudgedWish } from './judge-wish.ts';
import type { Parts } from './parts.ts';
import { starterOf } from './run-starter.ts';

/** What is asked, and who asks. */
export interface Asking {
  /** As verified, or as registered where an enforcer names it. */
  readonly agent: Agent;
  readonly enforcer?: { readonly clientId: string; readonly name: string };
  readonly wish: RequestBody;
  /** By `judgeWish`, just before. */
  readonly judged: JudgedWish;
  /** What makes two calls under one key the same call. */
  readonly bodyHash: string;
  /** The Idempotency-Key, and whose keys it is one of. */
  readonly key?: string;
  readonly by: string;
  /** Used as soon as a rule allows it. */
  readonly atOnce?: UseAtBirth;
}

/** Records it; the same key and body find the same request. Refusals: `invalid` for a run token, and those of `submit`. */
export async function recordWish(parts: Parts, asking: Asking): Promise<Answer<ApprovalRequest>> {
  const { agent, wish, key, by, atOnce } = asking;
  const started = await starterOf(parts, agent, wish.runToken);
  if (!started.ok) return started;
  const starter = started.value;
  return submit(parts.desk, {
    ...judgedIntentOf(parts, asking, starter),
    owners: registeredAgent(parts.policy, agent.clientId)?.owners ?? [],
    id: key === undefined ? parts.desk.mint('req') : parts.requestIdFor(by, key),
    keyed: key !== undefined,
    ...(wish.callback === undefined ? {} : { callback: wish.callback }),
    ...(wish.requestedUntil === undefined ? {} : { requestedUntil: wish.requestedUntil }),
    ...(wish.client === undefined ? {} : { claims: wish.client }),
    ...(starter === undefined ? {} : { starter }),
    ...(atOnce === undefined ? {} : { atOnce }),
  });
}

/** What is recorded of a judged wish, whether it is asked for or only evaluated. Its agent's people never approve it, nor who started its run. */
export function judgedIntentOf(
  parts: Parts,
  {
    agent,
    enforcer,
    wish,
    judged: { intent, canonical, ruling },
    bodyHash,
  }: Omit<Asking, 'wish' | 'by'> & { readonly wish: Pick<RequestBody, 'justification'> },
  starter?: Starter,
): Omit<Evaluation & Ruling, 'id'> {
  return {
    tenant: parts.tenant,
    ...parts.telemetry.traced(),
    agent,
    limits: limitsOf(parts.policy, agent.clientId),
    ...(enforcer === undefined ? {} : { enforcer }),
    bodyHash,
    intent: canonical.bytes,
    intentHash: canonical.hash,
    likeHash: canonical.likeHash,
    action: intent.action.name,
    resource: { type: intent.resource.type, id: intent.resource.id },
    ...ruling,
    excluded: [
      ...new Set([...barredFor(parts.policy, agent), ...(starter === undefined ? [] : [starter.oid])]),
    ],
    ...(wish.justification === undefined ? {} : { justification: wish.justification }),
  };
}
