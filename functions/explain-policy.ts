// POST /api/policy/explain: why the policy would answer one request as it would, for auditors and administrators. A dry run: nothing is
// recorded, counted or asked of people; how limits and the agent stand just now is only read. Agents have the evaluation, which is recorded: here they could look for what is let through, unseen.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { standsNow } from '../approvals/inquiry/stands-now.ts';
import { canonicalForm, intentOf, parseBody, type RequestBody } from '../approvals/intent/intent.ts';
import { explainPolicy as explain } from '../approvals/policy/explanation/explanation.ts';
import { judgePolicy } from '../approvals/policy/judgement/judge.ts';
import type { Question } from '../approvals/policy/judgement/matching.ts';
import { createRegistry } from '../approvals/policy/member/registry.ts';
import { type Policy, validateParameters } from '../approvals/policy/policy.ts';
import { type Answer, accept, invalid, type Refusal, refuse } from '../approvals/refusal.ts';
import { instant } from '../approvals/time.ts';
import type { Agent } from '../approvals/words.ts';
import { auditorAtDoor } from './auditor-door.ts';
import type { Caller, EnforcerCaller } from './caller.ts';
import { callerDoor, lengthRequired } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { administratorAtDoor } from './person-door.ts';
import { parseShape, readBody } from './read-body.ts';
import { subjectClaims, subjectOf } from './subject.ts';
import { isAdminSoftware, MAX_POLICY_CALL_BYTES, triedPolicy } from './tried-policy.ts';

const NEITHER: Refusal = {
  reason: 'not_permitted',
  needs: 'the app role Approvals.Audit or Approvals.Admin',
};
const NOT_AN_ADMINISTRATOR: Refusal = {
  reason: 'not_permitted',
  needs: 'an administrator, to try a policy that is not in force: leave out policy',
};

/** What stands beside the body of a request. */
const beside = z.looseObject({
  now: z.iso
    .datetime({ offset: true, error: 'must be a time with its offset, e.g. 2026-11-21T14:30:00Z' })
    .exactOptional(),
  policy: z.string('must be the text of a policy file').exactOptional(),
  enforcer: z.string('must be the name of an enforcer').exactOptional(),
  on_behalf_of: z.guid("must be a person's object id").exactOptional(),
});
type Beside = z.infer<typeof beside>;

/** 200 with the explanation. Refusals: `not_permitted`, `could_not_verify`, `invalid`, `too_large`, and those of a request's body. */
export const explainPolicy = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const reader = await readerAtDoor(parts, caller);
    if (!reader.ok) return replyRefusal(reader.refusal);
    const body = await readBody(request, MAX_POLICY_CALL_BYTES);
    if (body === 'length_required') return lengthRequired();
    if (!body.ok) return replyRefusal(body.refusal);
    const shape = parseShape(beside, body.value.value);
    if (!shape.ok) return replyRefusal(shape.refusal);
    const policy = await policyOf(parts, caller, reader.value, shape.value.policy);
    if (!policy.ok) return replyRefusal(policy.refusal);
    const asked = questionOf(parts, policy.value, shape.value);
    if (!asked.ok) return replyRefusal(asked.refusal);
    // What another policy or another time would find, nobody knows.
    const isNow = shape.value.policy === undefined && shape.value.now === undefined;
    const justNow = isNow
      ? await standsNow(parts.desk, asked.value, judgePolicy(policy.value, asked.value))
      : undefined;
    return replyJson(200, explain(policy.value, asked.value, justNow));
  });

/** Auditors and administrators, software or people. */
async function readerAtDoor(parts: Parts, caller: Caller): Promise<Answer<'auditor' | 'administrator'>> {
  if (isAdminSoftware(caller)) return accept('administrator');
  if (auditorAtDoor(parts, caller).ok) return accept('auditor');
  if (caller.kind !== 'person') return refuse(NEITHER);
  const admin = await administratorAtDoor(parts, caller);
  return admin.ok ? accept('administrator') : admin;
}

/** That in force, or the one that an administrator tries. */
async function policyOf(
  parts: Parts,
  caller: Caller,
  reader: 'auditor' | 'administrator',
  text: string | undefined,
): Promise<Answer<Policy>> {
  if (text === undefined) return accept(parts.policy);
  if (reader === 'auditor') {
    if (caller.kind !== 'person') return refuse(NOT_AN_ADMINISTRATOR);
    const admin = await administratorAtDoor(parts, caller);
    if (!admin.ok) return admin;
  }
  return triedPolicy(text);
}

/** What a request of it would ask of this policy. */
function questionOf(
  parts: Parts,
  policy: Policy,
  { now, policy: _, enforcer, on_behalf_of, ...body }: Beside,
): Answer<Question> {
  const parsed = parseBody(body);
  if (!parsed.ok) return parsed;
  const wish = parsed.value;
  const agent = agentOf(policy, wish, enforcer);
  if (!agent.ok) return agent;
  const asking =
    on_behalf_of === undefined ? agent.value : { ...agent.value, onBehalfOf: on_behalf_of.toLowerCase() };
  const intent = intentOf(wish, subjectClaims(parts, asking), policy.uncounted);
  const canonical = canonicalForm(intent);
  if (!canonical.ok) return canonical;
  const problems = validateParameters(policy, intent);
  if (problems.length > 0) return refuse({ reason: 'invalid', problems });
  return accept({
    intent,
    agent: asking,
    viaEnforcer: enforcer !== undefined,
    now: now === undefined ? parts.desk.clock() : instant(Date.parse(now)),
  });
}

/** By its name in the policy or by its client id, registered or not; with an enforcer only one that this enforcer may act for. */
function agentOf(policy: Policy, wish: RequestBody, enforcer: string | undefined): Answer<Agent> {
  if (wish.subject === undefined)
    return refuse(
      invalid('/subject', 'is missing: name the agent, by its name in countersign.yaml or its client id'),
    );
  const found = createRegistry(policy).find(wish.subject.id);
  if (!found.ok) return refuse(invalid('/subject/id', noAgentWords(found.refusal)));
  if (enforcer === undefined) return found;
  const registered = [...policy.enforcers.values()].find(({ name }) => name === enforcer);
  if (registered === undefined)
    return refuse(invalid('/enforcer', 'is not the name of an enforcer of the policy'));
  const caller: EnforcerCaller = { kind: 'enforcer', ...registered };
  return subjectOf({ policy }, caller, { ...wish, subject: { ...wish.subject, id: found.value.clientId } });
}

function noAgentWords(refusal: Refusal): string {
  if (refusal.reason === 'no_agent')
    return `is the ${refusal.is} ${refusal.name}: name the agent it asks for`;
  const meant = refusal.reason === 'unknown_agent' ? refusal.meant : undefined;
  const cure = meant === undefined ? 'countersign.yaml names the agents' : `did you mean ${meant}?`;
  return `is neither the name of a registered agent nor a client id; ${cure}`;
}
