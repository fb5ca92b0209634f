// Asking, below the HTTP of it: whoever asks, through whatever door, is judged by the policy in force and recorded here.
import { parseBody, type RequestBody } from '../approvals/intent/intent.ts';
import { registeredAgent } from '../approvals/policy/policy.ts';
import { type Answer, invalid, refuse } from '../approvals/refusal.ts';
import type { Agent, ApprovalRequest } from '../approvals/words.ts';
import { isRegistered } from '../outbound/registered.ts';
import type { AgentCaller, EnforcerCaller } from './caller.ts';
import { countMisfit } from './count-misfit.ts';
import { judgeWish } from './judge-wish.ts';
import type { Parts } from './parts.ts';
import type { Body } from './read-body.ts';
import { recordWish } from './record-wish.ts';
import { recordedBefore } from './recorded-before.ts';
import { subjectOf } from './subject.ts';

/** Records what the body asks for; the same key and body find the same request. Refusals: `invalid`, `too_large`, and those of `submit`. */
export async function ask(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  body: Body,
  key: string | undefined,
): Promise<Answer<ApprovalRequest>> {
  const parsed = parseBody(body.value);
  if (!parsed.ok) return parsed;
  const subject = subjectOf(parts, caller, parsed.value);
  const keyed = { by: caller.clientId, key, bodyHash: body.hash };
  // What was right when it was first sent may be wrong by now: a time that passed, a newer policy.
  if (!subject.ok) return (await recordedBefore(parts, keyed, subject.refusal)) ?? subject;
  const asked = await askNow(parts, caller, subject.value, parsed.value, body, key);
  if (asked.ok) return asked;
  const before = await recordedBefore(parts, keyed, asked.refusal);
  return before ?? refuse(await countMisfit(parts, subject.value, asked.refusal));
}

async function askNow(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  agent: Agent,
  wish: RequestBody,
  body: Body,
  key: string | undefined,
): Promise<Answer<ApprovalRequest>> {
  const registered = registeredAgent(parts.policy, agent.clientId);
  const prefixes = registered?.callbacks ?? [];
  if (wish.callback !== undefined && !isRegistered(wish.callback.endpoint, prefixes)) {
    return refuse(
      invalid(
        '/callback/endpoint',
        `is not under a callback address registered for ${agent.name} in countersign.yaml`,
      ),
    );
  }
  const now = parts.desk.clock();
  if (wish.requestedUntil !== undefined && wish.requestedUntil <= now) {
    return refuse(
      invalid('/requested_access/requested_until', 'has passed already: leave it out, or name a later time'),
    );
  }
  const judged = judgeWish(parts, agent, wish, { viaEnforcer: caller.kind === 'enforcer' });
  if (!judged.ok) return judged;
  return recordWish(parts, {
    agent,
    wish,
    judged: judged.value,
    bodyHash: body.hash,
    by: caller.clientId,
    ...(caller.kind === 'enforcer' ? { enforcer: { clientId: caller.clientId, name: caller.name } } : {}),
    ...(key === undefined ? {} : { key }),
  });
}
