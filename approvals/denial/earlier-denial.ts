// What a denial by a person means for what the same agent asks after it: the same intent is not asked again for a while where a rule says
// so, and people are told of what comes back changed. The book of denials only says where to look: a stored denial alone is believed.
import { StoreFault } from '../faults.ts';
import { type ChangedParts, changedParts, redactingBoth } from '../intent/changed-parts.ts';
import { readIntent } from '../intent/intent.ts';
import { hashesOf, type Likeness, saySame } from '../intent/like.ts';
import type { CoolDown, DeniedBefore } from '../mark.ts';
import type { RequestStore } from '../ports.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import { later } from '../time.ts';
import { LONGEST_COOL_DOWN_MS, type Verdict } from '../verdict.ts';
import type { ApprovalRequest, Instant, Person } from '../words.ts';
import type { DenialBook, NotedDenial } from './denial-book.ts';

/** What looking back needs. */
export interface LookBackDesk {
  readonly store: Pick<RequestStore, 'peek' | 'peekIntent'>;
  readonly denials: DenialBook;
}

/** It as it is found, before what changed has its text. */
export interface FoundDenial extends Omit<DeniedBefore, 'changes'> {
  readonly changed?: ChangedParts;
}

/** What is asked now. */
export interface Asked extends Pick<ApprovalRequest, 'agent' | 'action' | 'resource'>, Likeness {
  readonly intent: Uint8Array;
  readonly verdict: Verdict;
}

/** People are told of denials this old. */
const REMEMBERED_MS = 24 * 3_600_000;
/** Rows about denials are kept for so long: a day more than anybody looks for them. */
export const DENIALS_KEPT_MS = LONGEST_COOL_DOWN_MS + REMEMBERED_MS;
/** Rows of one range that are read. Each is of a click by a person: a row whose denial never came hides no other within this number. */
const ROWS_READ = 500;

/** The cool-down that holds at `now` for this intent, or one alike. Throws `StoreFault` when storage does not answer: then nothing is known, and nothing allowed. */
export async function coolDownFor(
  { store, denials }: LookBackDesk,
  asked: Omit<Asked, 'intent'>,
  now: Instant,
): Promise<CoolDown | undefined> {
  const { agent, verdict } = asked;
  const { coolDownMs, effect } = verdict;
  if (coolDownMs === undefined || effect === 'deny') return undefined;
  const rows = await notedAlike(denials, asked, later(now, -coolDownMs));
  const found = await firstDenied(store, rows, agent.clientId, (request) => saySame(request, asked));
  if (found === undefined && rows.length >= ROWS_READ)
    throw new StoreFault('more denials of one intent are noted than are looked through', true);
  return found && coolDownAfter(found.request, coolDownMs, now);
}

/** Denials of the agent's intent, or one alike, that were noted since then, the newest first. Throws `StoreFault`. */
export async function notedAlike(
  denials: DenialBook,
  asked: Pick<ApprovalRequest, 'agent'> & Likeness,
  since: Instant,
): Promise<readonly NotedDenial[]> {
  const found = await Promise.all(
    hashesOf(asked).map((each) => denials.ofIntent(asked.agent.clientId, each, since, ROWS_READ)),
  );
  return found.flat().sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

/** The cool-down of so long that a person's denial of this request began, when it holds at `now`. */
export function coolDownAfter(
  request: ApprovalRequest,
  coolDownMs: number,
  now: Instant,
): CoolDown | undefined {
  const denied = denialOf(request);
  if (denied === undefined) return undefined;
  const until = later(denied.at, coolDownMs);
  return now < until ? { request: request.id, deniedAt: denied.at, until } : undefined;
}

/** The last denial that people should know of before they decide this: on the same resource, else of the same action. Throws `StoreFault`. */
export async function similarDenial(
  { store, denials }: LookBackDesk,
  asked: Asked & Pick<ApprovalRequest, 'salt'>,
  now: Instant,
): Promise<FoundDenial | undefined> {
  const { agent, action, resource } = asked;
  const rows = await denials.ofAction(agent.clientId, action, later(now, -REMEMBERED_MS), ROWS_READ);
  const isHere = ({ resource: { type, id } }: Pick<NotedDenial, 'resource'>) =>
    type === resource.type && id === resource.id;
  const [here, elsewhere] = [rows.filter(isHere), rows.filter((row) => !isHere(row))];
  const onIt = await firstDenied(
    store,
    here,
    agent.clientId,
    (each) => each.action === action && isHere(each),
  );
  const found =
    onIt ?? (await firstDenied(store, elsewhere, agent.clientId, (each) => each.action === action));
  if (found === undefined) return undefined;
  const { request, at, by } = found;
  const common = { request: request.id, at, by };
  if (!isHere(request)) return { ...common, same: 'action' };
  if (request.intentHash === asked.intentHash) return { ...common, same: 'intent' };
  const changed = await changedSince(store, request, asked);
  return { ...common, same: 'target', ...(changed === undefined ? {} : { changed }) };
}

/** What differs from what was denied; nothing where that is not kept any more. Throws `StoreFault`. */
export async function changedSince(
  store: Pick<RequestStore, 'peekIntent'>,
  denied: ApprovalRequest,
  asked: Pick<Asked, 'intent' | 'verdict'> & Pick<ApprovalRequest, 'salt' | 'intentHash'>,
): Promise<ChangedParts | undefined> {
  const was = await store.peekIntent(denied.id);
  if (was === undefined) return undefined;
  return changedParts(readIntent(was), readIntent(asked.intent), redactingBoth(denied, asked));
}

/** A denial as the request tells it that was denied. */
export interface PersonsDenial {
  readonly at: Instant;
  readonly by: Person;
}

interface Denied {
  readonly request: ApprovalRequest;
  readonly at: Instant;
  readonly by: string;
}

/** The first of these that a person did deny: a row may have been put down for a denial that never came. */
async function firstDenied(
  store: LookBackDesk['store'],
  rows: readonly NotedDenial[],
  clientId: string,
  isMeant: (request: ApprovalRequest) => boolean,
): Promise<Denied | undefined> {
  const ids = [...new Set(rows.map(({ request }) => request))];
  for (const id of ids) {
    const row = await store.peek<ApprovalRequest>(id, REQUEST_KEY);
    // What a newer version wrote may mean something else: then people are asked, as if nothing had been.
    if (row === undefined || row.newer !== undefined) continue;
    const denied = denialOf(row.data);
    const isTheirs = row.data.agent.clientId.toLowerCase() === clientId.toLowerCase();
    if (!isTheirs || denied === undefined) continue;
    if (isMeant(row.data)) return { request: row.data, at: denied.at, by: denied.by.oid };
  }
  return undefined;
}

/** When a person denied it, and who; nothing when it waits or came to another end. */
export function denialOf({ status, endedAt, votes }: ApprovalRequest): PersonsDenial | undefined {
  const vote = votes.find(({ choice }) => choice === 'deny');
  return status === 'denied' && endedAt !== undefined && vote !== undefined
    ? { at: endedAt, by: vote.person }
    : undefined;
}
