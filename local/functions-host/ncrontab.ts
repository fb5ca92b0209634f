// NCRONTAB schedules as NCrontab 3.3 reads them, in UTC: six fields (five: seconds are 0), day of month AND day of
// week, `5/20` runs from 5 to the end, a reversed range is swapped. Weekdays are 0-6; 7 is an error, as it is there.

/** A parsed schedule. `next` gives the first occurrence after the instant, or undefined when there is none in 40 years. */
export type Schedule = { next(after: Date): Date | undefined };

/** Parses a schedule; throws with the field that is wrong. */
export function parseSchedule(expression: string): Schedule {
  const parts = expression.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== 6) {
    throw new Error(
      `"${expression}" is no NCRONTAB schedule: it needs six fields (second minute hour day month weekday).`,
    );
  }
  const field = (index: number, kind: Field) => parseField(parts[index] ?? '', kind, expression);
  const seconds = field(0, { name: 'second', low: 0, high: 59 });
  const minutes = field(1, { name: 'minute', low: 0, high: 59 });
  const hours = field(2, { name: 'hour', low: 0, high: 23 });
  const days = field(3, { name: 'day', low: 1, high: 31 });
  const months = field(4, { name: 'month', low: 1, high: 12, names: MONTHS });
  const weekdays = field(5, { name: 'weekday', low: 0, high: 6, names: WEEKDAYS });

  function next(after: Date): Date | undefined {
    const from = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
    const day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
    for (let i = 0; i < SEARCH_DAYS; i++) {
      const isDue =
        months.has(day.getUTCMonth() + 1) && days.has(day.getUTCDate()) && weekdays.has(day.getUTCDay());
      const secondOfDay = isDue
        ? firstSecond(i === 0 ? (from.getTime() - day.getTime()) / 1000 : 0)
        : undefined;
      if (secondOfDay !== undefined) return new Date(day.getTime() + secondOfDay * 1000);
      day.setUTCDate(day.getUTCDate() + 1);
    }
    return undefined;
  }

  function firstSecond(from: number): number | undefined {
    for (let hour = Math.floor(from / 3600); hour < 24; hour++) {
      if (!hours.has(hour)) continue;
      for (let minute = Math.max(0, Math.floor((from - hour * 3600) / 60)); minute < 60; minute++) {
        if (!minutes.has(minute)) continue;
        for (let second = Math.max(0, from - hour * 3600 - minute * 60); second < 60; second++) {
          if (seconds.has(second)) return hour * 3600 + minute * 60 + second;
        }
      }
    }
    return undefined;
  }

  return { next };
}

type Field = {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
};

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
// February 29th on a given weekday comes back within 40 years.
const SEARCH_DAYS = 366 * 40;

function parseField(text: string, field: Field, expression: string): ReadonlySet<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', stepText, ...rest] = item.split('/');
    if (rest.length > 0) throw wrongField(item, field, expression);
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1 || stepText === '') throw wrongField(item, field, expression);
    const [first, last] = parseRange(range, stepText !== undefined, field, expression);
    for (let value = first; value <= last; value += step) values.add(value);
  }
  return values;
}

function parseRange(text: string, hasStep: boolean, field: Field, expression: string): [number, number] {
  if (text === '*') return [field.low, field.high];
  const [from = '', to, ...rest] = text.split('-');
  if (rest.length > 0) throw wrongField(text, field, expression);
  const first = parseValue(from, field, expression);
  if (to === undefined) return [first, hasStep ? field.high : first];
  const last = parseValue(to, field, expression);
  return first <= last ? [first, last] : [last, first];
}

function parseValue(text: string, field: Field, expression: string): number {
  if (/^\d{1,2}$/.test(text)) {
    const value = Number(text);
    if (value >= field.low && value <= field.high) return value;
    throw wrongField(text, field, expression);
  }
  const index =
    text.length < 3 ? -1 : (field.names ?? []).findIndex((name) => name.startsWith(text.toLowerCase()));
  if (index === -1) throw wrongField(text, field, expression);
  return field.low + index;
}

function wrongField(text: string, field: Field, expression: string): Error {
  return new Error(
    `"${text}" is no ${field.name} (${field.low}-${field.high}) in the schedule "${expression}".`,
  );
}
