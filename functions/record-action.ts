// POST /access/v1/records: a person tells afterwards what was done without an approval. It is recorded as a request born closed:
// everyone on its routes is told, another person is asked to look, and nothing may ever run from it.
import type { HttpHandler } from '@azure/functions';
import { record } from '../approvals/ask/record.ts';
import { canonicalForm, intentOf, parseRecord, type RecordBody } from '../approvals/intent/intent.ts';
import { judgeAfterwards } from '../approvals/policy/judgement/evaluation.ts';
import { readTexts } from '../approvals/prompt/view.ts';
import { type Answer, accept, invalid, refuse } from '../approvals/refusal.ts';
import { taskOf } from '../approvals/task.ts';
import { later } from '../approvals/time.ts';
import type { Agent, ApprovalRequest } from '../approvals/words.ts';
import type { PersonCaller } from './caller.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import type { Parts } from './parts.ts';
import { personAtDoor } from './person-door.ts';
import type { Body } from './read-body.ts';

/** A person's clock may run a little ahead of ours. */
const AHEAD_MS = 30_000;

/** Refusals: `not_permitted`, `invalid`, `too_large`, and those of `record`. */
export const recordAction = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    const person = personAtDoor(parts, caller);
    if (!person.ok) return replyRefusal(person.refusal);
    const key = readIdempotencyKey(request);
    if (!key.ok) return replyRefusal(key.refusal);
    const parsed = parseRecord(body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const recorded = await tell(parts, person.value, parsed.value, body, key.value);
    if (!recorded.ok) return replyRefusal(recorded.refusal);
    const texts = await readTexts(parts.desk.store, recorded.value);
    const location = `${parts.baseUrl}/access/v1/requests/${recorded.value.id}`;
    return replyJson(201, { task: taskOf(recorded.value, parts.baseUrl, texts).task }, { location });
  });

async function tell(
  parts: Parts,
  { person, clientId }: PersonCaller,
  told: RecordBody,
  body: Body,
  key: string | undefined,
): Promise<Answer<ApprovalRequest>> {
  const now = parts.desk.clock();
  if (told.doneAt > later(now, AHEAD_MS)) {
    return refuse(
      invalid('/done_at', 'lies in the future: record what was done, or ask for what is still to be done'),
    );
  }
  const doer = whoDidIt(parts, told);
  if (!doer.ok) return doer;
  const agent = doer.value;
  const subject =
    agent === undefined
      ? ({ type: 'person', id: person.oid, tenant: parts.tenant } as const)
      : { id: agent.clientId, tenant: parts.tenant };
  // Not checked against the schema of the action: what was done was done, whatever the policy would have taken.
  const intent = intentOf(told, subject, parts.policy.uncounted);
  const canonical = canonicalForm(intent);
  if (!canonical.ok) return canonical;
  // A person is no unregistered agent: that doubt would tell people something untrue.
  const judged = agent ?? { clientId: person.oid, name: '', registered: true };
  const question = { intent, agent: judged, viaEnforcer: false, now };
  return await record(parts.desk, {
    id: key === undefined ? parts.desk.mint('req') : parts.requestIdFor(`person ${person.oid}`, key),
    tenant: parts.tenant,
    ...parts.telemetry.traced(),
    by: person,
    app: clientId,
    agent: agent ?? { clientId: person.oid, name: person.name, registered: false },
    actor: agent === undefined ? 'person' : 'agent',
    doneAt: told.doneAt,
    reason: told.reason,
    bodyHash: body.hash,
    intent: canonical.value.bytes,
    intentHash: canonical.value.hash,
    likeHash: canonical.value.likeHash,
    action: intent.action.name,
    resource: { type: intent.resource.type, id: intent.resource.id },
    verdict: judgeAfterwards(parts.policy, question),
    excluded: agent === undefined ? [] : (parts.policy.agents.get(agent.clientId)?.owners ?? []),
  });
}

/** The registered agent of that name; `undefined`: the person did it. */
function whoDidIt({ policy }: Pick<Parts, 'policy'>, { agent: name }: RecordBody): Answer<Agent | undefined> {
  if (name === undefined) return accept(undefined);
  const found = [...policy.agents.values()].find((each) => each.name === name);
  if (found === undefined) {
    const names = [...policy.agents.values()].map((each) => each.name).join(', ') || 'none';
    return refuse(
      invalid(
        '/agent',
        `is not an agent in countersign.yaml (there are: ${names}); leave it out if you did it`,
      ),
    );
  }
  return accept({ clientId: found.clientId, name: found.name, registered: true });
}
