// Trip 1, Ask: always records a request, born approved (an allow rule, named), pending, or denied, unless its agent has reached a limit.
// The places it takes come first, then the catalog and watch rows; then one commit creates everything. With an idempotency key the id
// itself finds the duplicate.
import { type Ask, birth } from './birth.ts';
import { create, sameOrOther } from './create.ts';
import { StoreFault } from './faults.ts';
import { postingsOf } from './newborn.ts';
import type { Catalog, Desk, SignGrant } from './ports.ts';
import { leavePlaces, pendingQuota, type QuotaDesk, takePlaces } from './quota.ts';
import { type Answer, refuse } from './refusal.ts';
import { pausedRefusal, pauseOf, standingId } from './standing.ts';
import type { ApprovalRequest } from './words.ts';

export type SubmitDesk = Desk & QuotaDesk & { readonly catalog: Catalog; readonly sign: SignGrant };

/**
 * Records the request, or finds the one recorded before under the same id. Refusals: `duplicate_request` (same key, other body),
 * `limit_reached`, `agent_paused`, `not_known_yet`. Throws `StoreFault` when storage is out of reach and nothing was written.
 */
export async function submit(desk: SubmitDesk, ask: Ask): Promise<Answer<ApprovalRequest>> {
  // One that exists takes nothing: a repeat gets its answer also when a limit is reached.
  const known = ask.keyed ? await desk.store.load(ask.id) : undefined;
  if (known !== undefined) return sameOrOther(known.data, ask.bodyHash);
  const op = desk.mint('op');
  const places = await takePlaces(desk, { ...ask, op, waits: ask.verdict.effect === 'review' });
  if (!places.ok) return places;
  const giveBack = () => leavePlaces(desk, pendingQuota(ask.agent.clientId), places.value);
  // After the places, so that a pause either is seen here or finds this request on the list of what waits; before anything else, so that
  // a paused agent that goes on asking leaves nothing behind.
  const loaded = await desk.standings.load(standingId(ask.agent.clientId)).catch(async (error: unknown) => {
    if (error instanceof StoreFault) await giveBack();
    throw error;
  });
  const standing = loaded?.data;
  const pause = pauseOf(standing);
  if (pause !== undefined) {
    await giveBack();
    return refuse(pausedRefusal(pause));
  }
  const postings = postingsOf(ask.verdict, desk.mint);
  const what = { ...ask, op, whenNothing: giveBack };
  return await create(desk, what, (stamp) =>
    birth(desk, ask, { ...stamp, postings, standing: standing?.seq ?? 0 }),
  );
}
