// Counting what a condition does where the library works uncounted: each turn of a loop, and what is put together or in order.
import type { ASTNode } from '@marcbachmann/cel-js';
import { type Meter, spend } from './condition-budget.ts';
import { doBefore, doBetween, nodesIn, partsOf } from './condition-nodes.ts';

/** Has every part of a condition that can be large spend what it takes, once it is type-checked. */
export function countWork(root: ASTNode, meter: Meter): void {
  if (root.op === '+' || root.op === '<' || root.op === '<=' || root.op === '>' || root.op === '>=')
    doBetween(root, root.args, (left, right) => spend(meter, sizeOf(left) + sizeOf(right)));
  for (const part of partsOf(root)) countWork(part, meter);
  if (root.op !== 'rcall') return;
  const [, , [name, ...bodies]] = root.args;
  // Only loops take a name of their own, and what comes after it is done for each element.
  if (name?.op !== 'id') return;
  for (const body of bodies) {
    const nodes = nodesIn(body);
    doBefore(body, () => spend(meter, nodes));
  }
}

/** Texts are copied and compared many letters at a time, lists element by element. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length / 64;
  return Array.isArray(value) ? value.length : 0;
}
