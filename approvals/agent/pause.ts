// Pausing an agent and letting it go on. A pause is recorded first; from then on nothing new is taken, approved or redeemed, whatever was
// on its way. Then what is pending is denied; what this call does not reach, the sweep finishes. Another administrator has to resume.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import type { Changed, Step } from '../change/change.ts';
import { StoreFault } from '../faults.ts';
import { type Answer, accept, invalid, refuse } from '../refusal.ts';
import { STANDING_KEY } from '../row-keys.ts';
import { hasWords } from '../text/plain-text.ts';
import { COMMENT_LIMIT, textRow } from '../text/text.ts';
import { later } from '../time.ts';
import type { Instant, Person } from '../words.ts';
import { changeStanding } from './change-standing.ts';
import { type DenyDesk, denyPending } from './deny-pending.ts';
import { blankStanding, type Pause, pauseOf, type Standing, standingId } from './standing.ts';

export type PauseDesk = DenyDesk & AdminDesk;

/** What an administrator wants with an agent. */
export interface Order {
  readonly clientId: string;
  readonly person: Person;
  readonly reason?: string;
  readonly via: 'teams' | 'api';
}

/** A person waits for the answer; whatever is left after this long, the sweep denies. */
const DENY_FOR_MS = 5000;

/**
 * Pauses. An agent paused already gets the same answer and nothing is written. Refusals: `invalid` without a reason, `comment_too_long`,
 * those of `askAdministrator` and of `changeStanding`.
 */
export async function pauseAgent(desk: PauseDesk, order: Order): Promise<Answer<Changed<Standing>>> {
  const reason = order.reason?.trim() ?? '';
  if (!hasWords(reason)) return refuse(invalid('/reason', 'is missing: say why the agent is paused'));
  const paused = await byAdministrator(desk, { ...order, reason }, pauseRule);
  if (!paused.ok) return paused;
  const { record, wrote } = paused.value;
  try {
    return accept({ record: await denyPending(desk, record, later(desk.clock(), DENY_FOR_MS)), wrote });
  } catch (error) {
    // The pause stands; the sweep knows what is left.
    if (!(error instanceof StoreFault)) throw error;
    return paused;
  }
}

/**
 * Lets the agent go on. One that is not paused gets the same answer and nothing is written; one that never was has a blank standing.
 * Refusals: `own_pause` to who paused it, `comment_too_long`, those of `askAdministrator` and of `changeStanding`.
 */
export function resumeAgent(desk: PauseDesk, order: Order): Promise<Answer<Changed<Standing>>> {
  return byAdministrator(desk, { ...order, reason: order.reason?.trim() ?? '' }, resumeRule);
}

/** An order as a rule gets it. */
interface Checked {
  /** As the directory names them. */
  readonly by: Person;
  readonly reason: string;
  /** Why this person could give it. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

type OrderRule = (standing: Standing, order: Checked, now: Instant) => Step<Standing>;
type WordedOrder = Order & { readonly reason: string };

/** Applies `rule` to the agent's standing, for an administrator alone. Only what writes makes an agent a record. */
async function byAdministrator(
  desk: PauseDesk,
  order: WordedOrder,
  rule: OrderRule,
): Promise<Answer<Changed<Standing>>> {
  if (order.reason.length > COMMENT_LIMIT)
    return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  const id = standingId(order.clientId);
  const [first, seen] = await Promise.all([check(desk, order), desk.standings.load(id)]);
  if (!first.ok) return first;
  if (seen === undefined) {
    const blank = blankStanding(order.clientId, desk.tenant, desk.mint('s'));
    if (rule(blank, first.value, desk.clock()).do === 'keep') return accept({ record: blank, wrote: false });
    await desk.standings.insert(id, { key: STANDING_KEY, data: blank });
  }
  let fresh: Answer<Checked> | undefined = first;
  const judge = async (standing: Standing, now: Instant): Promise<Step<Standing>> => {
    // A try that another change overtook is judged anew, and the directory asked anew.
    const checked = fresh ?? (await check(desk, order));
    fresh = undefined;
    return checked.ok ? rule(standing, checked.value, now) : { do: 'refuse', refusal: checked.refusal };
  };
  return changeStanding(desk, id, judge, seen);
}

async function check(desk: PauseDesk, { person, reason, via }: WordedOrder): Promise<Answer<Checked>> {
  const checkedAt = desk.clock();
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const evidence = { via, member_of: [desk.adminsGroup], checked_at: checkedAt };
  return accept({ by: admin.value, reason, evidence });
}

function pauseRule(standing: Standing, { by, reason, evidence }: Checked, now: Instant): Step<Standing> {
  if (pauseOf(standing) !== undefined) return { do: 'keep' };
  const seq = standing.seq + 1;
  const { digest, row } = textRow(standing, seq, reason);
  const pause: Pause = { by, at: now, seq, text: digest, denying: true };
  const facts = { agent: standing.clientId, ...evidence, text: digest };
  return {
    do: 'write',
    change: { pause },
    events: [{ type: 'paused', actor: { kind: 'person', id: by.oid }, facts }],
    rows: [row],
  };
}

function resumeRule(standing: Standing, { by, reason, evidence }: Checked, now: Instant): Step<Standing> {
  const pause = pauseOf(standing);
  if (pause === undefined) return { do: 'keep' };
  // Four eyes: whoever took an administrator's account over could otherwise undo the pause that stops them.
  if (pause.by.oid === by.oid) return { do: 'refuse', refusal: { reason: 'own_pause' } };
  const text = reason === '' ? undefined : textRow(standing, standing.seq + 1, reason);
  const said = text === undefined ? {} : { text: text.digest };
  const facts = { agent: standing.clientId, ...evidence, paused: pause.seq, ...said };
  return {
    do: 'write',
    change: { pause: { ...pause, ended: { by, at: now, ...said } } },
    events: [{ type: 'resumed', actor: { kind: 'person', id: by.oid }, facts }],
    rows: text === undefined ? [] : [text.row],
  };
}
