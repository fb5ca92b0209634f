// What must be so for a condition to be true, told from its text alone: which values the members it compares may have then, and whether
// that can be at all. Promises: "never" only when it is so whatever is asked; in doubt nothing. For advice: it decides nothing.
import type { ASTNode } from '@marcbachmann/cel-js';
import { pathOf } from './condition-parts.ts';

/** By member: the values that it may have where the condition is true. Members that are not in it may have any. */
type Domain = 'never' | ReadonlyMap<string, ReadonlySet<string>>;

/** Is it false, or an error, whatever is asked? */
export const isNever = (root: ASTNode): boolean => domainOf(root) === 'never';

/** May it be true where this member has this value? */
export function mayBeWhere(root: ASTNode, path: readonly string[], value: string): boolean {
  const domain = domainOf(root);
  return domain !== 'never' && (domain.get(keyOf(path))?.has(`text ${value}`) ?? true);
}

/** Is the second true wherever the first is? Only what is told for certain: each of its parts stands in the first as well. */
export function implies(first: ASTNode, second: ASTNode): boolean {
  const given = new Set(parts(first).map(shapeOf));
  return parts(second).every(
    (part) => (part.op === 'value' && part.args === true) || given.has(shapeOf(part)),
  );
}

const parts = (node: ASTNode): readonly ASTNode[] => (node.op === '&&' ? node.args.flatMap(parts) : [node]);

/** The same text with other spaces or parentheses has the same shape. */
const shapeOf = (node: ASTNode): string =>
  JSON.stringify(node, (_, value: unknown) => {
    if (typeof value === 'bigint') return { int: String(value) };
    return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
      ? [value.op, value.args]
      : value;
  });

const ANY: Domain = new Map();

function domainOf(node: ASTNode): Domain {
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
  const path = pathOf(member, []);
  const literals = values.map(literalOf);
  if (path === undefined || literals.includes(undefined)) return ANY;
  return new Map([[keyOf(path), new Set(literals.filter((each) => each !== undefined))]]);
}

/** Numbers of either kind are compared by their value, so that nothing is told apart which CEL calls equal. */
function literalOf(node: ASTNode): string | undefined {
  if (node.op !== 'value') return undefined;
  const value = node.args;
  if (typeof value === 'string') return `text ${value}`;
  if (typeof value === 'bigint' || typeof value === 'number') return `number ${Number(value)}`;
  return typeof value === 'boolean' ? `truth ${value}` : undefined;
}

function both(one: Domain, other: Domain): Domain {
  if (one === 'never' || other === 'never') return 'never';
  const joined = new Map(one);
  for (const [member, values] of other) {
    const known = joined.get(member);
    const left = known === undefined ? values : new Set([...values].filter((each) => known.has(each)));
    if (left.size === 0) return 'never';
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
      return more === undefined ? [] : [[member, new Set([...values, ...more])] as const];
    }),
  );
}

const keyOf = (path: readonly string[]): string => JSON.stringify(path);
