// How a request comes into the world: everything its first commit holds, born approved, pending or denied as its verdict says.
// Nothing is written here.
import { GENESIS, linkEvents } from './chain.ts';
import { end } from './end.ts';
import { makeGrant } from './grant.ts';
import type { Desk, Row, SignGrant } from './ports.ts';
import { INTENT_KEY, promptKey } from './row-keys.ts';
import { textRow } from './text.ts';
import { earliest, later } from './time.ts';
import type { Limits, Verdict } from './verdict.ts';
import type {
  Agent,
  ApprovalRequest,
  CallbackTarget,
  ChainEvent,
  Claims,
  EventDraft,
  Instant,
  RequestId,
  Starter,
} from './words.ts';
import type { Prompt } from './work.ts';

/** One verified, judged wish, ready to be recorded. */
export interface Ask {
  readonly id: RequestId;
  /** The id comes from an idempotency key, so the request may be there already. */
  readonly keyed: boolean;
  readonly tenant: string;
  readonly agent: Agent;
  /** How much this agent may ask, whoever asks for it. */
  readonly limits: Limits;
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
  readonly starter?: Starter;
}

type BirthDesk = Pick<Desk, 'mint' | 'baseUrl'> & { readonly sign: SignGrant };

/** What a birth is given by chance and clock, so that it comes out the same at every try. */
export interface Birth {
  readonly op: string;
  readonly salt: string;
  readonly nonces: readonly string[];
  readonly now: Instant;
  /** Number of the newest event of the agent's standing, read after its places were taken; 0: it has none. */
  readonly standing: number;
}

/** The commit that creates the request as its verdict says. Throws when a grant cannot be signed. */
export async function birth(desk: BirthDesk, ask: Ask, { op, salt, nonces, now, standing }: Birth) {
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
    ...(standing === 0 ? {} : { standing }),
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
    ...(ask.starter === undefined ? {} : { starter: ask.starter }),
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
  desk: BirthDesk,
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
      ...(ask.starter === undefined ? {} : { starter: ask.starter }),
    },
  };
}
