// Numbers that are none: 0.0 / 0.0 is not greater than anything, so an allow that says "not above a tenth" would let it through. Whatever is
// reckoned and does not come to a number is an error, which never allows.
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Mistake } from './checks.ts';
import { doAfter, partsOf } from './nodes.ts';

/** Has what a node reckons be a number, or fail. After whatever else is put on the node. */
export function failUnlessFinite(root: ASTNode): void {
  if (!RECKONS.has(root.op)) return;
  doAfter(root, (value) => {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new RangeError(`"${root.op}" does not come to a number: it divides by zero, or is too large`);
  });
}

/** Every division by a zero that is written out: it fails whatever is asked, and a deny rule that fails denies everything. */
export function zeroMistakes(root: ASTNode): readonly Mistake[] {
  const inside = partsOf(root).flatMap(zeroMistakes);
  if (root.op !== '/' && root.op !== '%') return inside;
  const [, by] = root.args;
  if (by.op !== 'value' || Number(by.args) !== 0) return inside;
  return [
    { message: `"${root.op}" by zero always fails; divide by another number`, offset: by.start },
    ...inside,
  ];
}

const RECKONS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
