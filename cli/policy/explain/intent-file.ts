// What `countersign policy explain` is asked: the body of POST /api/requests as JSON or YAML, and beside it what a token would tell: who asks.
import { bodySchema } from '../../../approvals/intent/intent-body.ts';
import { readYaml } from '../../../approvals/policy/file/read-yaml.ts';
import { guid, reference } from '../../../approvals/policy/member/members.ts';
import { DEPLOYMENT, type Policy, UNREGISTERED } from '../../../approvals/policy/policy.ts';
import {
  firstOf,
  type PolicyProblem,
  problemAt,
  problemsOf,
} from '../../../approvals/policy/problem/problem.ts';
import { enforcerTrouble, unsendableAt } from '../cases/case-checks.ts';
import { moment } from '../cases/case-file.ts';
import { isAskedByItself, NOT_BY_ITSELF, rehearsedAction } from '../cases/itself.ts';
import type { AskedCase } from '../cases/judge-case.ts';

/** What is asked, or every mistake in the order of the lines. */
export type ReadIntent =
  | { readonly ok: true; readonly asked: AskedCase }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads it for one policy, whose names it may use. */
export function readIntent(text: string, policy: Policy): ReadIntent {
  const read = readYaml(text, 'an agent could not send it');
  if (!read.ok) return read;
  const { raw, source } = read;
  const schema = intentSchema(policy);
  const parsed = schema.safeParse(raw, { reportInput: true });
  const problems = [
    ...(parsed.success ? [] : problemsOf(source, parsed.error.issues, schema, EXAMPLE)),
    ...unsendableAt(source, [], raw),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems: firstOf(problems) };
  const { agent, subject, enforcer, now, on_behalf_of, action, resource, context } = parsed.data;
  const named = agent ?? (subject === undefined ? undefined : nameOf(policy, subject.id));
  if (named === undefined)
    return wrong(['agent'], `"agent" is missing; name one of the policy, or ${UNREGISTERED}`);
  if (subject !== undefined && named !== DEPLOYMENT && nameOf(policy, subject.id) !== named)
    return wrong(['subject', 'id'], otherSubject(policy, subject.id, named));
  if (!isAskedByItself(named, action.name)) return wrong(['agent'], NOT_BY_ITSELF);
  const asked: AskedCase = {
    agent: named,
    ...(enforcer === undefined ? {} : { enforcer }),
    ...(on_behalf_of === undefined ? {} : { onBehalfOf: on_behalf_of }),
    ...(now === undefined ? {} : { now }),
    intent: { action, resource, ...(context === undefined ? {} : { context }) },
  };
  const trouble = enforcerTrouble(policy, asked);
  return trouble === undefined ? { ok: true, asked } : wrong(['enforcer'], trouble);

  function wrong(path: readonly string[], message: string): ReadIntent {
    return { ok: false, problems: [problemAt(source, path, message)] };
  }
}

/** What is told of an intent that is none at all. */
const EXAMPLE =
  '{"agent": "nightly-etl", "action": {"name": "data.read"}, "resource": {"type": "database", "id": "prod/customers"}}';

function intentSchema(policy: Policy) {
  const agents = [...policy.agents.values()].map(({ name }) => name);
  const enforcers = [...policy.enforcers.values()].map(({ name }) => name);
  return bodySchema.extend({
    action: rehearsedAction,
    agent: reference('agent', [...agents, UNREGISTERED, DEPLOYMENT]).exactOptional(),
    enforcer: reference('enforcer', enforcers).exactOptional(),
    on_behalf_of: guid("a person's object id").exactOptional(),
    now: moment.exactOptional(),
  });
}

/** The body names another agent than the token would: what the API refuses with 400. */
function otherSubject(policy: Policy, id: string, named: string): string {
  const other = nameOf(policy, id);
  const whose = other === UNREGISTERED ? 'of no agent in the policy' : `that of ${other}`;
  return `is ${whose}, and "agent" says ${named}: no token names both; leave subject out, or name one agent in both`;
}

/** Of the agent with this client id. */
const nameOf = ({ agents }: Policy, id: string): string => agents.get(id.toLowerCase())?.name ?? UNREGISTERED;
