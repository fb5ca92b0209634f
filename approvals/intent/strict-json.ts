// I-JSON (RFC 7493) and nothing else: two readers of one text must never see two different values, or a person would
// approve one thing and another would run. `JSON.parse` keeps the last of two equal keys and rounds numbers; this does not.
// Pure, and bounded by its limits; the length of the text is the door's to cap.
import { pointerStep } from '../json-pointer.ts';
import type { Problem } from '../refusal.ts';

const MAX_DEPTH = 32;
const MAX_KEYS = 1000;
const MAX_PROBLEMS = 20;

/** Names that reach into JavaScript's object model when a careless reader copies them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/suy;
const WORD = /true|false|null/y;
const NOT_TEXT = /[\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** The value, or everything that is wrong with the text up to the first place where reading on makes no sense. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parses a JSON text as I-JSON. Each problem carries a JSON pointer and a cure. */
export function parseStrict(input: string | Uint8Array): StrictJson {
  const text = typeof input === 'string' ? input : decode(input);
  if (text === undefined) return fail('', 'The text is not UTF-8. Send JSON encoded as UTF-8.');
  if (text.startsWith('\u{feff}'))
    return fail('', 'The text starts with a byte order mark. Send JSON without it.');

  const scan: Scan = { text, at: 0, keys: 0, problems: [] };
  try {
    skipSpace(scan);
    const value = readValue(scan, '', 1);
    skipSpace(scan);
    if (scan.at < text.length)
      stop(scan, '', `Unexpected ${here(scan)} after the value. Send one JSON value.`);
    return scan.problems.length > 0 ? { ok: false, problems: scan.problems } : { ok: true, value };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, problems: scan.problems };
    throw error;
  }
}

interface Scan {
  readonly text: string;
  at: number;
  keys: number;
  readonly problems: Problem[];
}

/** Leaves the recursion once reading on makes no sense; never leaves this file. */
class Stop extends Error {}

const fail = (at: string, message: string): StrictJson => ({ ok: false, problems: [{ at, message }] });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The only error a fatal decoder throws here is the one asked about: not UTF-8.
    return undefined;
  }
}

function readValue(scan: Scan, at: string, depth: number): unknown {
  switch (scan.text[scan.at]) {
    case '{':
      return readObject(scan, at, depth);
    case '[':
      return readArray(scan, at, depth);
    case '"':
      return readString(scan, at);
    default:
      return readScalar(scan, at);
  }
}

function readObject(scan: Scan, at: string, depth: number): Record<string, unknown> {
  enter(scan, at, depth);
  const object: Record<string, unknown> = {};
  const seen = new Set<string>();
  if (closes(scan, '}')) return object;
  for (;;) {
    if (scan.text[scan.at] !== '"') stop(scan, at, `Expected a name in double quotes, found ${here(scan)}.`);
    const key = readString(scan, at);
    const inner = at + pointerStep(key);
    scan.keys += 1;
    if (scan.keys > MAX_KEYS) stop(scan, '', `More than ${MAX_KEYS} names in all. Send less.`);
    if (seen.has(key)) note(scan, inner, 'This name stands twice in its object. Send it once.');
    seen.add(key);
    expect(scan, at, ':');
    const value = readValue(scan, inner, depth + 1);
    // Refused, so never assigned: assigning `__proto__` would change the object, not add a member.
    if (FORBIDDEN_KEYS.has(key)) note(scan, inner, 'This name is not allowed. Rename the member.');
    else object[key] = value;
    if (separates(scan, at, '}')) return object;
  }
}

function readArray(scan: Scan, at: string, depth: number): unknown[] {
  enter(scan, at, depth);
  const array: unknown[] = [];
  if (closes(scan, ']')) return array;
  for (;;) {
    array.push(readValue(scan, `${at}/${array.length}`, depth + 1));
    if (separates(scan, at, ']')) return array;
  }
}

function readString(scan: Scan, at: string): string {
  const token = take(scan, STRING);
  if (token === undefined) stop(scan, at, 'A text in double quotes is not closed. Close it.');
  const value = unquote(token);
  if (value === undefined)
    stop(scan, at, 'A text holds a control character or an unknown escape. Write it as \\u00XX.');
  if (NOT_TEXT.test(value))
    note(scan, at, 'A text holds a lone surrogate or a noncharacter. Send valid Unicode text.');
  return value;
}

function unquote(token: string): string | undefined {
  try {
    return String(JSON.parse(token));
  } catch {
    // A token in quotes can only fail for what is between them.
    return undefined;
  }
}

function readScalar(scan: Scan, at: string): unknown {
  const word = take(scan, WORD);
  if (word !== undefined) return word === 'null' ? null : word === 'true';
  const digits = take(scan, NUMBER);
  if (digits === undefined) stop(scan, at, `Expected a JSON value, found ${here(scan)}.`);
  const value = Number(digits);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    note(scan, at, 'The number is beyond 2^53 and cannot be kept exactly. Send it as a text.');
  else if (plainDigits(digits) !== plainDigits(String(value)))
    note(scan, at, 'The number has more digits than can be kept exactly. Send it as a text, or round it.');
  // RFC 8785 writes -0 as 0: the value is what the hash says.
  return value === 0 ? 0 : value;
}

function enter(scan: Scan, at: string, depth: number): void {
  if (depth > MAX_DEPTH) stop(scan, at, `Nested deeper than ${MAX_DEPTH} levels. Send a flatter value.`);
  scan.at += 1;
  skipSpace(scan);
}

function closes(scan: Scan, bracket: string): boolean {
  if (scan.text[scan.at] !== bracket) return false;
  scan.at += 1;
  return true;
}

/** After a member: `true` when the container ends here, `false` when a comma promises another member. */
function separates(scan: Scan, at: string, bracket: string): boolean {
  skipSpace(scan);
  if (closes(scan, bracket)) return true;
  if (scan.text[scan.at] !== ',') stop(scan, at, `Expected "," or "${bracket}", found ${here(scan)}.`);
  scan.at += 1;
  skipSpace(scan);
  return false;
}

function expect(scan: Scan, at: string, character: string): void {
  skipSpace(scan);
  if (scan.text[scan.at] !== character) stop(scan, at, `Expected "${character}", found ${here(scan)}.`);
  scan.at += 1;
  skipSpace(scan);
}

function skipSpace(scan: Scan): void {
  take(scan, SPACE);
}

function take(scan: Scan, token: RegExp): string | undefined {
  token.lastIndex = scan.at;
  const found = token.exec(scan.text)?.[0];
  if (found !== undefined) scan.at += found.length;
  return found;
}

/** Digits without leading and trailing zeros, and the power of ten of the first: equal for equal decimal values. */
function plainDigits(number: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(number) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  if (digits === '') return '0';
  return `${sign}${trimZeros(digits)}e${Number(power) + whole.length - (all.length - digits.length)}`;
}

/** A loop, because `/0+$/` tries every run of zeros anew: quadratic on the long numbers an attacker sends. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function here(scan: Scan): string {
  const character = scan.text.codePointAt(scan.at);
  if (character === undefined) return 'the end of the text';
  return `${JSON.stringify(String.fromCodePoint(character))} at character ${scan.at + 1}`;
}

function note(scan: Scan, at: string, message: string): void {
  scan.problems.push({ at, message });
  if (scan.problems.length >= MAX_PROBLEMS) throw new Stop();
}

function stop(scan: Scan, at: string, message: string): never {
  scan.problems.push({ at, message });
  throw new Stop();
}
