// What everything that comes into the record has in common, asked or recorded afterwards: a judged intent, the request it becomes, its
// prompts, and the commit that creates it. Pure.
import { GENESIS, linkEvents } from '../change/chain.ts';
import type { Commit, Mint, Row } from '../ports.ts';
import { INTENT_KEY, inviteKey, promptKey } from '../row-keys.ts';
import { later } from '../time.ts';
import type { ToldRoute, Verdict } from '../verdict.ts';
import type { Actor, Agent, ApprovalRequest, EventDraft, Instant, RequestId } from '../words.ts';
import type { Addressee, Invite, Prompt } from '../work.ts';

/** An intent and what the policy says of it. */
export interface JudgedIntent {
  readonly id: RequestId;
  readonly tenant: string;
  /** W3C traceparent of the call. */
  readonly trace?: string;
  readonly agent: Agent;
  /** SHA-256 of the body as received. */
  readonly bodyHash: string;
  readonly intent: Uint8Array;
  readonly intentHash: string;
  /** That of its likeness, where it is another (intent/like.ts). */
  readonly likeHash: string | undefined;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly verdict: Verdict;
  /** May never approve it, as known now. */
  readonly excluded: readonly string[];
}

/** A card to be posted: where, and the secret its buttons carry. */
export type Posting = Addressee & { readonly nonce: string };

/**
 * One posting for each route and person that the policy names, and for each of `owners`, who have the app; minted before the first try, so that
 * every try is the same. Who is named and owns the agent gets the one card of an owner.
 */
export const postingsOf = (
  { notify, oneToOne }: Verdict,
  mint: Mint,
  owners: readonly string[] = [],
): readonly Posting[] => [
  ...notify.map((told) => postingOn(told, mint)),
  ...(oneToOne?.people ?? [])
    .filter((person) => !owners.includes(person))
    .map((person) => ({ person, nonce: mint('n') })),
  ...owners.map((person) => ({ person, owner: true as const, nonce: mint('n') })),
];

/** A card in the conversation of a route: the whole of it, or a summary. */
export const postingOn = ({ route, details }: ToldRoute, mint: Mint): Posting => ({
  route,
  ...(details === 'approvers' ? { summary: true as const } : {}),
  nonce: mint('n'),
});

/** The request before anything has happened to it: no event, no prompt, open for as long as the verdict says. */
export const blankRequest = (
  judged: JudgedIntent,
  { salt, now }: { readonly salt: string; readonly now: Instant },
): ApprovalRequest => ({
  v: 1,
  id: judged.id,
  tenant: judged.tenant,
  ...(judged.trace === undefined ? {} : { trace: judged.trace }),
  createdAt: now,
  expiresAt: later(now, judged.verdict.expiresInMs),
  status: 'pending',
  revision: 1,
  seq: 0,
  head: GENESIS,
  agent: judged.agent,
  bodyHash: judged.bodyHash,
  intentHash: judged.intentHash,
  ...(judged.likeHash === undefined ? {} : { likeHash: judged.likeHash }),
  action: judged.action,
  resource: judged.resource,
  verdict: judged.verdict,
  excluded: judged.excluded,
  salt,
  votes: [],
  comments: [],
  commentCount: 0,
  prompts: [],
  todos: [],
});

/** All that is to be told of it at first: a prompt for each posting, and the groups whose members are still to be looked up. */
export function newCards({ oneToOne }: Verdict, postings: readonly Posting[]): Pick<Born, 'change' | 'rows'> {
  const prompts = newPrompts(postings);
  const invites = newInvites(oneToOne?.groups ?? []);
  return { change: { ...prompts.change, ...invites.change }, rows: [...prompts.rows, ...invites.rows] };
}

/** A prompt for each posting, none of them sent, behind those it has, and the rows they lie in. */
export function newPrompts(
  postings: readonly Posting[],
  before: Pick<ApprovalRequest, 'prompts'> = { prompts: [] },
): Pick<Born, 'change' | 'rows'> {
  const prompts = postings.map(
    (posting, index): Prompt => ({
      ...posting,
      key: promptKey(before.prompts.length + index + 1),
      revision: 1,
      attempts: 0,
      unconfirmed: 0,
      dead: false,
      activities: [],
    }),
  );
  return {
    change: { prompts: [...before.prompts, ...prompts.map(({ key }) => key)] },
    rows: prompts.map((prompt) => ({ key: prompt.key, data: prompt })),
  };
}

/**
 * For whoever tells groups one-to-one: their members are looked up by the queue (invite.ts), never while somebody waits for an answer.
 * The keys join those it has, and the rows they lie in.
 */
export function newInvites(
  groups: readonly Invite['group'][],
  { invites = [], invited = [] }: Pick<ApprovalRequest, 'invites' | 'invited'> = {},
): Pick<Born, 'change' | 'rows'> {
  if (groups.length === 0) return { change: {}, rows: [] };
  const before = invites.length + invited.length;
  const rows = groups.map(
    (group, index): Invite => ({ key: inviteKey(before + index + 1), group, attempts: 0 }),
  );
  return {
    change: { invites: [...invites, ...rows.map(({ key }) => key)] },
    rows: rows.map((row) => ({ key: row.key, data: row })),
  };
}

/** Who asked, as its first event names them: the agent, or the enforcer that asked for it. */
export const askedBy = ({
  agent,
  enforcer,
}: {
  readonly agent: Agent;
  readonly enforcer?: { readonly clientId: string; readonly name: string };
}): Actor => {
  const asker = enforcer ?? agent;
  return { kind: enforcer === undefined ? 'agent' : 'enforcer', id: asker.clientId, name: asker.name };
};

/** What its first event tells of the intent and of the policy's answer. */
export const judgementFacts = ({ verdict, ...judged }: JudgedIntent) => ({
  intent_hash: judged.intentHash,
  ...(judged.likeHash === undefined ? {} : { like_hash: judged.likeHash }),
  action: judged.action,
  resource: judged.resource,
  policy_version: verdict.policyVersion,
  effect: verdict.effect,
  rules: verdict.rules.map(({ id, effect, error }) =>
    error === undefined ? { id, effect } : { id, effect, error },
  ),
  requirements: verdict.requirements,
  risk: verdict.risk,
  excluded: judged.excluded,
  ...(verdict.counted === undefined ? {} : { counted: verdict.counted }),
});

/** What it is born with beside the blank request. */
export interface Born {
  readonly change: Partial<ApprovalRequest>;
  readonly events: readonly EventDraft[];
  readonly rows: readonly Row[];
}

/** The commit that creates it. */
export function firstCommit(
  blank: ApprovalRequest,
  intent: Uint8Array,
  { change, events: drafts, rows }: Born,
  op: string,
): Commit {
  const { id, createdAt } = blank;
  const events = linkEvents({ request: id, seq: 0, head: GENESIS }, drafts, { at: createdAt, op });
  return {
    id,
    after: { ...blank, ...change, seq: events.length, head: events.at(-1)?.hash ?? GENESIS },
    events,
    rows: [{ key: INTENT_KEY, data: intent }, ...rows],
  };
}
