// The functions of conditions that the CEL library has only in a form we cannot use: its `matches` runs JavaScript's RegExp,
// which an agent's text can hang; its letters change case by Unicode, so that other letters become ASCII ones; its zoned
// time goes through the machine's own zone; its `contains`, `startsWith`, `endsWith` and `size` are uncounted; its conversions read too much
// (`conversions.ts`). Ours stand under other names; checks.ts puts them in.
import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { type Meter, spend } from './budget.ts';
import { registerConversions } from './conversions.ts';
import { countOf } from './counts.ts';
import { formatter } from './literals.ts';

/** Our methods, by the names they replace. Times take a zone; the day of the year is ours with and without. */
export const REPLACED: ReadonlyMap<string, string> = new Map([
  ['matches/1', 'linearMatches'],
  ['contains/1', 'countedContains'],
  ['startsWith/1', 'countedStartsWith'],
  ['endsWith/1', 'countedEndsWith'],
  ['size/0', 'countedSize'],
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

/** The same of functions that are called by their name alone. */
export const REPLACED_CALLS: ReadonlyMap<string, string> = new Map([
  ['size', 'sizeCounted'],
  ['int', 'strictInt'],
  ['double', 'strictDouble'],
  ['bool', 'strictBool'],
  ['timestamp', 'strictTimestamp'],
]);

const WRITTEN = new Map(
  [...REPLACED, ...REPLACED_CALLS].map(([written, ours]) => [ours, written.split('/')[0] ?? written]),
);
/** How a condition has written a function that goes by this name now; its own name where we have not replaced it. */
export const writtenName = (name: string): string => WRITTEN.get(name) ?? name;

/** A message of the library, with the functions in it as conditions write them. */
export const inWrittenNames = (message: string): string =>
  message.replaceAll(/\b[a-z]\w*(?=\()/g, writtenName);

/** Asking a zone what time it is takes as long as so many steps. */
const ZONE_UNITS = 200;

/** Adds our functions to an environment. What they do is taken from the meter before they do it. */
export function registerFunctions(environment: Environment, meter: Meter): Environment {
  const patterns = new Map<string, RE2JS>();
  const text = (signature: string, handler: (text: string, argument: string) => unknown): void => {
    environment.registerFunction(signature, handler, { async: false });
  };
  text('string.linearMatches(string): bool', (read, pattern) => {
    const compiled = remember(patterns, pattern, RE2JS.compile);
    // Each letter may meet each instruction of the program, once.
    spend(meter, (read.length + 1) * compiled.programSize());
    return compiled.test(read);
  });
  text('string.countedContains(string): bool', (read, part) => {
    // Each letter may meet each other one, in texts made for it. 16,000 letters in 32,000 are all that may be spent on one intent.
    spend(meter, 1 + read.length / 8 + (read.length * part.length) / 512);
    return read.includes(part);
  });
  text('string.countedStartsWith(string): bool', (read, part) => {
    spend(meter, 1 + part.length / 64);
    return read.startsWith(part);
  });
  text('string.countedEndsWith(string): bool', (read, part) => {
    spend(meter, 1 + part.length / 64);
    return read.endsWith(part);
  });
  text('string.onlyAsciiLower(): string', (read) => {
    spend(meter, 1 + read.length / 8);
    return read.replace(/[A-Z]+/g, (part) => part.toLowerCase());
  });
  text('string.onlyAsciiUpper(): string', (read) => {
    spend(meter, 1 + read.length / 8);
    return read.replace(/[a-z]+/g, (part) => part.toUpperCase());
  });
  registerSizes(environment, meter);
  registerConversions(environment);
  registerTimes(environment, meter);
  return environment;
}

function registerSizes(environment: Environment, meter: Meter): void {
  const ofText = (read: string): bigint => {
    spend(meter, 1 + read.length / 4);
    return BigInt(Array.from(read).length);
  };
  const ofList = (list: readonly unknown[]): bigint => BigInt(list.length);
  const ofMap = (map: object): bigint => {
    const size = countOf(map);
    spend(meter, 1 + size);
    return BigInt(size);
  };
  for (const [type, size] of [
    ['string', ofText],
    ['list', ofList],
    ['map', ofMap],
  ] as const) {
    environment.registerFunction(`${type}.countedSize(): int`, size, { async: false });
    environment.registerFunction(`sizeCounted(${type}): int`, size, { async: false });
  }
}

function registerTimes(environment: Environment, meter: Meter): void {
  const zones = new Map<string, Intl.DateTimeFormat>();
  const zoned = (name: string, part: (local: Date) => number): void => {
    environment.registerFunction(
      `google.protobuf.Timestamp.${name}(string): int`,
      (at: Date, zone: string) => {
        spend(meter, ZONE_UNITS);
        return BigInt(part(localTime(at, remember(zones, zone, formatter))));
      },
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
