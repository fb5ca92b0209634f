// Points in time as strings, computed, never read: the clock is an argument.
import type { Instant } from './words.ts';

const SLOT_MS = 5000;

/** A day; UTC knows no other length. */
export const DAY_MS = 86_400_000;
/** Before every day of every catalog. */
export const FIRST_DAY = '2000-01-01';

/** The instant of milliseconds since 1970. */
export const instant = (ms: number): Instant => new Date(ms).toISOString();
/** The instant `ms` milliseconds after another. */
export const later = (at: Instant, ms: number): Instant => instant(Date.parse(at) + ms);

/** The end of the five-second slot that holds `ms`: looks at the same request at nearly the same time become one row. */
export const dueSlot = (ms: number): Instant => instant(Math.ceil(ms / SLOT_MS) * SLOT_MS);

/** The first of those that are set; `undefined` when none is. */
export const earliest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.filter((each) => each !== undefined).sort()[0];

/** The later of two. */
export const latest = (a: Instant, b: Instant): Instant => [a, b].sort()[1] ?? a;

/** The UTC day, as `2026-11-21`. */
export const dayOf = (at: Instant): string => at.slice(0, 10);

/** The instant at which a day begins. */
export const startOf = (day: string): Instant => `${day}T00:00:00.000Z`;

/** The day after another. */
export const dayAfter = (day: string): string => dayOf(later(startOf(day), DAY_MS));
