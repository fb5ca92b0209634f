// Plausible nouns of the demo world, each detail replaceable: `aRequest({ status: 'denied' })`. Used by every test that needs one.
import { createHash } from 'node:crypto';
import type { Ask } from '../../approvals/ask/birth.ts';
import { GENESIS, linkEvents } from '../../approvals/change/chain.ts';
import type { Commit, Row } from '../../approvals/ports.ts';
import type { Click } from '../../approvals/prompt/card-ports.ts';
import { INTENT_KEY, promptKey } from '../../approvals/row-keys.ts';
import type { Requirement, Verdict } from '../../approvals/verdict.ts';
import type { ApprovalRequest, ChainEvent, EventDraft, Person, Vote } from '../../approvals/words.ts';
import type { Conversation, Prompt, Todo } from '../../approvals/work.ts';
import { AGENTS, GROUPS, PEOPLE, seedDirectory, TENANT } from '../../local/directory.ts';

/** When every built thing was made, unless told otherwise. */
export const NOW = '2026-11-21T14:00:00.000Z';
export const MINUTE_MS = 60_000;
export const BASE_URL = 'https://countersign.example';
export const CALLBACK = 'https://etl.example.com/hooks/approvals';

/** The n-th id of a kind, in the shape of minted ones: `req_0000…0001`. */
export const idOf = (kind: string, n = 1): string => `${kind}_${String(n).padStart(26, '0')}`;

/** A person of the demo directory by first name. */
export function aPerson(who: keyof typeof PEOPLE = 'alice', change: Partial<Person> = {}): Person {
  const found = seedDirectory().people.find((each) => each.id === PEOPLE[who]);
  return { oid: PEOPLE[who], tenant: found?.tenant ?? TENANT, name: found?.name ?? who, ...change };
}

/** `count` seats for data owners. */
export function aRequirement(change: Partial<Requirement> = {}): Requirement {
  return { groups: [{ name: 'data-owners', id: GROUPS.dataOwners }], people: [], count: 1, ...change };
}

/** A review by one data owner, told in #data-approvals. */
export function aVerdict(change: Partial<Verdict> = {}): Verdict {
  return {
    effect: 'review',
    policyVersion: createHash('sha256').update('policy 1').digest('hex'),
    rules: [{ id: 'prod-export', effect: 'review' }],
    requirements: [aRequirement()],
    risk: { level: 'high', reasons: ['data leaves the database'] },
    display: { listed: true, verb: 'export', button: 'Approve export', reversible: false, redact: [] },
    notify: [{ route: 'data-approvals', timeZone: 'Europe/Paris' }],
    expiresInMs: 30 * MINUTE_MS,
    grantForMs: 5 * MINUTE_MS,
    outcomeWithinMs: 15 * MINUTE_MS,
    ...change,
  };
}

export const INTENT_BYTES: Uint8Array = new TextEncoder().encode(
  '{"action":{"name":"data.export","properties":{"format":"csv","rows":5000}},"resource":{"id":"prod/customers","type":"database"}}',
);
export const INTENT_HASH: string = createHash('sha256').update(INTENT_BYTES).digest('hex');

/** A wish of nightly-etl, ready for `submit`. */
export function anAsk(change: Partial<Ask> = {}): Ask {
  return {
    id: idOf('req'),
    keyed: false,
    limits: { maxPending: 50, requestsPerMinute: 120 },
    tenant: TENANT,
    agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
    bodyHash: createHash('sha256').update('body').digest('hex'),
    intent: INTENT_BYTES,
    intentHash: INTENT_HASH,
    likeHash: undefined,
    action: 'data.export',
    resource: { type: 'database', id: 'prod/customers' },
    verdict: aVerdict(),
    excluded: [PEOPLE.dana],
    ...change,
  };
}

/** A pending request as just recorded, with its first event. */
export function aRequest(change: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const { intent: _bytes, likeHash: _like, keyed: _keyed, limits: _limits, verdict, ...ask } = anAsk();
  const base: ApprovalRequest = {
    v: 1,
    ...ask,
    createdAt: NOW,
    expiresAt: '2026-11-21T14:30:00.000Z',
    status: 'pending',
    revision: 1,
    seq: 1,
    head: '',
    verdict: change.verdict ?? verdict,
    salt: idOf('s'),
    votes: [],
    comments: [],
    commentCount: 0,
    prompts: (change.verdict ?? verdict).notify.map((_, index) => promptKey(index + 1)),
    todos: [],
    ...change,
  };
  return change.head === undefined ? { ...base, head: firstEvent(base).hash } : base;
}

/** The event every request begins with. */
function firstEvent(request: Pick<ApprovalRequest, 'id' | 'createdAt' | 'agent'>): ChainEvent {
  const [event] = anEventAfter({ id: request.id, seq: 0, head: GENESIS }, [
    { type: 'requested', actor: { kind: 'agent', id: request.agent.clientId }, facts: {} },
  ]);
  if (event === undefined) throw new TypeError('no event was linked');
  return event;
}

/** Events linked behind a request's head. */
function anEventAfter(
  request: Pick<ApprovalRequest, 'id' | 'seq' | 'head'>,
  drafts: readonly Partial<EventDraft>[] = [{}],
  op: string = idOf('op'),
): readonly ChainEvent[] {
  const full = drafts.map(
    (draft): EventDraft => ({
      type: 'voted',
      actor: { kind: 'person', id: PEOPLE.alice },
      facts: {},
      ...draft,
    }),
  );
  return linkEvents({ request: request.id, seq: request.seq, head: request.head }, full, { at: NOW, op });
}

/** The commit that creates `request` with its intent and prompts. */
export function aCreation(request: ApprovalRequest = aRequest(), op: string = idOf('op')): Commit {
  const prompts = request.verdict.notify.map(({ route }, index): Row => {
    const key = promptKey(index + 1);
    return { key, data: aPrompt({ key, route, nonce: idOf('n', index + 1) }) };
  });
  const event = { ...firstEvent(request), op };
  const [linked] = linkEvents({ request: request.id, seq: 0, head: GENESIS }, [event], { at: NOW, op });
  if (linked === undefined) throw new TypeError('no event was linked');
  return {
    id: request.id,
    after: { ...request, head: linked.hash },
    events: [linked],
    rows: [{ key: INTENT_KEY, data: INTENT_BYTES }, ...prompts],
  };
}

/** The commit that adds one event to `request`, changing what is told. */
export function aChange(
  request: ApprovalRequest,
  etag: string,
  how: {
    readonly op?: string;
    readonly change?: Partial<ApprovalRequest>;
    readonly rows?: readonly Row[];
  } = {},
): Commit {
  const events = anEventAfter(request, [{}], how.op);
  const last = events.at(-1);
  return {
    id: request.id,
    etag,
    after: { ...request, ...how.change, seq: request.seq + events.length, head: last?.hash ?? request.head },
    events,
    rows: how.rows ?? [],
  };
}

export function aVote(who: keyof typeof PEOPLE = 'alice', change: Partial<Vote> = {}): Vote {
  return {
    person: aPerson(who),
    choice: 'approve',
    at: NOW,
    seq: 2,
    groups: [GROUPS.dataOwners],
    counted: true,
    ...change,
  };
}

export function aConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: '19:data-approvals@thread.tacv2',
    type: 'channel',
    serviceUrl: 'https://smba.example/teams',
    tenant: TENANT,
    ...change,
  };
}

export function aPrompt({
  route,
  person,
  summary,
  ...change
}: Partial<Prompt> & { readonly summary?: true } = {}): Prompt {
  return {
    ...(person === undefined
      ? { route: route ?? 'data-approvals', ...(summary && { summary }) }
      : { person }),
    key: promptKey(1),
    nonce: idOf('n'),
    revision: 1,
    attempts: 0,
    unconfirmed: 0,
    dead: false,
    activities: [],
    ...change,
  };
}

export function aTodo(change: Partial<Todo> = {}): Todo {
  return {
    key: 'todo-tell-1',
    kind: 'tell',
    state: 'live',
    nextTry: NOW,
    createdAt: NOW,
    attempts: 0,
    endpoint: CALLBACK,
    webhookId: 'msg_1',
    body: '{}',
    event: 1,
    ...change,
  };
}

export function aClick(change: Partial<Click> = {}): Click {
  return {
    verb: 'approve',
    request: idOf('req'),
    nonce: idOf('n'),
    conversation: aConversation().id,
    person: aPerson('alice'),
    automatic: false,
    ...change,
  };
}
