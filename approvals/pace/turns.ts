// Whose turn it is to send to a conversation. Every send takes its turn first, by compare-and-swap on rows that all hosts share: first that
// of the conversation, then that of the tenant. A turn that is not used is lost, which errs on the side of sending less.
import type { Desk } from '../ports.ts';
import type { Conversation } from '../work.ts';
import {
  closed,
  counted,
  drainedAt,
  freeAt,
  type Limit,
  OF_A_CONVERSATION,
  OF_A_TENANT,
  type Pace,
  paused,
  waiting,
  whyClosed,
} from './pace.ts';
import { type Held, type HeldList, type NudgeLater, type PaceBook, TENANT_PACE } from './pace-book.ts';

/** What a send is. */
export interface Sending {
  /** Somebody waits for it: it goes before what is only new. */
  readonly urgent: boolean;
  /** It queues behind what is held already. */
  readonly queues: boolean;
}

/**
 * Its turn has come, or comes at `at` at the soonest (milliseconds since 1970); or never, while the conversation takes nothing from us, for the
 * reason told.
 */
export type Turn = 'now' | { readonly at: number } | { readonly closed: string };

/** Every function throws `StoreFault`. */
export interface Turns {
  take(to: Pick<Conversation, 'id'>, sending: Sending): Promise<Turn>;
  /** Teams asked for a pause in this conversation: nobody sends there before it is over. */
  pause(to: Pick<Conversation, 'id'>, seconds: number): Promise<void>;
  /** The conversation takes nothing from us: nobody sends there before it is opened again. */
  close(to: Pick<Conversation, 'id'>, why: string): Promise<void>;
  /** The app was added there again. `false`: it was not closed. */
  reopen(to: Pick<Conversation, 'id'>): Promise<boolean>;
  /** Puts a card in the line of its conversation, and sees to it that the line moves. */
  hold(held: Held, sending: Sending): Promise<void>;
}

/** What pacing rests on. */
export type PaceDesk = Pick<Desk, 'clock' | 'waitBeforeTry'> & {
  readonly paces: PaceBook;
  readonly held: HeldList;
  readonly nudgeLater: NudgeLater;
};

/** A swap lost so often is given up: many others send there just now. */
const MAX_TRIES = 8;
const CROWDED_MS = 1000;
/** A drain that is late by more than this has died. */
const DRAIN_LATE_MS = 5000;
/** However long nothing new may go: the list of what waits is kept up to date meanwhile. */
export const LOOK_EVERY_MS = 10_000;
/** A drain that comes so soon after the newcomer's turn is soon enough. */
const SERVED_WITHIN_MS = 2000;

/** Turns over the shared rows. */
export function createTurns(desk: PaceDesk): Turns {
  return {
    take: async (to, sending) => {
      const turn = await takeOne(desk, to.id, OF_A_CONVERSATION, sending);
      if (turn !== 'now') return turn;
      return await takeOne(desk, TENANT_PACE, OF_A_TENANT, { ...sending, queues: false });
    },
    pause: async (to, seconds) => {
      await changePace(desk, to.id, (pace, now) => paused(pace, now + seconds * 1000));
    },
    close: async (to, why) => {
      await changePace(desk, to.id, (pace, now) => closed(pace, why, now));
    },
    reopen: async (to) => {
      let wasClosed = false;
      await changePace(desk, to.id, (pace, now) => {
        wasClosed = pace?.closed !== undefined;
        return wasClosed ? closed(pace, undefined, now) : undefined;
      });
      return wasClosed;
    },
    hold: async (held, { urgent }) => {
      await desk.held.add(held);
      await startLine(desk, held.conversation, urgent);
    },
  };
}

/** Nobody has to wait: for where nothing paces us. */
export const unpaced: Turns = {
  take: async () => 'now',
  pause: async () => undefined,
  close: async () => undefined,
  reopen: async () => false,
  hold: async () => undefined,
};

/** When one more may go to the conversation, whoever waits there. */
export async function nextFree(
  { paces, clock }: Pick<PaceDesk, 'paces' | 'clock'>,
  to: string,
  urgent: boolean,
): Promise<number> {
  const row = await paces.read(to);
  return freeAt(row?.data, OF_A_CONVERSATION, urgent, Date.parse(clock()));
}

/** Changes a pace against its version. `undefined` from `change`: nothing is to be written. `false`: given up, too many others do the same. */
export async function changePace(
  { paces, clock, waitBeforeTry }: Pick<PaceDesk, 'paces' | 'clock' | 'waitBeforeTry'>,
  of: string,
  change: (pace: Pace | undefined, now: number) => Pace | undefined,
): Promise<boolean> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const row = await paces.read(of);
    const next = change(row?.data, Date.parse(clock()));
    if (next === undefined || (await paces.write(of, next, row?.etag))) return true;
    await waitBeforeTry(attempt);
  }
  return false;
}

/** Is somebody about to send the next of what is held? */
const isDraining = (pace: Pace | undefined, now: number): boolean =>
  pace?.drainAt !== undefined && pace.drainAt > now - DRAIN_LATE_MS;

async function takeOne(
  desk: PaceDesk,
  of: string,
  limits: readonly Limit[],
  { urgent, queues }: Sending,
): Promise<Turn> {
  let refused: number | undefined;
  let why: string | undefined;
  const done = await changePace(desk, of, (pace, now) => {
    why = whyClosed(pace, now);
    if (why !== undefined) return undefined;
    const at = freeAt(pace, limits, urgent, now);
    const mayGo = at <= now && !(queues && pace?.waiting === true);
    refused = mayGo ? undefined : at;
    return mayGo ? counted(pace, now) : undefined;
  });
  if (why !== undefined) return { closed: why };
  if (refused !== undefined) return { at: refused };
  return done ? 'now' : { at: Date.parse(desk.clock()) + CROWDED_MS };
}

/** The line has somebody in it: where nobody drains it by then, a drain is due as soon as the newcomer may go or be listed. */
async function startLine(desk: PaceDesk, conversation: string, urgent: boolean): Promise<void> {
  let due: number | undefined;
  await changePace(desk, conversation, (pace, now) => {
    const at = Math.min(freeAt(pace, OF_A_CONVERSATION, urgent, now), now + LOOK_EVERY_MS);
    const isServed = isDraining(pace, now) && (pace?.drainAt ?? 0) <= at + SERVED_WITHIN_MS;
    due = isServed ? undefined : at - now;
    if (pace?.waiting === true && isServed) return undefined;
    return isServed ? waiting(pace, true) : drainedAt(waiting(pace, true), at);
  });
  if (due !== undefined) await desk.nudgeLater({ kind: 'drain', conversation }, Math.ceil(due / 1000));
}
