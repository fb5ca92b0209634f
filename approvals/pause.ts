// Pausing an agent and letting it go on. A pause is recorded first; from then on nothing new is taken, approved or redeemed, whatever was
// on its way. Then what is pending is denied; what this call does not reach, the sweep finishes. Another administrator has to resume.
import { type AdminDesk, askAdministrator } from './administrator.ts';
import type { Changed, Step } from './change.ts';
import { changeStanding } from './change-standing.ts';
import { type DenyDesk, denyPending } from './deny-pending.ts';
import { StoreFault } from './faults.ts';
import type { Desk } from './ports.ts';
import { type Answer, accept, invalid, refuse } from './refusal.ts';
import { STANDING_KEY } from './row-keys.ts';
import { blankStanding, type Pause, pauseOf, type Standing, standingId } from './standing.ts';
import { COMMENT_LIMIT, textRow } from './text.ts';
import { later } from './time.ts';
import type { Instant, Person } from './words.ts';

export type PauseDesk = DenyDesk & AdminDesk;

/** What an administrator wants with an agent. `words`: the reason. */
export interface Order {
  readonly clientId: string;
  readonly person: Person;
  readonly words?: string;
  readonly via: 'teams' | 'api';
}

/** A person waits for the answer; whatever is left after this long, the sweep denies. */
const DENY_FOR_MS = 5000;

/**
 * Pauses. An agent paused already gets the same answer and nothing is written. Refusals: `invalid` without a reason, `comment_too_long`,
 * those of `askAdministrator` and of `changeStanding`.
 */
export async function pauseAgent(desk: PauseDesk, order: Order): Promise<Answer<Changed<Standing>>> {
  const words = order.words?.trim() ?? '';
  if (words === '') return refuse(invalid('/reason', 'is missing: say why the agent is paused'));
  if (words.length > COMMENT_LIMIT) return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  const id = standingId(order.clientId);
  if ((await desk.standings.load(id)) === undefined) {
    // Nobody else makes an agent a record.
    const admin = await askAdministrator(desk, order.person);
    if (!admin.ok) return admin;
    const data = blankStanding(order.clientId, desk.tenant, desk.mint('s'));
    await desk.standings.insert(id, { key: STANDING_KEY, data });
  }
  const paused = await changeStanding(desk, id, (standing, now) =>
    stop(desk, standing, { ...order, words }, now),
  );
  if (!paused.ok) return paused;
  try {
    await denyPending(desk, id, later(desk.clock(), DENY_FOR_MS));
  } catch (error) {
    // The pause stands; the sweep knows what is left.
    if (!(error instanceof StoreFault)) throw error;
  }
  return asStored(desk, paused.value);
}

/**
 * Lets the agent go on. One that is not paused gets the same answer. Refusals: `own_pause` to who paused it, `comment_too_long`, those of
 * `askAdministrator` and of `changeStanding`; no record: it was never paused.
 */
export async function resumeAgent(
  desk: PauseDesk,
  order: Order,
): Promise<Answer<Changed<Standing | undefined>>> {
  const words = order.words?.trim() ?? '';
  if (words.length > COMMENT_LIMIT) return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  const id = standingId(order.clientId);
  if ((await desk.standings.load(id)) === undefined) {
    const admin = await askAdministrator(desk, order.person);
    return admin.ok ? accept({ record: undefined, wrote: false }) : admin;
  }
  return changeStanding(desk, id, (standing, now) => letGoOn(desk, standing, { ...order, words }, now));
}

type Worded = Order & { readonly words: string };

async function stop(
  desk: PauseDesk,
  standing: Standing,
  { person, words, via }: Worded,
  now: Instant,
): Promise<Step<Standing>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return { do: 'refuse', refusal: admin.refusal };
  if (pauseOf(standing) !== undefined) return { do: 'keep' };
  const seq = standing.seq + 1;
  const { digest, row } = textRow(standing, seq, words);
  const pause: Pause = { by: admin.value, at: now, seq, text: digest, denying: true };
  const facts = { ...evidence(desk, standing, via, now), text: digest };
  return {
    do: 'write',
    change: { pause },
    events: [{ type: 'paused', actor: { kind: 'person', id: person.oid }, facts }],
    rows: [row],
  };
}

async function letGoOn(
  desk: PauseDesk,
  standing: Standing,
  { person, words, via }: Worded,
  now: Instant,
): Promise<Step<Standing>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return { do: 'refuse', refusal: admin.refusal };
  const pause = pauseOf(standing);
  if (pause === undefined) return { do: 'keep' };
  // Four eyes: whoever took an administrator's account over could otherwise undo the pause that stops them.
  if (pause.by.oid === person.oid) return { do: 'refuse', refusal: { reason: 'own_pause' } };
  const text = words === '' ? undefined : textRow(standing, standing.seq + 1, words);
  const said = text === undefined ? {} : { text: text.digest };
  const facts = { ...evidence(desk, standing, via, now), paused: pause.seq, ...said };
  return {
    do: 'write',
    change: { pause: { ...pause, ended: { by: admin.value, at: now, ...said } } },
    events: [{ type: 'resumed', actor: { kind: 'person', id: person.oid }, facts }],
    rows: text === undefined ? [] : [text.row],
  };
}

/** Why this person could do it. */
const evidence = ({ adminsGroup }: AdminDesk, { clientId }: Standing, via: Order['via'], now: Instant) => ({
  agent: clientId,
  via,
  member_of: [adminsGroup],
  checked_at: now,
});

/** Denying changed it since: tell what is stored. */
async function asStored(
  { standings }: Desk,
  { record, wrote }: Changed<Standing>,
): Promise<Answer<Changed<Standing>>> {
  const row = await standings.load(record.id);
  return accept({ record: row?.data ?? record, wrote });
}
