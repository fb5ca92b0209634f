// What a condition mentions: each member that it reads, and the values written out that it compares the member with. Told from its text as its
// author wrote it, for advice about names: it decides nothing.
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { partsOf } from '../condition/nodes.ts';

/** A value that stands in the condition. */
export interface Literal {
  readonly value: string | number | boolean;
  /** Character of the condition, from 0. */
  readonly offset: number;
}

/** A member that a condition reads, once for each place. */
export interface Mention {
  /** The steps to it; `*` stands for the elements of a list. */
  readonly path: readonly string[];
  /** Character of the condition, from 0. */
  readonly offset: number;
  /** What it is compared with there by `==`, `!=` or `in`; none where it is read otherwise. */
  readonly literals: readonly Literal[];
  /** What it is compared with by `<`, `<=`, `>` or `>=`. */
  readonly ordered?: readonly Literal[];
  /** It stands under `!` or `!=`: what is written there is what it must not be. */
  readonly negated?: boolean;
}

/** Every mention in a condition that compiles, in the order of its text. */
export function mentionsIn(source: string): readonly Mention[] {
  return mentions(parse(source).ast, new Map())
    .flatMap(byMember)
    .toSorted((a, b) => a.offset - b.offset);
}

/** What holds members by names, which "in" and loops go through: none of its elements is called `*`. */
const MAPS: readonly string[] = [
  ...['action.properties', 'resource.properties', 'context'],
  ...['claimed.resource.properties', 'claimed.context'],
];

/** `"rows" in action.properties` reads `action.properties.rows`. */
function byMember(mention: Mention): readonly Mention[] {
  const { path, literals, ...rest } = mention;
  const at = path.indexOf('*');
  if (at < 0 || !MAPS.includes(path.slice(0, at).join('.'))) return [mention];
  // Of a member whose name is not written out there is nothing to tell.
  if (path.length > at + 1) return [];
  return literals.flatMap(({ value, offset }) =>
    typeof value === 'string' ? [{ ...rest, path: [...path.slice(0, at), value], offset, literals: [] }] : [],
  );
}

/** What a name that a loop gives stands for: the steps to it, or nothing that could be told. */
type Bound = ReadonlyMap<string, readonly string[] | undefined>;

function mentions(node: ASTNode, bound: Bound): readonly Mention[] {
  const path = pathOf(node, bound);
  if (path !== undefined) return [{ path, offset: node.start, literals: [] }];
  switch (node.op) {
    case '!_':
      return mentions(node.args, bound).map(opposite);
    case '!=':
      return compared(node.args[0], node.args[1], bound)?.map(opposite) ?? each(node.args, bound);
    case '==':
      return compared(node.args[0], node.args[1], bound) ?? each(node.args, bound);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (
        compared(node.args[0], node.args[1], bound)?.map(({ literals, ...rest }) => ({
          ...rest,
          literals: [],
          ordered: literals,
        })) ?? each(node.args, bound)
      );
    case 'in':
      return contained(node.args[0], node.args[1], bound) ?? each(node.args, bound);
    case 'rcall': {
      const [, receiver, args] = node.args;
      return [...mentions(receiver, bound), ...each(args, withName(bound, receiver, args))];
    }
    default:
      return each(partsOf(node), bound);
  }
}

const each = (nodes: readonly ASTNode[], bound: Bound): readonly Mention[] =>
  nodes.flatMap((node) => mentions(node, bound));

const opposite = (mention: Mention): Mention => ({ ...mention, negated: mention.negated !== true });

function compared(one: ASTNode, other: ASTNode, bound: Bound): readonly Mention[] | undefined {
  return withLiterals(one, [other], bound) ?? withLiterals(other, [one], bound);
}

/** `member in ["a", "b"]`, or `"a" in member`. */
function contained(left: ASTNode, right: ASTNode, bound: Bound): readonly Mention[] | undefined {
  if (right.op === 'list') return withLiterals(left, right.args, bound);
  const found = withLiterals(right, [left], bound);
  return found?.map((mention) => ({ ...mention, path: [...mention.path, '*'] }));
}

function withLiterals(
  member: ASTNode,
  values: readonly ASTNode[],
  bound: Bound,
): readonly Mention[] | undefined {
  const path = pathOf(member, bound);
  const literals = values.map(literalOf).filter((literal) => literal !== undefined);
  if (path === undefined || literals.length < values.length) return undefined;
  return [{ path, offset: member.start, literals }];
}

function literalOf(node: ASTNode): Literal | undefined {
  if (node.op === '-_') {
    const inner = literalOf(node.args);
    return typeof inner?.value === 'number' ? { value: -inner.value, offset: node.start } : undefined;
  }
  if (node.op !== 'value') return undefined;
  const { args: value, start: offset } = node;
  if (typeof value === 'bigint') return { value: Number(value), offset };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? { value, offset }
    : undefined;
}

/** `list.exists(x, …)`: in there `x` is an element of the list. */
function withName(bound: Bound, receiver: ASTNode, [name, ...more]: readonly ASTNode[]): Bound {
  if (name?.op !== 'id' || more.length === 0) return bound;
  const path = pathOf(receiver, bound);
  return new Map([...bound, [name.args, path === undefined ? undefined : [...path, '*']]]);
}

/** `resource.properties["environment"]` as its steps; nothing for what is no member of a variable. */
function pathOf(node: ASTNode, bound: Bound): readonly string[] | undefined {
  if (node.op === 'id') return bound.has(node.args) ? bound.get(node.args) : [node.args];
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const step = stepOf(node.args[1]);
  const before = step === undefined ? undefined : pathOf(node.args[0], bound);
  return step === undefined || before === undefined ? undefined : [...before, step];
}

/** An element by its number is any of them. */
function stepOf(step: string | ASTNode): string | undefined {
  if (typeof step === 'string') return step;
  if (step.op !== 'value') return undefined;
  if (typeof step.args === 'bigint') return '*';
  return typeof step.args === 'string' ? step.args : undefined;
}
