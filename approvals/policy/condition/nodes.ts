// The tree of a condition as the library parsed and type-checked it: going through it, and what its nodes come to. The library has no door
// for operators that do something else: what a node comes to is a method of it, and ours is put before that. The tree still says what was written.
import type { ASTNode } from '@marcbachmann/cel-js';

/** What a node comes to in the running evaluation. */
export type Run = (node: ASTNode) => unknown;

/** The library's evaluator, as it hands itself to a node. */
interface Runner {
  run(node: ASTNode, context: unknown): unknown;
}
type Evaluate = (runner: Runner, node: ASTNode, context: unknown) => unknown;

/** The nodes right below one. */
export function partsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case '!_':
    case '-_':
      return [node.args];
    case 'map':
      return node.args.flat();
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    default:
      return node.args;
  }
}

/** How many nodes there are, this one among them. */
export const nodesIn = (node: ASTNode): number => partsOf(node).reduce((sum, each) => sum + nodesIn(each), 1);

/** Has a node come to what `answer` gives. */
export function answerWith(node: ASTNode, answer: (run: Run) => unknown): void {
  put(node, (runner, _, context) => answer((each) => runner.run(each, context)));
}

/** Has `before` run each time a node is evaluated. */
export function doBefore(node: ASTNode, before: () => void): void {
  const evaluate = evaluateOf(node);
  put(node, (runner, _, context) => {
    before();
    return evaluate(runner, node, context);
  });
}

/** Has `after` see what a node came to, each time it is evaluated: its value, or the error, which goes on. */
export function doAfter(node: ASTNode, after: (value: unknown) => void): void {
  const evaluate = evaluateOf(node);
  put(node, (runner, _, context) => {
    let value: unknown;
    try {
      value = evaluate(runner, node, context);
    } catch (error) {
      after(error);
      throw error;
    }
    after(value);
    return value;
  });
}

/**
 * Has `before` run each time before `all` and `exists` go on to an element. What it throws ends the loop, unlike what is thrown in the body. Other
 * loops end at any error, so nothing is put there.
 */
export function doBeforeTurns(node: ASTNode, before: () => void): void {
  const loop = memberOf(memberOf(Reflect.get(node, 'meta'), 'alternate'), 'args');
  const goesOn = memberOf(loop, 'condition');
  if (typeof loop !== 'object' || loop === null || typeof goesOn !== 'function') return;
  const condition = (found: unknown): unknown => {
    before();
    return goesOn(found);
  };
  Object.defineProperty(loop, 'condition', { value: condition, configurable: true });
}

/** Has `before` see both sides of an operator before the library works on them. */
export function doBetween(
  node: ASTNode,
  [left, right]: readonly [ASTNode, ASTNode],
  before: (left: unknown, right: unknown) => void,
): void {
  const handle: unknown = Reflect.get(node, 'handle');
  if (typeof handle !== 'function') throw new TypeError(`The library has no handler for ${node.op}.`);
  put(node, (runner, _, context) => {
    const values = [runner.run(left, context), runner.run(right, context)] as const;
    before(...values);
    return handle(...values, node, runner);
  });
}

/** What the library's type check found a node to be: a map, a list. */
export const kindOfType = (node: ASTNode): unknown => memberOf(Reflect.get(node, 'checkedType'), 'kind');

/** The same by its full name, as `google.protobuf.Timestamp`. */
export const typeNameOf = (node: ASTNode): unknown => memberOf(Reflect.get(node, 'checkedType'), 'name');

function put(node: ASTNode, evaluate: Evaluate): void {
  Object.defineProperty(node, 'evaluate', { value: evaluate, configurable: true });
}

/** Ours where we put one; else what the library does with a node, with the macro it stands for, or with what that became. */
function evaluateOf(node: ASTNode): Evaluate {
  const own: unknown = Object.hasOwn(node, 'evaluate') ? Reflect.get(node, 'evaluate') : undefined;
  if (typeof own === 'function') return (runner, _, context) => own(runner, node, context);
  const meta: unknown = Reflect.get(node, 'meta');
  for (const stand of [memberOf(meta, 'alternate'), memberOf(meta, 'macro')]) {
    const evaluate = memberOf(stand, 'evaluate');
    if (typeof evaluate === 'function')
      return (runner, _, context) => evaluate.call(stand, runner, stand, context);
  }
  const evaluate = memberOf(meta, 'evaluate');
  if (typeof evaluate !== 'function') throw new TypeError(`The library cannot evaluate ${node.op}.`);
  return (runner, _, context) => evaluate(runner, node, context);
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
