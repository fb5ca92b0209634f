// Comparing strictly: `==`, `!=`, `in` and has() over values of two kinds come to nothing. CEL would say that `["prod"] != "prod"`, so
// that an allow that excludes a text would let a list of that text through. An error never allows.
import type { ASTNode } from '@marcbachmann/cel-js';
import { type Meter, spend } from './budget.ts';
import { countOf } from './counts.ts';
import { kindOf } from './kinds.ts';
import { answerWith, kindOfType, partsOf, type Run } from './nodes.ts';

/** Has every comparison of a condition compare strictly, once it is type-checked. */
export function compareStrictly(root: ASTNode, meter: Meter): void {
  const answer = answerOf(root, meter);
  if (answer !== undefined) answerWith(root, answer);
  for (const part of partsOf(root)) compareStrictly(part, meter);
}

function answerOf(node: ASTNode, meter: Meter): ((run: Run) => boolean) | undefined {
  switch (node.op) {
    case 'call': {
      const [name, [member]] = node.args;
      return name === 'has' && member !== undefined ? (run) => isThere(member, run) : undefined;
    }
    case '==':
    case '!=': {
      const [left, right] = node.args;
      const wanted = node.op === '==';
      // Who writes `null` asks whether there is a value: of any kind.
      if (isNull(left) || isNull(right)) return (run) => (run(left) === run(right)) === wanted;
      return (run) => settled(node.op, compare(run(left), run(right), meter)) === wanted;
    }
    case 'in': {
      const [left, right] = node.args;
      return (run) => {
        const [value, within] = [run(left), run(right)];
        if (isWrittenAsMap(right)) return isKey(value, within);
        if (Array.isArray(within)) return settled('in', isElement(value, within, meter));
        throw new TypeError(
          `"in" looks for an element in ${kindOf(within)}; for a key of a map write has(…)`,
        );
      };
    }
    default:
      return undefined;
  }
}

/** Listing a member and looking for it. */
const UNITS_OF_KEY = 2;

const isNull = (node: ASTNode): boolean => node.op === 'value' && node.args === null;

/** Equal, not equal, or the two kinds that cannot be compared. */
type Sameness = boolean | readonly [string, string];

function settled(op: string, found: Sameness): boolean {
  if (typeof found === 'boolean') return found;
  throw new TypeError(`"${op}" compares ${found[0]} with ${found[1]}; both have to be of one kind`);
}

/** Two kinds anywhere inside come before everything else: no other difference hides them. */
function compare(left: unknown, right: unknown, meter: Meter): Sameness {
  spend(meter, 2);
  const [kind, other] = [kindOf(left), kindOf(right)];
  if (kind !== other) return [kind, other];
  switch (kind) {
    case 'a list':
    case 'a map': {
      const others = lengthOf(right);
      // Also where the other has none of them, so that nothing below is compared; and before the members are listed.
      spend(meter, UNITS_OF_KEY * (lengthOf(left) + others));
      const each = keysOf(left).map((key) => compareMember(left, right, key, meter));
      return each.find((one) => typeof one === 'object') ?? (others === each.length && !each.includes(false));
    }
    case 'a number':
      return isSameNumber(left, right);
    case 'a string':
      spend(meter, String(left).length / 64);
      return left === right;
    case 'a timestamp':
    case 'a duration':
      return String(left) === String(right) && Number(left) === Number(right);
    default:
      return left === right;
  }
}

function compareMember(left: unknown, right: unknown, key: string | number, meter: Meter): Sameness {
  const other = memberOf(right, key);
  return other === undefined ? false : compare(memberOf(left, key), other, meter);
}

/** A whole and a decimal number are compared by their value, without rounding either. */
function isSameNumber(left: unknown, right: unknown): boolean {
  if (typeof left !== 'bigint' && typeof left !== 'number') return false;
  if (typeof right !== 'bigint' && typeof right !== 'number') return false;
  return left <= right && left >= right;
}

/** One equal element is enough. Without one, an element of another kind leaves it open. */
function isElement(value: unknown, list: readonly unknown[], meter: Meter): Sameness {
  let found: Sameness = false;
  for (const each of list) {
    const sameness = compare(value, each, meter);
    if (sameness === true) return true;
    if (found === false) found = sameness;
  }
  return found;
}

/** `"k" in action.properties`: a map by what is written, so that no list was meant. */
const isWrittenAsMap = (node: ASTNode): boolean => kindOfType(node) === 'map';

function isKey(key: unknown, map: unknown): boolean {
  if (typeof key !== 'string')
    throw new TypeError(`"in" looks for ${kindOf(key)} among the keys of a map, which are strings`);
  return memberOf(map, key) !== undefined;
}

/** The last member alone may be missing. What it is looked for in has to be there, and has to be a map. */
function isThere(node: ASTNode, run: Run): boolean {
  if (node.op !== '.') throw new TypeError('has() asks for a member, as in has(a.b)');
  const [before, key] = node.args;
  const map = stepInto(before, run);
  if (kindOf(map) !== 'a map')
    throw new TypeError(`has() looks for "${key}" in ${kindOf(map)}, which has no members`);
  return memberOf(map, key) !== undefined;
}

/** Of the steps inside has(), which the library leaves unchecked, so that it could not run them. */
function stepInto(node: ASTNode, run: Run): unknown {
  if (node.op !== '.') return run(node);
  const [before, key] = node.args;
  const map = stepInto(before, run);
  const value = kindOf(map) === 'a map' ? memberOf(map, key) : undefined;
  if (value === undefined) throw new TypeError(`No such key: ${key}`);
  return value;
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : countOf(Object(value)));

const keysOf = (value: unknown): readonly (string | number)[] => {
  if (Array.isArray(value)) return [...value.keys()];
  // The library's maps learn their members when they are gone through.
  if (value instanceof Map)
    return [...value].flatMap(([key, each]) => (each === undefined ? [] : [String(key)]));
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
};

function memberOf(value: unknown, key: string | number): unknown {
  if (value instanceof Map) return value.get(key);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
