// Numbers that are none: 0.0 / 0.0 is not greater than anything, so an allow that says "not above a tenth" would let it through. Whatever is
// reckoned and does not come to a number is an error, which never allows.
import type { ASTNode } from '@marcbachmann/cel-js';
import { doAfter } from './nodes.ts';

/** Has what a node reckons be a number, or fail. After whatever else is put on the node. */
export function failUnlessFinite(root: ASTNode): void {
  if (!RECKONS.has(root.op)) return;
  doAfter(root, (value) => {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new RangeError(`"${root.op}" does not come to a number: it divides by zero, or is too large`);
  });
}

const RECKONS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
