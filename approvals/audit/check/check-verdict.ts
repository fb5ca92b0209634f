// Is what was asked what its hash says, and is the verdict on it the one its pinned policy gives? Judged again
// where the whole intent is there, else by the rules it names.
import canonicalize from 'canonicalize';
import { hidesBody, intentHash } from '../../intent/intent.ts';
import { likeHash } from '../../intent/like.ts';
import { policyThatJudges } from '../../policy/judgement/judge-change.ts';
import type { Policy } from '../../policy/policy.ts';
import { isRemoved } from '../../purged.ts';
import type { Verdict } from '../../verdict.ts';
import { checkCounted } from './check-limits.ts';
import { checkRedacted } from './check-redacted.ts';
import type { Around, Judged } from './check-request.ts';
import { judgeAgain } from './judge-again.ts';
import { judgeByRules } from './judge-by-rules.ts';
import type { ReadRequest } from './line-schema.ts';
import { sameJson } from './same-json.ts';

type Wrong = { readonly why: string; readonly unknown?: true };

/** How the verdict was checked, or what is wrong with it. */
export function checkVerdict(
  line: ReadRequest,
  { policy: policyOf }: Pick<Around, 'policy'>,
): Judged | Wrong {
  const { verdict, intent, intent_left_out: left } = line;
  const found = policyOf(verdict.policyVersion);
  if ('why' in found) return found;
  const policy = policyThatJudges(found, line.action);
  if ((intent === undefined) === (left === undefined)) return { why: 'has no intent and no reason why' };
  const foreign = foreignRule(policy, verdict);
  if (foreign !== undefined) return { why: `names the rule ${foreign}, which its policy has not` };
  const miscounted = checkCounted(line);
  if (miscounted !== undefined) return { why: miscounted };
  if (left?.because === 'missing' || (left?.because === 'purged' && line.purged === undefined))
    return { why: 'has lost its intent, and no event says why' };
  if (left?.because !== 'purged' && isRemoved(line.purged, 'parameters'))
    return { why: 'tells its intent, which an event says was removed' };
  const shown = left?.because === 'redacted' ? left.intent : intent;
  const stranger = shown === undefined ? undefined : notOf(line, shown);
  if (stranger !== undefined) return { why: `has an intent with another ${stranger}` };
  if (intent === undefined) {
    const redacted = shown === undefined ? undefined : checkRedacted(line, shown);
    if (redacted !== undefined) return { why: redacted };
    const known = { ...caseOf(line), action: line.action, hidesBody: shown && hidesBody(shown) };
    const judged = judgeByRules(policy, known, (each) => sameJson(each, verdict));
    return judged === undefined ? (left?.because ?? 'missing') : notGiven(judged, verdict);
  }
  if (intentHash(Buffer.from(canonicalize(intent) ?? '')) !== line.intent_hash)
    return { why: 'has an intent whose hash is another than intent_hash' };
  // Left out it would have a cool-down compare by the intent alone: what was denied could have been asked again in another spelling.
  if (line.like_hash !== likeHash(intent))
    return { why: 'has an intent whose likeness has another hash than like_hash' };
  const again = judgeAgain(policy, { ...caseOf(line), intent }, (each) => sameJson(each, verdict));
  return again === undefined ? 'again' : notGiven(again, verdict);
}

const foreignRule = (policy: Policy, { rules }: ReadRequest['verdict']): string | undefined =>
  rules.find(({ id, effect }) => !policy.rules.some((rule) => rule.id === id && rule.effect === effect))?.id;

/** The part of the intent that is not what the request says of itself. */
function notOf(
  { agent, tenant, action, resource, record, trial }: ReadRequest,
  intent: NonNullable<ReadRequest['intent']>,
) {
  const { subject, action: does, resource: on } = intent;
  const isPerson = trial !== undefined || record?.actor === 'person';
  const who = {
    type: isPerson ? 'person' : 'agent',
    id: agent.clientId,
    tenant,
    on_behalf_of: agent.onBehalfOf,
  };
  if (!sameJson(subject, who)) return 'subject';
  if (does.name !== action) return 'action';
  return on.type === resource.type && on.id === resource.id ? undefined : 'resource';
}

function caseOf(line: ReadRequest) {
  const { agent, enforcer, record, trial, created_at: createdAt, verdict } = line;
  // As `record` judges: a person is no unregistered agent.
  const person = { clientId: agent.clientId, name: '', registered: true };
  const judged = record?.actor === 'person' ? person : agent;
  return {
    kind: trial === undefined ? (record === undefined ? 'asked' : 'recorded') : 'trial',
    agent: judged,
    viaEnforcer: enforcer !== undefined,
    createdAt,
    verdict,
  } as const;
}

function notGiven(again: Verdict, pinned: ReadRequest['verdict']): Wrong {
  const members = new Set([...Object.keys(again), ...Object.keys(pinned)]) as Set<keyof Verdict>;
  const differs = [...members].find((member) => !sameJson(again[member], pinned[member]));
  return { why: `has a verdict that its policy does not give: ${differs}` };
}
