// The functions of conditions that the CEL library has only in a form we cannot use: its `matches` runs JavaScript's RegExp,
// which an agent's text can hang; its letters change case by Unicode, so that other letters become ASCII ones; its zoned
// time goes through the machine's own zone; its `contains` is uncounted. Ours stand under other names; condition-checks.ts puts them in.
import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { type Budget, spend } from './condition-budget.ts';

/** Our functions, by the names they replace. Times take a zone; the day of the year is ours with and without. */
export const REPLACED: ReadonlyMap<string, string> = new Map([
  ['matches/1', 'linearMatches'],
  ['contains/1', 'countedContains'],
  ['lowerAscii/0', 'onlyAsciiLower'],
  ['upperAscii/0', 'onlyAsciiUpper'],
  ['getDayOfYear/0', 'utcDayOfYear'],
  ['getFullYear/1', 'zonedFullYear'],
  ['getMonth/1', 'zonedMonth'],
  ['getDate/1', 'zonedDate'],
  ['getDayOfMonth/1', 'zonedDayOfMonth'],
  ['getDayOfWeek/1', 'zonedDayOfWeek'],
  ['getDayOfYear/1', 'zonedDayOfYear'],
  ['getHours/1', 'zonedHours'],
  ['getMinutes/1', 'zonedMinutes'],
  ['getSeconds/1', 'zonedSeconds'],
  ['getMilliseconds/1', 'zonedMilliseconds'],
]);

/** Adds our functions to an environment. Each character they read is taken from the budget. */
export function registerFunctions(environment: Environment, budget: Budget): Environment {
  const patterns = new Map<string, RE2JS>();
  const text = (signature: string, handler: (text: string, argument: string) => unknown): void => {
    environment.registerFunction(signature, handler, { async: false });
  };
  text('string.linearMatches(string): bool', (read, pattern) => {
    spend(budget, read.length);
    return remember(patterns, pattern, RE2JS.compile).matcher(read).find();
  });
  text('string.countedContains(string): bool', (read, part) => {
    // Measured: 40 ms for 16,000 letters in 32,000, made to be slow. That is all one evaluation may do.
    spend(budget, (read.length * part.length) / 512);
    return read.includes(part);
  });
  text('string.onlyAsciiLower(): string', (read) => {
    spend(budget, read.length);
    return read.replace(/[A-Z]+/g, (part) => part.toLowerCase());
  });
  text('string.onlyAsciiUpper(): string', (read) => {
    spend(budget, read.length);
    return read.replace(/[a-z]+/g, (part) => part.toUpperCase());
  });
  registerTimes(environment);
  return environment;
}

/** Why this is no pattern of ours, or nothing when it is one. */
export function patternTrouble(pattern: string): string | undefined {
  if (pattern.length > 512) return 'a pattern may have at most 512 characters';
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return `not a pattern of RE2: ${error instanceof Error ? error.message : 'unknown'}`;
  }
}

/** Why this is no time zone of ours, or nothing when it is one. Node versions differ on bare offsets, so there are none. */
export function zoneTrouble(zone: string): string | undefined {
  try {
    if (/^[A-Za-z]/.test(zone)) {
      formatter(zone);
      return undefined;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return `"${zone}" is not a time zone; write one like "Europe/Paris" or "UTC"`;
}

/** Why this is no duration, or nothing when it is one. */
export function durationTrouble(text: string): string | undefined {
  if (text.length <= 32 && /^-?(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms|us|ns))+$/.test(text)) return undefined;
  return `"${text.slice(0, 32)}" is not a duration; write one like "72h" or "1h30m"`;
}

function registerTimes(environment: Environment): void {
  const zones = new Map<string, Intl.DateTimeFormat>();
  const zoned = (name: string, part: (local: Date) => number): void => {
    environment.registerFunction(
      `google.protobuf.Timestamp.${name}(string): int`,
      (at: Date, zone: string) => BigInt(part(localTime(at, remember(zones, zone, formatter)))),
      { async: false },
    );
  };
  zoned('zonedFullYear', (local) => local.getUTCFullYear());
  zoned('zonedMonth', (local) => local.getUTCMonth());
  zoned('zonedDate', (local) => local.getUTCDate());
  zoned('zonedDayOfMonth', (local) => local.getUTCDate() - 1);
  zoned('zonedDayOfWeek', (local) => local.getUTCDay());
  zoned('zonedDayOfYear', dayOfYear);
  zoned('zonedHours', (local) => local.getUTCHours());
  zoned('zonedMinutes', (local) => local.getUTCMinutes());
  zoned('zonedSeconds', (local) => local.getUTCSeconds());
  zoned('zonedMilliseconds', (local) => local.getUTCMilliseconds());
  environment.registerFunction(
    'google.protobuf.Timestamp.utcDayOfYear(): int',
    (at: Date) => BigInt(dayOfYear(at)),
    { async: false },
  );
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/** What the clock on the wall of that zone shows, written as if it were UTC: no other zone can shift it again. */
function localTime(at: Date, format: Intl.DateTimeFormat): Date {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
  return new Date(
    Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
      at.getUTCMilliseconds(),
    ),
  );
}

const dayOfYear = (at: Date): number =>
  (Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - Date.UTC(at.getUTCFullYear(), 0, 1)) /
  86_400_000;

/** Patterns and zones are written in the policy, never sent by an agent: the map ends with the policy. */
function remember<T>(map: Map<string, T>, key: string, make: (key: string) => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
}
