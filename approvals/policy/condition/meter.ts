// Counting what a condition does where the library works uncounted: each turn of a loop, what is put together or in order, and each error
// that is passed over. What was refused ends the whole evaluation here: the library would pass that over too.
import type { ASTNode } from '@marcbachmann/cel-js';
import { goOn, type Meter, spend, WORK_OF_ERROR } from './budget.ts';
import { failUnlessFinite } from './finite.ts';
import { doAfter, doBefore, doBeforeTurns, doBetween, nodesIn, partsOf } from './nodes.ts';

/** Has every part of a condition that can be large spend what it takes, once it is type-checked. */
export function countWork(root: ASTNode, meter: Meter): void {
  for (const part of partsOf(root)) countWork(part, meter);
  if (root.op === '+' || root.op === '<' || root.op === '<=' || root.op === '>' || root.op === '>=')
    doBetween(root, root.args, (left, right) => spend(meter, sizeOf(left) + sizeOf(right)));
  failUnlessFinite(root);
  // The other side's error is the whole's, and counted where that is passed over.
  if (root.op === '&&' || root.op === '||') {
    countErrors(root.args[0], isTruth, meter);
    doBefore(root.args[1], () => goOn(meter));
  }
  const units = root.op === 'call' ? UNITS_OF_CALLS.get(root.args[0]) : undefined;
  if (units !== undefined) doBefore(root, () => spend(meter, units));
  if (root.op !== 'rcall') return;
  countTurns(root.args[0], root.args[2], meter);
  doBeforeTurns(root, () => goOn(meter));
}

/** What reads a text anew each time, also one that is written out. */
const UNITS_OF_CALLS: ReadonlyMap<string, number> = new Map([
  ['strictTimestamp', 150],
  ['duration', 30],
]);

/** Only loops take a name of their own, and what comes after it is done for each element. */
function countTurns(loop: string, [name, ...bodies]: readonly ASTNode[], meter: Meter): void {
  if (name?.op !== 'id') return;
  const isWanted = loop === 'map' ? isNoError : isTruth;
  for (const body of bodies) {
    const nodes = nodesIn(body);
    doBefore(body, () => spend(meter, nodes));
    countErrors(body, isWanted, meter);
  }
}

/** Where a truth was wanted any other value is an error too. The library quotes the place of one, and counts its line from the start. */
function countErrors(node: ASTNode, isWanted: (value: unknown) => boolean, meter: Meter): void {
  const cost = WORK_OF_ERROR + node.end / 4;
  doAfter(node, (value) => {
    if (!isWanted(value)) spend(meter, cost);
  });
}

const isTruth = (value: unknown): boolean => typeof value === 'boolean';
const isNoError = (value: unknown): boolean => !(value instanceof Error);

/** Texts are copied and compared many letters at a time, lists element by element. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length / 64;
  return Array.isArray(value) ? value.length : 0;
}
