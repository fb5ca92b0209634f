// What is told of two values that do not go together in a condition, like a number and a list of texts: in plain words, with what to write instead.
import { writtenName } from './functions.ts';

/** The library's message about kinds of values in words of ours; nothing where it is about something else. */
export function kindTrouble(message: string): string | undefined {
  const [, left, sign, right] = /^no such overload: (\S+) (\S+) (.+)$/.exec(message) ?? [];
  if (left !== undefined && sign !== undefined && right !== undefined) return pairTrouble(left, sign, right);
  const [, prefix = '', only] = /^no such overload: ([!-])(\S+)$/.exec(message) ?? [];
  if (only !== undefined)
    return `"${prefix}" stands before ${PREFIXED[prefix]}, and this is ${named(only)}${prefix === '!' ? COMPARE : ''}`;
  const [, got] = /^Logical operator requires bool operands, got '(.+)'$/.exec(message) ?? [];
  if (got !== undefined) return `"&&" and "||" stand between conditions, and this is ${named(got)}${COMPARE}`;
  const [, owner, name = '', taken] =
    /^found no matching overload for '(?:([^.]+(?:\.[A-Z]\w+)*)\.)?(\w+)\((.*)\)'$/.exec(message) ?? [];
  if (taken !== undefined) return callTrouble(owner, writtenName(name), taken);
  const [, first, other] =
    /^(?:List elements|Ternary branches) must have the same type.*'(.+)' (?:but found|and) '(.+)'$/.exec(
      message,
    ) ?? [];
  if (first !== undefined && other !== undefined)
    return `${named(first)} and ${named(other)} stand side by side; write both in one kind${quotesFor(first, other)}`;
  return undefined;
}

const COMPARE = '; compare it, as a == "b"';
const PREFIXED: Readonly<Record<string, string>> = { '!': 'a condition', '-': 'a number' };

function pairTrouble(left: string, sign: string, right: string): string {
  const [, inner] = /^list<(.+)>$/.exec(right) ?? [];
  if (sign === 'in' && inner !== undefined)
    return `${named(left)} is never in ${named(right)}; write both in one kind${quotesFor(left, inner)}`;
  if (sign === 'in') return `"in" looks into a list or a map, and ${named(right)} is none; ${IN_TEXT}`;
  const does = sign === '==' || sign === '!=' ? 'are never the same' : `have no "${sign}" between them`;
  return `${named(left)} and ${named(right)} ${does}; write both in one kind${quotesFor(left, right)}`;
}

const IN_TEXT =
  'whether a text holds another is asked by a.contains("b"), and one value stands in a list as ["b"]';

/** How two kinds become one. */
function quotesFor(one: string, other: string): string {
  const kinds = new Set([one, other]);
  const isNumber = kinds.has('int') || kinds.has('double');
  if (kinds.has('google.protobuf.Timestamp')) return ', the moment as timestamp("2026-12-20T00:00:00Z")';
  if (kinds.has('google.protobuf.Duration')) return ', the time as duration("1h")';
  if (kinds.has('string') && isNumber) return ': as "1" where texts are meant, as 1 where numbers are';
  if (kinds.has('string') && kinds.has('bool')) return ': true and false stand without quotes';
  return '';
}

function callTrouble(owner: string | undefined, name: string, taken: string): string {
  const what = taken === '' ? 'nothing' : taken.split(', ').map(named).join(' and ');
  const of = owner === undefined ? '' : ` of ${named(owner)}`;
  return `${name}()${of} does not take ${what}${taken === 'int' && owner === 'string' ? '; put it in quotes, as "1"' : ''}`;
}

/** A kind as people name it. */
function named(kind: string): string {
  const [, inner] = /^list<(.+)>$/.exec(kind) ?? [];
  if (inner !== undefined) return `a list of ${PLURALS[inner] ?? 'values'}`;
  return KINDS[kind] ?? (kind.startsWith('map') ? 'a map' : 'a value');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  double: 'a number',
  bool: 'a truth',
  list: 'a list',
  null: 'null',
  'google.protobuf.Timestamp': 'a moment',
  'google.protobuf.Duration': 'a time span',
};
const PLURALS: Readonly<Record<string, string>> = {
  string: 'texts',
  int: 'whole numbers',
  double: 'numbers',
  bool: 'truths',
};
