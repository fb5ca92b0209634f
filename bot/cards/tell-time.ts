// Points in time as a card tells them: absolute, because a posted card does not tick, and in the route's zone.
// The date is said only when it is not the day the request was made. No clock: every instant is an argument.
import type { Instant } from '../../approvals/words.ts';
import { say } from '../words/words.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

interface Reading {
  readonly clock: string;
  readonly date: string;
}

/** How one card tells time. */
export interface TellTime {
  /** `16:02`, or `22 Nov 16:02` on another day. */
  readonly short: (at: Instant) => string;
  /** `16:30 (14:30 UTC)`: for a moment people must meet, whatever their own zone is. */
  readonly full: (at: Instant) => string;
}

/** Tells times in `zone`; an unknown zone is told in UTC. */
export function createTellTime(zone: string, createdAt: Instant): TellTime {
  const format = formatOf(zone) ?? formatOf('UTC');
  const home = format?.resolvedOptions().timeZone ?? 'UTC';
  const today = read(createdAt, home).date;
  const tell = ({ clock, date }: Reading) => (date === today ? clock : `${date} ${clock}`);
  return {
    short: (at) => tell(read(at, home)),
    full: (at) => {
      const local = read(at, home);
      const utc = read(at, 'UTC');
      if (home === 'UTC') return `${tell(utc)} UTC`;
      const utcDate = utc.date === local.date ? '' : `${utc.date} `;
      return `${tell(local)} (${utcDate}${utc.clock} UTC)`;
    },
  };
}

function read(at: Instant, zone: string): Reading {
  const parts = formatOf(zone)?.formatToParts(new Date(at)) ?? [];
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  // Month names are ours: those of Intl differ from one Node release to the next.
  const month = say.months[Number(part('month')) - 1] ?? '';
  return { clock: `${part('hour')}:${part('minute')}`, date: say.date(Number(part('day')), month) };
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const made = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      day: 'numeric',
      month: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, made);
    return made;
  } catch {
    return undefined;
  }
}

/** `2026-11-21 16:00 UTC`: for words that are no card of a request, and have no zone of a route. */
export const inUtc = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** `2026-11-21 17:00 (16:00 UTC)`: the same in a route's zone too, for lists that reach back over days. An unknown zone is told in UTC. */
export function inZone(at: Instant, zone: string): string {
  const format = formatOf(zone);
  if (format === undefined || format.resolvedOptions().timeZone === 'UTC') return inUtc(at);
  const parts = format.formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    (parts.find((each) => each.type === type)?.value ?? '').padStart(2, '0');
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  const utc = date === at.slice(0, 10) ? `${at.slice(11, 16)} UTC` : inUtc(at);
  return `${date} ${part('hour')}:${part('minute')} (${utc})`;
}
