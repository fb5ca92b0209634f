// Trip 5, Lapse: the sweep reads only due watch rows; for each it loads the request first, ends what time has ended, nudges what is
// owed, and puts down when to look next. It finishes whatever a lost nudge left undone.

import { denyIfOvertaken, denyPending } from '../agent/deny-pending.ts';
import { pauseReported } from '../agent/pause-reported.ts';
import { isStandingId, standingId } from '../agent/standing.ts';
import { lapse, lapsesAt } from '../change/time-out.ts';
import { giveBackPlaces } from '../counting/quota.ts';
import { type SiblingDesk, tellOthers } from '../denial/siblings.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { NewerVersionFault } from '../faults.ts';
import type { Desk, Nudge, Watch } from '../ports.ts';
import { inviteDue } from '../prompt/invite.ts';
import { promptDue } from '../prompt/prompt.ts';
import { isUnreached } from '../prompt/reach.ts';
import { type StandingCardsDesk, tellStanding } from '../prompt/standing-shown.ts';
import { todoDue } from '../prompt/tell.ts';
import { dueSlot, earliest, later, latest } from '../time.ts';
import type { ApprovalRequest, ChainId, Instant } from '../words.ts';
import type { Invite, Prompt, Todo } from '../work.ts';
import { type EndUnnamed, endIfUndecidable, type Looked, type UndecidableDesk } from './undecidable.ts';
import { mayComeEarly, urge, urgesAt } from './urge.ts';

/** A row whose event never came is kept this long: its commit may still land. */
const KEEP_ABSENT_MS = 24 * 3_600_000;
/** A row that announces bookkeeping (an adoption, a revival) is kept this long: no event tells whether that write still lands. */
const KEEP_UNSETTLED_MS = 60_000;
/** No row is looked at again sooner. */
const NEXT_LOOK_MS = 20_000;
const AT_ONCE = 8;
/** One look at a paused agent, or at what a person denied, denies for at most this long. */
const DENY_FOR_MS = 8000;

/** The directory may take this long of one sweep: asking who is left must not keep what is overdue waiting. */
const CHECK_FOR_MS = 4000;

export type SweepDesk = UndecidableDesk & SiblingDesk & StandingCardsDesk;
type WholeDesk = SweepDesk & { readonly endUnnamed: EndUnnamed };

/** How many rows one sweep looked at and removed, and how many nudges it sent. */
export interface Swept {
  readonly looked: number;
  readonly nudged: number;
  readonly removed: number;
  /** What a newer version wrote and this one left alone: the record and the row. */
  readonly newer: readonly NewerRow[];
}

/** A row that a newer version wrote. */
export interface NewerRow {
  readonly record: ChainId;
  readonly row: string;
  readonly version: number;
}

/**
 * Looks at up to `limit` due rows. Faults of one request never keep the others waiting; the first is thrown at the end. What a newer version
 * wrote is no fault: its row is kept, at the end of the list, until such a version comes by.
 */
export async function sweep(desk: WholeDesk, limit = 400): Promise<Swept> {
  const due = await desk.watch.due(desk.clock(), limit);
  // Rows of a newer version stay due: they are no reason to read on at once.
  const looked = due.filter((watch) => watch.newer === undefined).length;
  const check = createCheck(desk);
  const done = await eachAtOnce(due, AT_ONCE, (watch) => lookUnlessNewer(desk, watch, check));
  return {
    looked,
    nudged: done.reduce((sum, { nudged }) => sum + nudged, 0),
    removed: done.filter(({ removed }) => removed).length,
    newer: done.flatMap(({ newer }) => newer),
  };
}

/** What came of one row. */
interface Done {
  readonly nudged: number;
  readonly removed: boolean;
  readonly newer: readonly NewerRow[];
}

/** A value, and the rows of a newer version that were left alone on the way to it. */
interface Left<T> {
  readonly value: T;
  readonly newer: readonly NewerRow[];
}

/** What `run` gives, or `instead` where it meets a row of a newer version in the partition of `record`. */
async function leaveNewer<T>(record: ChainId, run: () => Promise<T>, instead: T): Promise<Left<T>> {
  try {
    return { value: await run(), newer: [] };
  } catch (error) {
    if (!(error instanceof NewerVersionFault)) throw error;
    return { value: instead, newer: [{ record, row: error.row, version: error.version }] };
  }
}

async function lookUnlessNewer(desk: WholeDesk, watch: Watch, check: Check): Promise<Done> {
  const look = () => (isStandingId(watch.request) ? lookAtAgent(desk, watch) : lookAt(desk, watch, check));
  const { value, newer } = await leaveNewer<Done | undefined>(watch.request, look, undefined);
  return value ?? { nudged: 0, removed: await letGo(desk, watch, true), newer };
}

type Check = (request: ApprovalRequest) => Promise<Looked | undefined>;

/** Asks who is left to decide; no more once the directory is silent, or has had its time. */
function createCheck(desk: UndecidableDesk): Check {
  const until = later(desk.clock(), CHECK_FOR_MS);
  let silent = false;
  return async (request) => {
    if (request.status !== 'pending') return undefined;
    const now = desk.clock();
    if (silent || now > until) return { request, again: later(now, NEXT_LOOK_MS) };
    const looked = await endIfUndecidable(desk, request);
    silent ||= looked.silent === true;
    return looked;
  };
}

async function lookAt(desk: WholeDesk, watch: Watch, check: Check): Promise<Done> {
  // Load the request before anything is decided about the row.
  const loaded = await desk.store.load(watch.request);
  const keep = isToKeep(desk, watch, loaded?.data);
  if (loaded === undefined) return { nudged: 0, removed: await letGo(desk, watch, keep), newer: [] };

  const lapsed = await lapse(desk, watch.request);
  const settled = lapsed.ok ? lapsed.value.request : loaded.data;
  // The request as a pause leaves it. A standing of a newer version says nothing here: the rest of the look goes on.
  const standing = standingId(settled.agent.clientId);
  const overtaken = await leaveNewer(standing, () => denyIfOvertaken(desk, settled), settled);
  const named = await desk.endUnnamed(overtaken.value);
  const waits = named?.request ?? overtaken.value;
  const urged = await leaveNewer(watch.request, () => urgeIfDue(desk, waits), waits);
  const request = urged.value;
  const now = desk.clock();
  const owing = await whatIsOwed(desk, request, now);
  const owed = owing.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const nudges = owed.flatMap(({ due, nudge }) => (due <= now && nudge !== undefined ? [nudge] : []));
  if (nudges.length > 0) await desk.nudge(nudges);

  // A row of a newer version is read at each sweep: the directory is asked for the rows of this one's own looks.
  const checked = watch.newer === undefined ? await check(request) : undefined;
  // Whoever denied it may have died before its siblings were.
  const noSiblings = await tellOthers(desk, request, later(now, DENY_FOR_MS));
  // The same of the pause that a report brings.
  const allDenied = (await pauseReported(desk, request, later(now, DENY_FOR_MS))) && noSiblings;
  const again = earliest([allDenied ? checked?.again : later(now, NEXT_LOOK_MS), named?.again]);
  const next = nextLook(checked?.request ?? request, owed, again, now);
  if (next !== undefined) {
    await desk.watch.add({ key: next.key, due: next.due, request: request.id, event: 0, since: now });
  }
  await giveBackPlaces(desk, checked?.request ?? request);
  const newer = [
    ...(watch.newer === undefined ? [] : [{ record: watch.request, row: watch.key, version: watch.newer }]),
    ...overtaken.newer,
    ...urged.newer,
    ...owing.flatMap((each) => each.newer),
  ];
  // The row we inserted may be the very one we read.
  const removed = next?.key !== watch.key && (await letGo(desk, watch, keep));
  return { nudged: nudges.length, removed, newer };
}

/** The request once its reminder or escalation has come; the first escalation comes at once where no card reaches anybody. */
async function urgeIfDue(desk: WholeDesk, request: ApprovalRequest): Promise<ApprovalRequest> {
  const due = urgesAt(request);
  const isDue = due !== undefined && due <= desk.clock();
  const isUnheard = !isDue && mayComeEarly(request) && (await isUnreached(desk.store, request));
  if (!isDue && !isUnheard) return request;
  const urged = await urge(desk, request.id, isUnheard ? 'nobody_reached' : undefined);
  return urged.ok ? urged.value.request : request;
}

/** A pause announces itself under the agent's id: while something is left of what it denies, look again. */
async function lookAtAgent(desk: WholeDesk, watch: Watch): Promise<Done> {
  const loaded = await desk.standings.load(watch.request);
  const keep = isToKeep(desk, watch, loaded?.data);
  const left = loaded && (await denyPending(desk, loaded.data, later(desk.clock(), DENY_FOR_MS)));
  await tellStanding(desk, watch.request);
  return { nudged: 0, removed: await letGo(desk, watch, keep || left?.pause?.denying === true), newer: [] };
}

/** Must the row stay? `record`: what stood there before anything was decided about the row. */
function isToKeep(desk: Desk, watch: Watch, record: { readonly seq: number } | undefined): boolean {
  const age = Date.parse(desk.clock()) - Date.parse(watch.since);
  const absent = record === undefined || record.seq < watch.event;
  return absent ? age < KEEP_ABSENT_MS : announcesBookkeeping(watch) && age < KEEP_UNSETTLED_MS;
}

/**
 * Removes the row; one whose event may still come stays on the list, but at its end: rows that wait for writes which never landed must
 * not stand in front of those that are due.
 */
async function letGo(desk: Desk, watch: Watch, keep: boolean): Promise<boolean> {
  // What a newer version wrote is neither moved nor removed: the list gives those rows no more than their share.
  if (watch.newer !== undefined) return false;
  if (keep) {
    const due = dueSlot(Date.parse(desk.clock()) + NEXT_LOOK_MS);
    const { request, event, since } = watch;
    await desk.watch.add({ key: `${due}|${request}|${desk.mint('w')}`, due, request, event, since });
  }
  await desk.watch.remove(watch);
  return !keep;
}

/** Announced, not written by the sweep (its key has a random part), and without an event to wait for. */
const announcesBookkeeping = (watch: Watch): boolean => watch.event === 0 && watch.key.split('|').length > 2;

interface Owed {
  /** Absent where a newer version owes it: this one only looks again. */
  readonly nudge?: Nudge;
  readonly due: Instant;
}

/** The prompts and callbacks that owe something. A row of a newer version owes something unknown, and is left to that version. */
async function whatIsOwed(
  desk: Desk,
  request: ApprovalRequest,
  now: Instant,
): Promise<readonly Left<Owed | undefined>[]> {
  const owing = <T extends object>(
    kind: Nudge['kind'],
    key: string,
    dueOf: (data: T) => Instant | undefined,
  ): Promise<Left<Owed | undefined>> => {
    const read = async (): Promise<Owed | undefined> => {
      const row = await desk.store.read<T>(request.id, key);
      const due = row === undefined ? undefined : dueOf(row.data);
      return due === undefined ? undefined : { nudge: { kind, request: request.id, todo: key }, due };
    };
    return leaveNewer(request.id, read, { due: later(now, NEXT_LOOK_MS) });
  };
  return await Promise.all([
    ...request.prompts.map((key) => owing<Prompt>('show', key, (prompt) => promptDue(prompt, request, now))),
    ...request.todos.map((key) => owing<Todo>('tell', key, (todo) => todoDue(todo, now))),
    ...(request.invites ?? []).map((key) =>
      owing<Invite>('invite', key, (row) => inviteDue(row, request, now)),
    ),
  ]);
}

/** Live or owing: look again at the earliest of expiry, reminder, escalation, grant end, outcome due, any `nextTry` or lease end, but not before 20 s. */
function nextLook(request: ApprovalRequest, owed: readonly Owed[], again: Instant | undefined, now: Instant) {
  const due = earliest([lapsesAt(request), urgesAt(request), again, ...owed.map((each) => each.due)]);
  if (due === undefined) return undefined;
  const soonest = later(now, NEXT_LOOK_MS);
  const slot = dueSlot(Date.parse(latest(due, soonest)));
  return { key: `${slot}|${request.id}`, due: slot };
}
