// What must hold of every record and every world at rest (design, "Must always hold"), written down a second time and on purpose
// differently from the rules: it folds the events and believes nothing else.
import { verifyChain } from '../../approvals/change/chain.ts';
import type { EventType } from '../../approvals/event-type.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import type { Prompt, Todo } from '../../approvals/work.ts';
import { PEOPLE } from '../../local/directory.ts';
import type { FinalRecord } from './scenario.ts';
import type { World } from './world.ts';

const ENDINGS: readonly EventType[] = ['approved', 'denied', 'expired', 'cancelled', 'failed'];
const AFTER_THE_END: readonly EventType[] = ['redeemed', 'lapsed', 'revoked', 'outcome', 'outcome_corrected'];
const AGAIN_AFTER_MS = 5 * 60_000;

/** Checks the record alone. */
export function checkRecord({ request, events }: Pick<FinalRecord, 'request' | 'events'>): readonly string[] {
  if (request === undefined) return events.length === 0 ? [] : ['events without a request'];
  const problems: string[] = [];
  const chain = verifyChain(events, request);
  if (!chain.ok) problems.push(`the chain breaks at event ${chain.seq}: ${chain.problem}`);
  problems.push(
    ...checkEnding(request, events),
    ...checkGrant(request, events),
    ...checkVotes(request, events),
  );
  if (events[0]?.facts.policy_version !== request.verdict.policyVersion)
    problems.push('the policy version changed');
  for (const [index, event] of events.entries()) {
    if (event.at < (events[index - 1]?.at ?? ''))
      problems.push(`event ${event.seq} is older than the one before it`);
  }
  return problems;
}

/** Checks what the world outside has seen once everything is at rest. */
export function checkWorld(world: World, { request }: Pick<FinalRecord, 'request'>): readonly string[] {
  if (request === undefined) return [];
  const row = <T>(key: string) => world.tables.get(request.id, key)?.data as T | undefined;
  return [
    ...request.todos.flatMap((key) => checkCallback(world, key, row<Todo>(key))),
    ...request.prompts.flatMap((key) => checkPrompt(world, request, key, row<Prompt>(key))),
    ...(request.status === 'pending' ? ['the request never ended'] : []),
    ...(request.callback !== undefined && request.todos.length !== 1
      ? ['not exactly one callback is owed']
      : []),
  ];
}

function checkEnding(request: ApprovalRequest, events: readonly ChainEvent[]): readonly string[] {
  const problems: string[] = [];
  const at = events.findIndex((event) => ENDINGS.includes(event.type));
  const ending = events[at];
  if (events.filter((event) => ENDINGS.includes(event.type)).length > 1) problems.push('more than one end');
  if ((ending?.type ?? 'pending') !== request.status)
    problems.push(`${request.status}, but the record says otherwise`);
  if (ending === undefined) return problems;
  const late = events.slice(at + 1).filter((event) => !AFTER_THE_END.includes(event.type));
  if (late.length > 0) problems.push(`${late[0]?.type} after the end`);
  if (ending.type === 'expired' && ending.at < request.expiresAt) problems.push('expired before its time');
  if (ending.type !== 'expired' && ending.at >= request.expiresAt)
    problems.push(`${ending.type} after its time`);
  return problems;
}

function checkGrant(request: ApprovalRequest, events: readonly ChainEvent[]): readonly string[] {
  const problems: string[] = [];
  const of = (type: EventType) => events.filter((event) => event.type === type);
  const [redeemed, lapsed, revoked] = [of('redeemed'), of('lapsed'), of('revoked')];
  const grant = request.grant;
  if ((grant !== undefined) !== (of('approved').length === 1)) problems.push('a grant without an approval');
  if (redeemed.length + lapsed.length + revoked.length > 1) problems.push('a grant ended more than once');
  const state = redeemed[0]?.type ?? lapsed[0]?.type ?? revoked[0]?.type ?? 'unused';
  if (grant !== undefined && grant.state !== state)
    problems.push(`the grant is ${grant.state}, recorded as ${state}`);
  for (const used of [...redeemed, ...revoked]) {
    if (used.at >= (grant?.expiresAt ?? '')) problems.push(`${used.type} after the grant's time`);
  }
  if (lapsed[0] !== undefined && lapsed[0].at < (grant?.expiresAt ?? ''))
    problems.push('lapsed before its time');
  return problems;
}

/** Folds the votes and asks whether the approval was theirs to give. */
function checkVotes(request: ApprovalRequest, events: readonly ChainEvent[]): readonly string[] {
  const problems: string[] = [];
  const standing = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'voted') standing.set(event.actor.id, String(event.facts.choice));
    if (event.type === 'vote_not_counted') standing.delete(String(event.facts.person));
    if (event.type !== 'approved' || event.actor.kind === 'policy') continue;
    const approving = [...standing].filter(([, choice]) => choice === 'approve').map(([person]) => person);
    const seats = request.verdict.requirements.reduce((sum, each) => sum + each.count, 0);
    if (approving.length < seats) problems.push(`approved by ${approving.length} of ${seats}`);
    if ([...standing.values()].includes('deny')) problems.push('approved against a standing deny');
    for (const person of approving) {
      if (request.excluded.includes(person)) problems.push(`${person} may never approve this`);
      if (!OWNERS.includes(person)) problems.push(`${person} is no approver`);
    }
  }
  if (request.status === 'approved' && request.verdict.effect === 'deny')
    problems.push('approved against a deny rule');
  return problems;
}

function checkCallback(world: World, key: string, todo: Todo | undefined): readonly string[] {
  if (todo === undefined) return [`${key} is gone`];
  const received = world.received.filter((each) => each.webhookId === todo.webhookId);
  const problems: string[] = [];
  if (todo.state === 'live') problems.push(`${key} is still live`);
  if (todo.state === 'done' && received.length === 0) problems.push(`${key} is done, but nothing arrived`);
  if (received.some((each) => each.body !== todo.body)) problems.push(`${key} arrived with other bytes`);
  if (received.some((each) => !each.durable)) problems.push(`${key} arrived before its decision was stored`);
  if (world.received.some((each) => each.webhookId !== todo.webhookId))
    problems.push('an unknown callback arrived');
  return problems;
}

function checkPrompt(
  world: World,
  request: ApprovalRequest,
  key: string,
  prompt: Prompt | undefined,
): readonly string[] {
  if (prompt === undefined) return [`${key} is gone`];
  if (prompt.dead) return [];
  const problems: string[] = [];
  for (const { id } of prompt.activities.filter((each) => !each.gone)) {
    const card = world.cards.get(id);
    const sends = card?.sends.filter((each) => each.revision === request.revision) ?? [];
    if (card?.shows !== request.revision) problems.push(`${id} shows ${card?.shows} of ${request.revision}`);
    const [first, last] = [sends[0], sends.at(-1)];
    const apart = Date.parse(last?.at ?? '') - Date.parse(first?.at ?? '');
    if (!(apart >= AGAIN_AFTER_MS))
      problems.push(`${id}: the last revision was not sent twice, five minutes apart`);
  }
  return problems;
}

/** Everybody whom a rule of the scenarios lets decide. */
const OWNERS: readonly string[] = [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen];
