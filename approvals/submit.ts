// Trip 1, Ask: always records a request, born approved (an allow rule, named), pending, or denied, unless its agent has reached a limit.
// The places it takes come first, then the catalog and watch rows; then one commit creates everything. With an idempotency key the id
// itself finds the duplicate.
import { type Ask, birth } from './birth.ts';
import { announce } from './change.ts';
import { StoreFault } from './faults.ts';
import type { Catalog, Desk, Place, SignGrant } from './ports.ts';
import { pendingQuota, type QuotaDesk, takePlaces } from './quota.ts';
import type { Answer } from './refusal.ts';
import { accept, refuse } from './refusal.ts';
import { pausedRefusal, pauseOf, standingId } from './standing.ts';
import { dayOf } from './time.ts';
import { sendNudges } from './transition.ts';
import type { ApprovalRequest } from './words.ts';

export type SubmitDesk = Desk & QuotaDesk & { readonly catalog: Catalog; readonly sign: SignGrant };

const MAX_TRIES = 6;

/**
 * Records the request, or finds the one recorded before under the same id. Refusals: `duplicate_request` (same key, other body),
 * `limit_reached`, `agent_paused`, `not_known_yet`. Throws `StoreFault` when storage is out of reach and nothing was written.
 */
export async function submit(desk: SubmitDesk, ask: Ask): Promise<Answer<ApprovalRequest>> {
  // One that exists takes nothing: a repeat gets its answer also when a limit is reached.
  const known = ask.keyed ? await desk.store.load(ask.id) : undefined;
  if (known !== undefined) return sameOrOther(known.data, ask.bodyHash);
  const op = desk.mint('op');
  const places = await takePlaces(desk, { ...ask, op, effect: ask.verdict.effect });
  if (!places.ok) return places;
  // After the places, so that a pause either is seen here or finds this request on the list of what waits; before anything else, so that
  // a paused agent that goes on asking leaves nothing behind.
  const standing = (await desk.standings.load(standingId(ask.agent.clientId)))?.data;
  const pause = pauseOf(standing);
  if (pause !== undefined) {
    await leavePlaces(desk, ask, places.value);
    return refuse(pausedRefusal(pause));
  }
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
      const born = await birth(desk, ask, { op, salt, nonces, now, standing: standing?.seq ?? 0 });
      const result = await desk.store.commit(born);
      open = true;
      if (result === 'unresolved') continue;
      const [stored] = await Promise.all([
        desk.store.load(ask.id),
        result === 'won' ? sendNudges(desk, born.after) : undefined,
      ]);
      if (stored === undefined) throw new StoreFault('a request just written is not there', true);
      if (result === 'lost') await leavePlaces(desk, ask, places.value);
      return sameOrOther(stored.data, ask);
    } catch (error) {
      // Once a try was sent and not refused, nobody may be told that nothing was written.
      if (!open || !(error instanceof StoreFault)) throw error;
      if (!error.retry) break;
    }
  }
  return refuse({ reason: 'not_known_yet' });
}

/** The id holds no secret of the body: only an equal body is the same call made again. */
function sameOrOther(stored: ApprovalRequest, ask: Ask): Answer<ApprovalRequest> {
  return stored.bodyHash === ask.bodyHash ? accept(stored) : refuse({ reason: 'duplicate_request' });
}

/** Nothing of this try waits: another one was recorded, with a place of its own, or none. One that stays behind is cleared in time. */
async function leavePlaces(desk: SubmitDesk, { agent }: Ask, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  try {
    await desk.quota.remove(pendingQuota(agent.clientId), places);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}
