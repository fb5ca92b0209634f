// How often one conversation hears of us, within what Teams takes: what was sent of late, and whether one more may go now. Pure.
// Sends that people wait for may use all of a limit, the others two thirds of it: news of open requests never waits behind new cards.

/** What was sent to one conversation, or to the whole tenant. Times are milliseconds since 1970. */
export interface Pace {
  /** Each send of the last half minute, the oldest first. */
  readonly recent: readonly number[];
  /** Sends of the last hour, by the minute in which they were made. */
  readonly minutes: readonly { readonly at: number; readonly sends: number }[];
  /** Teams asked to be left alone until then. */
  readonly pausedUntil?: number;
  /** It takes nothing from us, until the app is added there again: why, and since when. */
  readonly closed?: { readonly why: string; readonly at: number };
  /** New cards are held: others queue behind them. */
  readonly waiting?: true;
  /** When somebody sends the next of what is held; over by more than a moment: nobody does. */
  readonly drainAt?: number;
}

/**
 * So many sends within so many milliseconds. Teams counts when a send arrives, we when its turn comes, which is before its card is read and
 * built: each window is taken longer by `onItsWayMs`, so that a send that was held up and a quick one after it still lie in two windows.
 */
export interface Limit {
  readonly windowMs: number;
  readonly most: number;
  readonly onItsWayMs: number;
}

/** Eight in four seconds are as many as sixty in half a minute: a line moves no slower for it. */
const ON_ITS_WAY_MS = 2000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** For one bot in one conversation (Microsoft: Teams, bots, rate limit), updates counted like posts. */
export const OF_A_CONVERSATION: readonly Limit[] = [
  { windowMs: 1000, most: 7, onItsWayMs: ON_ITS_WAY_MS },
  { windowMs: 2000, most: 8, onItsWayMs: ON_ITS_WAY_MS },
  { windowMs: 30_000, most: 60, onItsWayMs: ON_ITS_WAY_MS },
  // Counted by whole minutes, which is longer already.
  { windowMs: HOUR_MS, most: 1800, onItsWayMs: 0 },
];
/** For one bot in one tenant: 50 by now, 30 in older copies of the page. */
export const OF_A_TENANT: readonly Limit[] = [{ windowMs: 1000, most: 30, onItsWayMs: 1000 }];

const NOTHING: Pace = { recent: [], minutes: [] };

/** When one more send may go, at the soonest: `now`, or later. `urgent`: somebody waits for it. */
export function freeAt(pace: Pace = NOTHING, limits: readonly Limit[], urgent: boolean, now: number): number {
  const free = limits.map(({ windowMs, most, onItsWayMs }) => {
    const share = urgent ? most : Math.floor((most * 2) / 3);
    return windowMs === HOUR_MS
      ? freeInHour(pace.minutes, share)
      : freeInWindow(pace.recent, windowMs + onItsWayMs, share);
  });
  return Math.max(now, pace.pausedUntil ?? 0, ...free);
}

/** One send more, `at` now or at a moment that is kept for it. */
export function counted(pace: Pace = NOTHING, at: number, now: number = at): Pace {
  const longest = 30_000 + ON_ITS_WAY_MS;
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const sends = pace.minutes.find((each) => each.at === minute)?.sends ?? 0;
  const others = pace.minutes.filter((each) => each.at !== minute && each.at > now - HOUR_MS - MINUTE_MS);
  return {
    ...pace,
    // Clocks of hosts differ a little: the order is by time, not by who was first.
    recent: [...pace.recent.filter((each) => each > now - longest), at].sort((a, b) => a - b),
    minutes: [...others, { at: minute, sends: sends + 1 }],
  };
}

/** Teams asked to be left alone. */
export const paused = (pace: Pace = NOTHING, until: number): Pace => ({
  ...pace,
  pausedUntil: Math.max(pace.pausedUntil ?? 0, until),
});

/** It takes nothing from us from now on, for this reason; or everything again. */
export function closed(pace: Pace = NOTHING, why: string | undefined, at: number): Pace {
  const { closed: _was, ...rest } = pace;
  return why === undefined ? rest : { ...rest, closed: { why, at } };
}

/** Why it takes nothing from us. After a day it is tried again: not everything that opens it is told to us. */
export const whyClosed = (pace: Pace = NOTHING, now: number): string | undefined =>
  pace.closed !== undefined && pace.closed.at + DAY_MS > now ? pace.closed.why : undefined;

/** New cards are held from now on, or no more. */
export function waiting(pace: Pace = NOTHING, isWaiting: boolean): Pace {
  const { waiting: _was, drainAt, ...rest } = pace;
  return isWaiting ? { ...rest, waiting: true, ...(drainAt === undefined ? {} : { drainAt }) } : rest;
}

/** Somebody sends the next of what is held at this time. */
export const drainedAt = (pace: Pace = NOTHING, at: number): Pace => ({ ...pace, drainAt: at });

/** The oldest of the newest `most` sends must have left the window. */
function freeInWindow(recent: readonly number[], windowMs: number, most: number): number {
  const oldest = recent.at(-most);
  return oldest === undefined ? 0 : oldest + windowMs;
}

/** Minute by minute, the newest first, until the limit is full: that minute must be over for an hour. */
function freeInHour(minutes: Pace['minutes'], most: number): number {
  let sends = 0;
  for (const minute of minutes.toSorted((a, b) => b.at - a.at)) {
    sends += minute.sends;
    if (sends >= most) return minute.at + MINUTE_MS + HOUR_MS;
  }
  return 0;
}
