// Texts that a condition writes out and that have to mean something: patterns, time zones, durations, moments, numbers. What is wrong with
// one is told when the policy is loaded, with the cure; at evaluation it would be an error for ever.
import { RE2JS } from 're2js';
import { readBool, readDouble, readInt, readTimestamp } from './conversions.ts';

const MAX_PATTERN = 512;
/** Instructions of a compiled pattern. 512 letters make as many; what makes more are counts, as in `(a{30}){30}`. */
const MAX_PROGRAM = 1000;

/** Why this is no pattern of ours, or nothing when it is one. */
export function patternTrouble(pattern: string): string | undefined {
  if (pattern.includes('\b'))
    return 'the pattern holds a backspace, which is never met; the edge of a word is written "\\\\b", or r"\\b"';
  if (pattern.length > MAX_PATTERN) return `a pattern may have at most ${MAX_PATTERN} characters`;
  return programTrouble(pattern, MAX_PROGRAM);
}

/** The same of one that may have any length: what it compiles to is what counts. */
export function programTrouble(pattern: string, most: number): string | undefined {
  try {
    const size = RE2JS.compile(pattern).programSize();
    if (size <= most) return undefined;
    return `the pattern is too large: ${size} instructions, and there may be ${most}; make its counts smaller, as {1,50} for {1,500}`;
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
  if (text.length > 32 || !/^-?(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms|us|ns))+$/.test(text))
    return `"${text.slice(0, 32)}" is not a duration; write one like "72h" or "1h30m"`;
  const hours = [...text.matchAll(/([0-9.]+)([a-z]+)/g)]
    .map(([, number, unit = '']) => Number(number) / (UNITS_OF_HOUR[unit] ?? 1))
    .reduce((sum, each) => sum + each, 0);
  return hours > LONGEST_HOURS
    ? `"${text}" is longer than 292 years, the longest that CEL holds; write a shorter one, or a moment: timestamp("2026-12-20T00:00:00Z")`
    : undefined;
}

const UNITS_OF_HOUR: Readonly<Record<string, number>> = {
  h: 1,
  m: 60,
  s: 3600,
  ms: 3.6e6,
  us: 3.6e9,
  ns: 3.6e12,
};
/** What fits 64 bits of nanoseconds, as CEL is read elsewhere. Added to a moment it stays one. */
const LONGEST_HOURS = 2_562_047;

/** Why this is no moment, or nothing when it is one. */
export const timestampTrouble = (text: string): string | undefined =>
  readTimestamp(text) === undefined
    ? `"${text.slice(0, 40)}" is not a moment; write one with its zone, like "2026-12-20T00:00:00Z" or "2026-12-20T00:00:00+01:00"`
    : undefined;

/** Why int() cannot read this, or nothing. */
export const intTrouble = (text: string): string | undefined =>
  readInt(text) === undefined
    ? `"${text.slice(0, 40)}" is not a whole number; write digits, like int("-12")`
    : undefined;

/** Why double() cannot read this, or nothing. */
export const doubleTrouble = (text: string): string | undefined =>
  readDouble(text) === undefined
    ? `"${text.slice(0, 40)}" is not a number; write digits, like double("0.5")`
    : undefined;

/** Why bool() cannot read this, or nothing. */
export const boolTrouble = (text: string): string | undefined =>
  readBool(text) === undefined ? `"${text.slice(0, 40)}" is neither "true" nor "false"` : undefined;

/** Tells times as the clock on the wall of that zone does. Throws a RangeError where there is no such zone. */
export function formatter(timeZone: string): Intl.DateTimeFormat {
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
