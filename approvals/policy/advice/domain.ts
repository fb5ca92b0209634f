// What must be so for a condition to be true, told from its text alone: which values the members it compares may have then, and whether
// that can be at all. Promises: "never" only when it is so whatever is asked; in doubt nothing. For advice: it decides nothing.
import type { ASTNode } from '@marcbachmann/cel-js';
import { readTimestamp } from '../condition/conversions.ts';
import { pathOf } from '../condition/parts.ts';
import { rangeOf } from '../condition/times.ts';
import { hullOf, join, meet, type Possible, rangeBy } from './possible.ts';

/** By member, or by what is reckoned of one: what it may be where the condition is true. What is not in it may be anything. */
type Domain = 'never' | ReadonlyMap<string, Possible>;

/** Is it false, or an error, whatever is asked? */
export const isNever = (root: ASTNode): boolean => domainOf(root) === 'never';

/** May it be true where this member has this value? */
export function mayBeWhere(root: ASTNode, path: readonly string[], value: string): boolean {
  const domain = domainOf(root);
  if (domain === 'never') return false;
  const possible = domain.get(keyOf(path));
  return possible === undefined || meet(possible, { only: new Set([`text ${value}`]) }) !== undefined;
}

/** The last moment (milliseconds) at which it may be true; nothing where there is none, or none is certain. */
export function lastMoment(root: ASTNode): number | undefined {
  const domain = domainOf(root);
  const now = domain === 'never' ? undefined : domain.get(keyOf(['now']));
  const range = now === undefined ? undefined : hullOf(now);
  return range?.of === 'time' && Number.isFinite(range.high) ? range.high : undefined;
}

/** The same text with other spaces or parentheses has the same shape. */
export const shapeOf = (node: ASTNode): string =>
  JSON.stringify(node, (_, value: unknown) => {
    if (typeof value === 'bigint') return { int: String(value) };
    return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
      ? [value.op, value.args]
      : value;
  });

const ANY: Domain = new Map();

/** Each rule is asked about each action, type and agent of its file. */
const known = new WeakMap<ASTNode, Domain>();

function domainOf(root: ASTNode): Domain {
  const domain = known.get(root) ?? reckoned(root);
  known.set(root, domain);
  return domain;
}

function reckoned(node: ASTNode): Domain {
  switch (node.op) {
    case 'value':
      return node.args === false ? 'never' : ANY;
    case '&&':
      return both(domainOf(node.args[0]), domainOf(node.args[1]));
    case '||':
      return either(domainOf(node.args[0]), domainOf(node.args[1]));
    case '?:': {
      const [condition, whenTrue, whenFalse] = node.args;
      return either(both(domainOf(condition), domainOf(whenTrue)), domainOf(whenFalse));
    }
    case '!_':
      return opposite(node.args);
    case '==':
      return equal(node.args[0], node.args[1]);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(node.op, ...node.args);
    case 'in':
      return node.args[1].op === 'list' ? oneOf(node.args[0], node.args[1].args) : ANY;
    default:
      return ANY;
  }
}

function opposite(node: ASTNode): Domain {
  if (node.op === 'value') return node.args === true ? 'never' : ANY;
  if (node.op === '!_') return domainOf(node.args);
  return node.op === '!=' ? equal(node.args[0], node.args[1]) : ANY;
}

function equal(left: ASTNode, right: ASTNode): Domain {
  const [one, other] = [literalOf(left), literalOf(right)];
  if (one !== undefined && other !== undefined) return one === other ? ANY : 'never';
  return one === undefined ? oneOf(left, [right]) : oneOf(right, [left]);
}

function oneOf(member: ASTNode, values: readonly ASTNode[]): Domain {
  if (values.length === 0) return 'never';
  const literals = values.map(literalOf);
  if (literals.includes(undefined)) return ANY;
  return new Map([[memberKey(member), { only: new Set(literals.filter((each) => each !== undefined)) }]]);
}

const TURNED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function ordered(sign: keyof typeof TURNED, left: ASTNode, right: ASTNode): Domain {
  const [one, other] = [literalOf(left), literalOf(right)];
  if (one !== undefined && other !== undefined) return ANY;
  if (one !== undefined) return ordered(TURNED[sign], right, left);
  const range = other === undefined ? undefined : rangeBy(sign, other);
  if (range === undefined) return ANY;
  const part = rangeOf(left);
  const all =
    part && ({ of: 'number', low: part.from, high: part.to, lowOpen: false, highOpen: false } as const);
  // `now.getHours("UTC") > 23`: whole numbers, so that nothing lies between the last one and the next.
  const isOutside = all !== undefined && meet(range, all) === undefined;
  return isOutside ? 'never' : new Map([[memberKey(left), range]]);
}

/** What is reckoned of the same values comes to the same within one evaluation. */
function memberKey(node: ASTNode): string {
  const path = pathOf(node, []);
  return path === undefined ? shapeOf(node) : keyOf(path);
}

/** Numbers of either kind are compared by their value, so that nothing is told apart which CEL calls equal. */
function literalOf(node: ASTNode): string | undefined {
  if (node.op === '-_') return literalOf(node.args)?.replace(/^number (?!-)/, 'number -');
  if (node.op === 'call') return momentOf(node);
  if (node.op !== 'value') return undefined;
  const value = node.args;
  if (typeof value === 'string') return `text ${value}`;
  if (typeof value === 'bigint' || typeof value === 'number') return `number ${Number(value)}`;
  return typeof value === 'boolean' ? `truth ${value}` : undefined;
}

/** A moment that is written out. By then the function stands under a name of ours. */
function momentOf({ args: [name, [text]] }: Extract<ASTNode, { op: 'call' }>): string | undefined {
  if (name !== 'strictTimestamp' || text?.op !== 'value' || typeof text.args !== 'string') return undefined;
  const moment = readTimestamp(text.args);
  return moment === undefined ? undefined : `time ${moment.getTime()}`;
}

function both(one: Domain, other: Domain): Domain {
  if (one === 'never' || other === 'never') return 'never';
  const joined = new Map(one);
  for (const [member, values] of other) {
    const known = joined.get(member);
    const left = known === undefined ? values : meet(known, values);
    if (left === undefined) return 'never';
    joined.set(member, left);
  }
  return joined;
}

function either(one: Domain, other: Domain): Domain {
  if (one === 'never') return other;
  if (other === 'never') return one;
  return new Map(
    [...one].flatMap(([member, values]) => {
      const more = other.get(member);
      const joined = more === undefined ? undefined : join(values, more);
      return joined === undefined ? [] : [[member, joined] as const];
    }),
  );
}

const keyOf = (path: readonly string[]): string => JSON.stringify(path);
