// Trip 1, Ask: always records a request, born approved (an allow rule, named), pending, or denied. The catalog and watch rows come first;
// then one commit creates everything. With an idempotency key the id itself finds the duplicate.
import { GENESIS, linkEvents } from './chain.ts';
import { end } from './end.ts';
import { StoreFault } from './faults.ts';
import { makeGrant } from './grant.ts';
import type { Catalog, Desk, Row, SignGrant } from './ports.ts';
import type { Answer } from './refusal.ts';
import { accept, refuse } from './refusal.ts';
import { INTENT_KEY, promptKey } from './row-keys.ts';
import { textRow } from './text.ts';
import { dayOf, earliest, later } from './time.ts';
import { announce, sendNudges } from './transition.ts';
import type { Verdict } from './verdict.ts';
import type {
  Agent,
  ApprovalRequest,
  CallbackTarget,
  ChainEvent,
  Claims,
  EventDraft,
  Instant,
  RequestId,
} from './words.ts';
import type { Prompt } from './work.ts';

/** One verified, judged wish, ready to be recorded. */
export interface Ask {
  readonly id: RequestId;
  readonly tenant: string;
  readonly agent: Agent;
  readonly enforcer?: { readonly clientId: string; readonly name: string };
  /** SHA-256 of the body as received. */
  readonly bodyHash: string;
  readonly intent: Uint8Array;
  readonly intentHash: string;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly verdict: Verdict;
  readonly excluded: readonly string[];
  readonly justification?: string;
  readonly callback?: CallbackTarget;
  readonly requestedUntil?: Instant;
  readonly claims?: Claims;
}

export type SubmitDesk = Desk & { readonly catalog: Catalog; readonly sign: SignGrant };

const MAX_TRIES = 6;

/**
 * Records the request, or finds the one recorded before under the same id. Refusals: `duplicate_request` (same key, other body),
 * `not_known_yet`. Throws `StoreFault` when storage is out of reach and nothing was written.
 */
export async function submit(desk: SubmitDesk, ask: Ask): Promise<Answer<ApprovalRequest>> {
  const op = desk.mint('op');
  const salt = desk.mint('s');
  const nonces = ask.verdict.notify.map(() => desk.mint('n'));
  const first = desk.clock();
  await Promise.all([desk.catalog.add(dayOf(first), ask.id), announce(desk, ask.id, 1, first)]);

  let day = dayOf(first);
  let open = false;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    if (attempt > 1) await desk.pause(attempt - 1);
    const now = attempt === 1 ? first : desk.clock();
    try {
      // A listing takes each request on the day it was asked: that day must know it, also when midnight passed between two tries.
      if (dayOf(now) !== day) await desk.catalog.add(dayOf(now), ask.id);
      day = dayOf(now);
      const born = await birth(desk, ask, { op, salt, nonces, now });
      const result = await desk.store.commit(born);
      open = true;
      if (result === 'unresolved') continue;
      const [stored] = await Promise.all([
        desk.store.load(ask.id),
        result === 'won' ? sendNudges(desk, born.after) : undefined,
      ]);
      if (stored === undefined) throw new StoreFault('a request just written is not there', true);
      // The id holds no secret of the body: only an equal body is the same call made again.
      if (stored.data.bodyHash !== ask.bodyHash) return refuse({ reason: 'duplicate_request' });
      return accept(stored.data);
    } catch (error) {
      // Once a try was sent and not refused, nobody may be told that nothing was written.
      if (!open || !(error instanceof StoreFault)) throw error;
      if (!error.retry) break;
    }
  }
  return refuse({ reason: 'not_known_yet' });
}

interface Birth {
  readonly op: string;
  readonly salt: string;
  readonly nonces: readonly string[];
  readonly now: Instant;
}

async function birth(desk: SubmitDesk, ask: Ask, { op, salt, nonces, now }: Birth) {
  const text = ask.justification?.trim() ? textRow({ salt }, 1, ask.justification) : undefined;
  const claims = ask.claims === undefined ? undefined : textRow({ salt }, 1, JSON.stringify(ask.claims));
  const seed: ApprovalRequest = {
    v: 1,
    id: ask.id,
    tenant: ask.tenant,
    createdAt: now,
    expiresAt: expiryOf(ask, now),
    status: 'pending',
    revision: 1,
    seq: 0,
    head: GENESIS,
    agent: ask.agent,
    ...(ask.enforcer === undefined ? {} : { enforcer: ask.enforcer }),
    bodyHash: ask.bodyHash,
    intentHash: ask.intentHash,
    action: ask.action,
    resource: ask.resource,
    verdict: ask.verdict,
    excluded: ask.excluded,
    salt,
    ...(text === undefined ? {} : { justification: text.digest }),
    ...(ask.requestedUntil === undefined ? {} : { requestedUntil: ask.requestedUntil }),
    ...(ask.claims === undefined ? {} : { claims: ask.claims }),
    votes: [],
    comments: [],
    commentCount: 0,
    ...(ask.callback === undefined ? {} : { callback: ask.callback }),
    prompts: [],
    todos: [],
  };
  const decided = await bornAs(desk, seed, now, nonces);
  const drafts = [requestedEvent(ask, text?.digest, claims?.digest), ...decided.events];
  const events: readonly ChainEvent[] = linkEvents({ request: ask.id, seq: 0, head: GENESIS }, drafts, {
    at: now,
    op,
  });
  const last = events.at(-1);
  const after: ApprovalRequest = {
    ...seed,
    ...decided.change,
    seq: events.length,
    head: last?.hash ?? GENESIS,
  };
  const rows: Row[] = [
    { key: INTENT_KEY, data: ask.intent },
    ...(text === undefined ? [] : [text.row]),
    // Equal words have one digest, and a transaction takes a row once.
    ...(claims === undefined || claims.digest === text?.digest ? [] : [claims.row]),
    ...decided.rows,
  ];
  return { id: ask.id, after, events, rows };
}

/** A yes after the time the agent asked for would approve what can no longer run. */
function expiryOf({ verdict, requestedUntil }: Ask, now: Instant): Instant {
  const longest = later(now, verdict.expiresInMs);
  return earliest([longest, requestedUntil]) ?? longest;
}

interface Born {
  readonly change: Partial<ApprovalRequest>;
  readonly events: readonly EventDraft[];
  readonly rows: readonly Row[];
}

/** An allow rule approves at once, a deny rule denies; everything else waits for people, with a prompt for each route. */
async function bornAs(
  desk: SubmitDesk,
  seed: ApprovalRequest,
  now: Instant,
  nonces: readonly string[],
): Promise<Born> {
  const { verdict } = seed;
  const rules = verdict.rules.filter((rule) => rule.effect === verdict.effect).map((rule) => rule.id);
  const actor = { kind: 'policy', id: verdict.policyVersion, name: rules.join(', ') } as const;
  // The deciding event follows `requested`, which is number 1.
  const asked = { ...seed, seq: 1 };
  if (verdict.effect === 'deny') {
    const ending = end(asked, 'denied', now, desk.baseUrl, {
      endReason: `denied by rule ${rules.join(', ')}`,
    });
    return { ...ending, events: [{ type: 'denied', actor, facts: { rules } }] };
  }
  if (verdict.effect === 'allow') {
    const grant = await makeGrant(seed, now, desk.sign);
    const ending = end(asked, 'approved', now, desk.baseUrl, {
      grant,
      endReason: `allowed by rule ${rules.join(', ')}`,
    });
    const facts = { rules, grant: grant.id, grant_expires_at: grant.expiresAt, intent_hash: seed.intentHash };
    return { ...ending, events: [{ type: 'approved', actor, facts }] };
  }
  const prompts = verdict.notify.map(
    ({ route }, index): Prompt => ({
      key: promptKey(index + 1),
      route,
      nonce: nonces[index] ?? desk.mint('n'),
      revision: 1,
      attempts: 0,
      unconfirmed: 0,
      dead: false,
      activities: [],
    }),
  );
  return {
    change: { prompts: prompts.map((prompt) => prompt.key) },
    events: [],
    rows: prompts.map((prompt) => ({ key: prompt.key, data: prompt })),
  };
}

function requestedEvent(ask: Ask, justification?: string, claims?: string): EventDraft {
  const asker = ask.enforcer ?? ask.agent;
  return {
    type: 'requested',
    actor: { kind: ask.enforcer === undefined ? 'agent' : 'enforcer', id: asker.clientId, name: asker.name },
    facts: {
      agent: ask.agent,
      intent_hash: ask.intentHash,
      action: ask.action,
      resource: ask.resource,
      policy_version: ask.verdict.policyVersion,
      effect: ask.verdict.effect,
      rules: ask.verdict.rules.map(({ id, effect, error }) =>
        error === undefined ? { id, effect } : { id, effect, error },
      ),
      requirements: ask.verdict.requirements,
      risk: ask.verdict.risk,
      excluded: ask.excluded,
      ...(justification === undefined ? {} : { justification }),
      ...(claims === undefined ? {} : { claims }),
    },
  };
}
