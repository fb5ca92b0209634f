// How a request comes into the world: everything its first commit holds, born approved, pending or denied as its verdict says.
// Nothing is written here.

import { end } from '../change/end.ts';
import { closedByCoolDown } from '../denial/cool-down.ts';
import type { FoundDenial } from '../denial/earlier-denial.ts';
import { allowedBy, deniedBy } from '../end-reason.ts';
import { makeGrant } from '../grant/grant.ts';
import { type UseAtBirth, usedAtBirth } from '../grant/redeem.ts';
import type { FoundHistory } from '../history/find-history.ts';
import type { CoolDown, DeniedBefore, History } from '../mark.ts';
import type { Commit, Desk, Row, SignGrant } from '../ports.ts';
import { textRow } from '../text/text.ts';
import { earliest } from '../time.ts';
import type { Limits } from '../verdict.ts';
import type { ApprovalRequest, CallbackTarget, Claims, EventDraft, Instant, Starter } from '../words.ts';
import {
  askedBy,
  type Born,
  blankRequest,
  firstCommit,
  type JudgedIntent,
  judgementFacts,
  newCards,
  type Posting,
} from './newborn.ts';

/** One verified, judged wish, ready to be recorded. */
export interface Ask extends JudgedIntent {
  /** The id comes from an idempotency key, so the request may be there already. */
  readonly keyed: boolean;
  /** How much this agent may ask, whoever asks for it. */
  readonly limits: Limits;
  /** Object ids of the agent's owners, as the policy names them: told where they have the app, the others once they add it (route/late-owner.ts). */
  readonly owners?: readonly string[];
  readonly enforcer?: { readonly clientId: string; readonly name: string };
  readonly justification?: string;
  readonly callback?: CallbackTarget;
  readonly requestedUntil?: Instant;
  readonly claims?: Claims;
  readonly starter?: Starter;
  /** Used as soon as a rule allows it; nothing comes of it when none does. */
  readonly atOnce?: UseAtBirth;
}

type BirthDesk = Pick<Desk, 'baseUrl'> & { readonly sign: SignGrant };

/** What a birth is given by chance and clock, so that it comes out the same at every try. */
export interface Birth {
  readonly op: string;
  readonly salt: string;
  readonly postings: readonly Posting[];
  readonly now: Instant;
  /** Number of the newest event of the agent's standing, read after its places were taken; 0: it has none. */
  readonly standing: number;
  readonly before: Before;
}

/** What people made of the same before it. */
export interface Before {
  /** It is not asked again yet. */
  readonly coolDown?: CoolDown | undefined;
  /** People are told. */
  readonly similar?: FoundDenial | undefined;
  readonly history?: FoundHistory | undefined;
}

/** The commit that creates the request as its verdict says. Throws when a grant cannot be signed. */
export async function birth(
  desk: BirthDesk,
  ask: Ask,
  { op, salt, postings, now, standing, before }: Birth,
): Promise<Commit> {
  const text = ask.justification?.trim() ? textRow({ salt }, 1, ask.justification) : undefined;
  const claims = ask.claims === undefined ? undefined : textRow({ salt }, 1, JSON.stringify(ask.claims));
  const { coolDown, similar } = before;
  const changes = (parts: object | undefined) =>
    parts === undefined ? undefined : textRow({ salt }, 1, JSON.stringify(parts));
  const sinceDenied = changes(similar?.changed);
  const sinceApproved = changes(before.history?.approved?.changed);
  const deniedBefore = similar && pinned(similar, sinceDenied?.digest);
  const history = before.history && historyOf(before.history, sinceApproved?.digest);
  const blank = blankRequest(ask, { salt, now });
  const asked: ApprovalRequest = {
    ...blank,
    // A yes after the time the agent asked for would approve what can no longer run.
    expiresAt: earliest([blank.expiresAt, ask.requestedUntil]) ?? blank.expiresAt,
    ...(ask.enforcer === undefined ? {} : { enforcer: ask.enforcer }),
    ...(standing === 0 ? {} : { standing }),
    ...(text === undefined ? {} : { justification: text.digest }),
    ...(ask.requestedUntil === undefined ? {} : { requestedUntil: ask.requestedUntil }),
    ...(ask.claims === undefined ? {} : { claims: ask.claims }),
    ...(ask.starter === undefined ? {} : { starter: ask.starter }),
    ...(ask.callback === undefined ? {} : { callback: ask.callback }),
    ...(deniedBefore === undefined ? {} : { deniedBefore }),
    ...(history === undefined ? {} : { history }),
  };
  const { change, events, rows } = await bornAs(desk, asked, { now, postings, coolDown, atOnce: ask.atOnce });
  const born = {
    change,
    events: [
      requestedEvent(ask, { justification: text?.digest, claims: claims?.digest, deniedBefore, history }),
      ...events,
    ],
    rows: [...onceEach([text, claims, sinceDenied, sinceApproved]), ...rows],
  };
  return firstCommit(asked, ask.intent, born, op);
}

/** Equal words have one digest, and a transaction takes a row once. */
function onceEach(texts: readonly (ReturnType<typeof textRow> | undefined)[]): readonly Row[] {
  const byDigest = new Map(texts.flatMap((text) => (text === undefined ? [] : [[text.digest, text.row]])));
  return [...byDigest.values()];
}

/** As it is kept: what changed is a text of its own. */
function pinned<T extends { readonly changed?: unknown }>(found: T, changes: string | undefined) {
  const { changed: _text, ...kept } = found;
  return { ...kept, ...(changes === undefined ? {} : { changes }) };
}

function historyOf({ approved, denied }: FoundHistory, changes: string | undefined): History {
  return {
    ...(approved === undefined ? {} : { approved: pinned(approved, changes) }),
    ...(denied === undefined ? {} : { denied }),
  };
}

/** What a person denied shortly before is denied; else an allow rule approves at once, a deny rule denies, and everything else waits for people, with a card for each route and person. */
async function bornAs(
  desk: BirthDesk,
  request: ApprovalRequest,
  {
    now,
    postings,
    coolDown,
    atOnce,
  }: Pick<Birth, 'now' | 'postings'> & Pick<Before, 'coolDown'> & { readonly atOnce: UseAtBirth | undefined },
): Promise<Born> {
  const { verdict } = request;
  const rules = verdict.rules.filter((rule) => rule.effect === verdict.effect).map((rule) => rule.id);
  const actor = { kind: 'policy', id: verdict.policyVersion, name: rules.join(', ') } as const;
  // The deciding event follows `requested`, which is number 1.
  const asked = { ...request, seq: 1 };
  if (coolDown !== undefined) {
    const { change, event } = closedByCoolDown(verdict, coolDown);
    return { ...end(asked, 'denied', now, desk.baseUrl, change), events: [event] };
  }
  if (verdict.effect === 'deny') {
    const ending = end(asked, 'denied', now, desk.baseUrl, {
      endReason: deniedBy(rules),
    });
    return { ...ending, events: [{ type: 'denied', actor, facts: { rules } }] };
  }
  if (verdict.effect === 'allow') {
    const grant = await makeGrant(request, now, desk.sign);
    const ending = end(asked, 'approved', now, desk.baseUrl, {
      grant,
      endReason: allowedBy(rules),
    });
    const facts = {
      rules,
      grant: grant.id,
      grant_expires_at: grant.expiresAt,
      intent_hash: request.intentHash,
    };
    const born: Born = { ...ending, events: [{ type: 'approved', actor, facts }] };
    const step = atOnce && usedAtBirth({ ...asked, ...born.change }, atOnce, now, desk.baseUrl);
    if (step?.do !== 'write') return born;
    return { ...born, change: { ...born.change, ...step.change }, events: [...born.events, ...step.events] };
  }
  return { ...newCards(verdict, postings), events: [] };
}

function requestedEvent(
  ask: Ask,
  {
    justification,
    claims,
    deniedBefore,
    history,
  }: {
    readonly justification: string | undefined;
    readonly claims: string | undefined;
    readonly deniedBefore: DeniedBefore | undefined;
    readonly history: History | undefined;
  },
): EventDraft {
  return {
    type: 'requested',
    actor: askedBy(ask),
    facts: {
      agent: ask.agent,
      ...judgementFacts(ask),
      ...(justification === undefined ? {} : { justification }),
      ...(claims === undefined ? {} : { claims }),
      ...(ask.starter === undefined ? {} : { starter: ask.starter }),
      ...(deniedBefore === undefined ? {} : { denied_before: deniedBefore }),
      ...(history === undefined ? {} : { history }),
    },
  };
}
