// Trip 1, Ask: always records a request, born approved (an allow rule, named), pending, or denied, unless its agent has reached a limit.
// The places it takes come first, then the catalog and watch rows; then one commit creates everything. With an idempotency key the id
// itself finds the duplicate.

import { pausedRefusal, pauseOf, type Standing, standingId } from '../agent/standing.ts';
import { admit } from '../counting/admit.ts';
import type { QuotaDesk } from '../counting/places.ts';
import { coolDownFor, type LookBackDesk, similarDenial } from '../denial/earlier-denial.ts';
import { StoreFault } from '../faults.ts';
import { findHistory, type HistoryDesk } from '../history/find-history.ts';
import type { Catalog, Desk, SignGrant } from '../ports.ts';
import { type Answer, refuse } from '../refusal.ts';
import type { Ruling } from '../verdict.ts';
import type { ApprovalRequest } from '../words.ts';
import { type Ask, type Before, birth } from './birth.ts';
import { create, sameOrOther } from './create.ts';
import { postingsOf } from './newborn.ts';

export type SubmitDesk = Desk &
  QuotaDesk &
  LookBackDesk &
  HistoryDesk & {
    readonly catalog: Catalog;
    readonly sign: SignGrant;
    /** The chat of a person with the app. Throws `StoreFault`. */
    readonly people: { find(oid: string): Promise<object | undefined> };
  };

/**
 * Records the request, or finds the one recorded before under the same id. Refusals: `duplicate_request` (same key, other body),
 * `limit_reached`, `agent_paused`, `not_known_yet`. Throws `StoreFault` when storage is out of reach and nothing was written.
 */
export async function submit(desk: SubmitDesk, ask: Ask & Ruling): Promise<Answer<ApprovalRequest>> {
  // One that exists takes nothing: a repeat gets its answer also when a limit is reached.
  const known = ask.keyed ? await desk.store.load(ask.id) : undefined;
  if (known !== undefined) return sameOrOther(known.data, ask.bodyHash);
  const [op, salt] = [desk.mint('op'), desk.mint('s')];
  const admitted = await admit(desk, { ...ask, op, as: 'ask' });
  if (!admitted.ok) return admitted;
  const { verdict, giveBack } = admitted.value;
  // After the places, so that a pause either is seen here or finds this request on the list of what waits; before anything else, so that
  // a paused agent that goes on asking leaves nothing behind.
  const [standing, before, owners] = await lookAround(desk, { ...ask, verdict, salt }).catch(
    async (error: unknown) => {
      if (error instanceof StoreFault) await giveBack();
      throw error;
    },
  );
  const pause = pauseOf(standing);
  if (pause !== undefined) {
    await giveBack();
    return refuse(pausedRefusal(pause));
  }
  // Born denied it waits for nobody, and nothing is allowed.
  if (before.coolDown !== undefined) await giveBack();
  const postings = postingsOf(verdict, desk.mint, owners);
  const what = { ...ask, op, salt, whenNothing: giveBack };
  return await create(desk, what, (stamp) =>
    birth(desk, { ...ask, verdict }, { ...stamp, postings, standing: standing?.seq ?? 0, before }),
  );
}

/**
 * The agent's standing, what people made of the same before, and which owners can be told. A denial that lands at this very moment may be
 * missed: then people are asked once more.
 */
async function lookAround(
  desk: SubmitDesk,
  ask: Ask & Pick<ApprovalRequest, 'salt'>,
): Promise<[Standing | undefined, Before, readonly string[]]> {
  const now = desk.clock();
  const [loaded, coolDown, similar, history, owners] = await Promise.all([
    desk.standings.load(standingId(ask.agent.clientId)),
    coolDownFor(desk, ask, now),
    // What a rule decides nobody looks at.
    ask.verdict.effect === 'review' ? similarDenial(desk, ask, now) : undefined,
    ask.verdict.effect === 'review' ? findHistory(desk, ask, now) : undefined,
    ask.verdict.effect === 'review' ? withApp(desk, ask.owners ?? []) : [],
  ]);
  const found = coolDown === undefined ? { similar, history } : { coolDown };
  return [loaded?.data, found, owners];
}

/** So many owners get a card: all cards of a request's birth are written in one transaction. */
const MOST_OWNERS = 20;

/** The first of those who have a chat with the app, each once. The others are not waited for: an owner is told, never needed. */
async function withApp({ people }: SubmitDesk, owners: readonly string[]): Promise<readonly string[]> {
  const each = [...new Set(owners)];
  const chats = await Promise.all(each.map((oid) => people.find(oid)));
  return each.filter((_, index) => chats[index] !== undefined).slice(0, MOST_OWNERS);
}
