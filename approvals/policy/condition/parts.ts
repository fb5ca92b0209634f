// Which part of a condition decided: its && || ! ?: taken apart, each part compiled by the condition's own compiler and asked by itself.
// There is no second evaluator: what the whole came to is the answer of the condition, the parts only tell why.
import type { ASTNode } from '@marcbachmann/cel-js';
import { WORK_OF_INTENT, type Work, workOf } from './budget.ts';
import type { Truth } from './condition.ts';
import { partsOf } from './nodes.ts';
import type { ConditionView } from './view.ts';

/** How the parts of a part make it: all of them, any, the opposite of one, one of two by a third; or nothing that is taken apart. */
export type How = 'all' | 'any' | 'not' | 'if' | 'leaf';

/** A member that a part reads, as it was just then. `missing`: there is none, and reading it is an error. */
export interface Read {
  readonly path: readonly string[];
  readonly value?: unknown;
  readonly missing?: true;
}

/** One part of a condition, and what it came to. */
export interface Part {
  readonly text: string;
  readonly how: How;
  readonly truth: Truth;
  /** Were it otherwise, the whole might be otherwise. */
  readonly decided: boolean;
  /** Of a leaf alone. */
  readonly reads: readonly Read[];
  readonly parts: readonly Part[];
}

/** A part of a source, compiled by itself; `undefined` when it cannot be. */
export type CompilePiece = (source: string) => Piece | undefined;

/** Something that can be asked by itself. */
export interface Piece {
  readonly root: ASTNode;
  readonly test: (view: ConditionView, work?: Work) => Truth;
}

/** Explains one condition. The parts are compiled when it is first asked, so that loading a policy costs nothing. */
export function createExplain(
  whole: Piece,
  compile: CompilePiece,
): (view: ConditionView, work?: Work) => Part {
  let tree: Tree | undefined;
  return (view, work = workOf(WORK_OF_INTENT)) => {
    tree ??= treeOf(whole.root, whole, whole.root.input.trim(), compile);
    return explained(tree, tree.test(view, work), { view, work }, true);
  };
}

interface Tree {
  readonly text: string;
  readonly how: How;
  readonly test: Piece['test'];
  readonly paths: readonly (readonly string[])[];
  readonly parts: readonly Tree[];
}

function treeOf(node: ASTNode, { test }: Pick<Piece, 'test'>, source: string, compile: CompilePiece): Tree {
  const text = source.replaceAll(/\s*\n\s*/g, ' ');
  const { how, operands } = operandsOf(node);
  const parts = operands.flatMap((operand) => {
    const own = sourceOf(operand);
    const piece = compile(own);
    // A text that is read as anything else than this very part would explain another condition.
    if (piece === undefined || !isSame(piece.root, operand)) return [];
    return [treeOf(operand, piece, own, compile)];
  });
  if (how === 'leaf' || parts.length < operands.length)
    return { text, how: 'leaf', test, paths: pathsIn(node, []), parts: [] };
  return { text, how, test, paths: [], parts };
}

function operandsOf(node: ASTNode): { readonly how: How; readonly operands: readonly ASTNode[] } {
  switch (node.op) {
    case '&&':
      return { how: 'all', operands: chain(node, '&&') };
    case '||':
      return { how: 'any', operands: chain(node, '||') };
    case '!_':
      return { how: 'not', operands: [node.args] };
    case '?:':
      return { how: 'if', operands: node.args };
    default:
      return { how: 'leaf', operands: [] };
  }
}

/** `a && b && c` is one of three, not two of two. */
const chain = (node: ASTNode, op: '&&' | '||'): readonly ASTNode[] =>
  node.op === op ? [...chain(node.args[0], op), ...chain(node.args[1], op)] : [node];

/** The library's ranges leave out outer parentheses, sometimes one of a pair: each is put back to its other half. */
function sourceOf({ input, start, end }: ASTNode): string {
  const { toOpen, toClose } = unpaired(input.slice(start, end));
  let from = start;
  for (let left = toOpen; left > 0; left -= 1) from = input.lastIndexOf('(', from - 1);
  let to = end;
  for (let left = toClose; left > 0; left -= 1) to = input.indexOf(')', to) + 1;
  return input.slice(Math.max(from, 0), to);
}

function unpaired(text: string): { readonly toOpen: number; readonly toClose: number } {
  let toOpen = 0;
  let toClose = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()]/g)) {
    if (token === '(') toClose += 1;
    else if (token !== ')') continue;
    else if (toClose > 0) toClose -= 1;
    else toOpen += 1;
  }
  return { toOpen, toClose };
}

function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((each, at) => isSame(each, other[at]))
    );
  if (!isNode(one) || !isNode(other)) return one === other;
  return one.op === other.op && isSame(one.args, other.args);
}

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

/** Every member of the variables that is read in here, but what a loop gives its own name to. */
function pathsIn(node: ASTNode, bound: readonly string[]): readonly (readonly string[])[] {
  if (isConstant(node)) return [];
  const path = pathOf(node, bound);
  if (path !== undefined) return [path];
  if (node.op !== 'rcall') return distinct(partsOf(node).flatMap((each) => pathsIn(each, bound)));
  const [, receiver, args] = node.args;
  const inner = args[0]?.op === 'id' && args.length > 1 ? [...bound, args[0].args] : bound;
  return distinct([...pathsIn(receiver, bound), ...args.flatMap((each) => pathsIn(each, inner))]);
}

/** The name of a type, as in `type(x) == string`: the library puts what it stands for beside it. */
function isConstant(node: ASTNode): boolean {
  const meta: unknown = Reflect.get(node, 'meta');
  return node.op === 'id' && typeof meta === 'object' && meta !== null && Object.hasOwn(meta, 'alternate');
}

/** `resource.properties["environment"]` as its steps; nothing for what is no member of a variable. */
export function pathOf(node: ASTNode, bound: readonly string[]): readonly string[] | undefined {
  if (node.op === 'id') return bound.includes(node.args) ? undefined : [node.args];
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const step = typeof node.args[1] === 'string' ? node.args[1] : literalOf(node.args[1]);
  const before = step === undefined ? undefined : pathOf(node.args[0], bound);
  return step === undefined || before === undefined ? undefined : [...before, step];
}

const literalOf = (node: ASTNode): string | undefined =>
  node.op === 'value' && (typeof node.args === 'string' || typeof node.args === 'bigint')
    ? String(node.args)
    : undefined;

const distinct = (paths: readonly (readonly string[])[]): readonly (readonly string[])[] => [
  ...new Map(paths.map((path) => [JSON.stringify(path), path])).values(),
];

interface Asked {
  readonly view: ConditionView;
  readonly work: Work;
}

function explained(tree: Tree, truth: Truth, asked: Asked, decided: boolean): Part {
  const { text, how, paths } = tree;
  const { view, work } = asked;
  const truths = tree.parts.map((part) => part.test(view, work));
  return {
    text,
    how,
    truth,
    decided,
    reads: paths.map((path) => readOf(path, view)),
    parts: tree.parts.map((part, at) =>
      explained(part, truths[at] ?? truth, asked, decided && decides(how, truth, truths, at)),
    ),
  };
}

function decides(how: How, truth: Truth, truths: readonly Truth[], at: number): boolean {
  const own = truths[at];
  if (how === 'not') return true;
  if (how === 'if') {
    const [first] = truths;
    return at === 0 || (first?.ok === true && at === (first.value ? 1 : 2));
  }
  if (!truth.ok) return own?.ok === false;
  // One false is enough for "all" to be false, one true for "any" to be true; else each had its say.
  const alone = how === 'any';
  return truth.value === alone ? own?.ok === true && own.value === alone : true;
}

function readOf(path: readonly string[], { variables }: ConditionView): Read {
  let value: unknown = variables;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return { path, missing: true };
    value = Reflect.get(value, step);
  }
  return { path, value };
}
