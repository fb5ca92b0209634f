// Telling afterwards what was done without an approval: a request born closed, so that the record is whole, everyone on the route hears
// of it, and another person is asked to look. It is never a way to act: no grant comes of it, now or later.
import { askPerson } from './ask-directory.ts';
import { GENESIS, linkEvents } from './chain.ts';
import { type CreateDesk, create, type Stamp } from './create.ts';
import { judgeMember } from './eligibility.ts';
import { end } from './end.ts';
import type { Commit, DirectoryPerson, LookUpPerson } from './ports.ts';
import { type Answer, refuse } from './refusal.ts';
import { INTENT_KEY, promptKey } from './row-keys.ts';
import { textRow } from './text.ts';
import { later } from './time.ts';
import type { Verdict } from './verdict.ts';
import type {
  AfterTheFact,
  Agent,
  ApprovalRequest,
  EventDraft,
  Instant,
  Person,
  RequestId,
} from './words.ts';
import type { Prompt } from './work.ts';

/** What was done, judged by the policy for its display, its routes and who could have approved it. */
export interface Deed {
  readonly id: RequestId;
  readonly tenant: string;
  /** Who tells it, as their token proves. */
  readonly by: Person;
  /** The app that held the person's token. */
  readonly app: string;
  /** Who did it: a registered agent, or the person themselves under their own id. */
  readonly agent: Agent;
  readonly actor: AfterTheFact['actor'];
  readonly doneAt: Instant;
  readonly reason: string;
  readonly bodyHash: string;
  readonly intent: Uint8Array;
  readonly intentHash: string;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly verdict: Verdict;
  /** Registered owners of the agent: they do not review what it did. */
  readonly excluded: readonly string[];
}

type RecordDesk = CreateDesk & { readonly lookUp: LookUpPerson };

/** Why it ended as it did; the card and the task tell it in more words. */
const END_REASON = 'recorded after the fact';

/**
 * Records it. Refusals: `foreign_tenant`, `disabled_person`, `guest`, `could_not_verify` when the directory is silent, and those of `create`.
 */
export async function record(desk: RecordDesk, deed: Deed): Promise<Answer<ApprovalRequest>> {
  const found = await askPerson(desk, deed.by.oid, []);
  if (found === 'silent') return refuse({ reason: 'could_not_verify' });
  const member = judgeMember(deed, deed.by, found.person);
  if (!member.ok) return member;
  const by = { ...deed.by, name: member.name };
  const nonces = deed.verdict.notify.map(() => desk.mint('n'));
  return create(desk, deed, (stamp) => birth(desk, { ...deed, by }, found.person, nonces, stamp));
}

function birth(
  desk: Pick<RecordDesk, 'baseUrl'>,
  deed: Deed,
  found: DirectoryPerson | undefined,
  nonces: readonly string[],
  { op, salt, now }: Stamp,
): Commit {
  const text = textRow({ salt }, 1, deed.reason);
  const prompts = deed.verdict.notify.map(({ route }, index): Prompt => {
    const nonce = nonces[index] ?? '';
    const fresh = { revision: 1, attempts: 0, unconfirmed: 0, dead: false, activities: [] };
    return { key: promptKey(index + 1), route, nonce, ...fresh };
  });
  const seed: ApprovalRequest = {
    v: 1,
    id: deed.id,
    tenant: deed.tenant,
    createdAt: now,
    expiresAt: later(now, deed.verdict.expiresInMs),
    status: 'pending',
    revision: 1,
    // The event that ends it follows `recorded`, which is number 1.
    seq: 1,
    head: GENESIS,
    agent: deed.agent,
    bodyHash: deed.bodyHash,
    intentHash: deed.intentHash,
    action: deed.action,
    resource: deed.resource,
    verdict: deed.verdict,
    excluded: deed.excluded,
    salt,
    votes: [],
    comments: [],
    commentCount: 0,
    record: { by: deed.by, doneAt: deed.doneAt, text: text.digest, actor: deed.actor },
    prompts: prompts.map(({ key }) => key),
    todos: [],
  };
  const ending = end(seed, 'failed', now, desk.baseUrl, { endReason: END_REASON });
  const drafts: readonly EventDraft[] = [
    recordedEvent(deed, text.digest, found, now),
    {
      type: 'failed',
      actor: { kind: 'person', id: deed.by.oid },
      facts: { because: 'recorded_after_the_fact' },
    },
  ];
  const events = linkEvents({ request: deed.id, seq: 0, head: GENESIS }, drafts, { at: now, op });
  return {
    id: deed.id,
    after: { ...seed, ...ending.change, seq: events.length, head: events.at(-1)?.hash ?? GENESIS },
    events,
    rows: [
      { key: INTENT_KEY, data: deed.intent },
      text.row,
      ...ending.rows,
      ...prompts.map((prompt) => ({ key: prompt.key, data: prompt })),
    ],
  };
}

function recordedEvent(
  { by, app, agent, actor, doneAt, verdict, ...deed }: Deed,
  text: string,
  found: DirectoryPerson | undefined,
  now: Instant,
): EventDraft {
  // A person who acted is named by id alone; an agent's name is the policy's.
  const doer = actor === 'agent' ? { agent } : { person: by.oid };
  return {
    type: 'recorded',
    actor: { kind: 'person', id: by.oid },
    facts: {
      done_by: doer,
      done_at: doneAt,
      text,
      app,
      tenant: by.tenant,
      checked: { at: now, source: found?.source },
      intent_hash: deed.intentHash,
      action: deed.action,
      resource: deed.resource,
      policy_version: verdict.policyVersion,
      effect: verdict.effect,
      rules: verdict.rules.map(({ id, effect, error }) =>
        error === undefined ? { id, effect } : { id, effect, error },
      ),
      requirements: verdict.requirements,
      risk: verdict.risk,
      excluded: deed.excluded,
    },
  };
}
