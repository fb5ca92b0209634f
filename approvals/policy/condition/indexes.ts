// Looking up strictly: a map by a string, a list by a whole number. The library turns any key into a string, so that `["holidays"]` would find
// what stands under "holidays", and a map of "0" would pass for a list. An error never allows.
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Mistake } from './checks.ts';
import { kindOf } from './kinds.ts';
import { answerWith, doBetween, kindOfType, partsOf, type Run, typeNameOf } from './nodes.ts';

/** Every index and key that is of a wrong kind whatever is asked. Of a condition that is type-checked. */
export function indexMistakes(root: ASTNode): readonly Mistake[] {
  return [...ownMistakes(root), ...partsOf(root).flatMap(indexMistakes)];
}

/** Has every index and every map that is written out take keys of the right kind alone, once a condition is type-checked. */
export function indexStrictly(root: ASTNode): void {
  if (root.op === '[]') doBetween(root, root.args, checkIndex);
  if (root.op === 'map') {
    const entries = root.args;
    answerWith(root, (run) => mapOf(entries, run));
  }
  for (const part of partsOf(root)) indexStrictly(part);
}

function ownMistakes(node: ASTNode): readonly Mistake[] {
  if (node.op === '[]') {
    const [within, index] = node.args;
    const isMap = kindOfType(within) === 'map';
    if (isOneOf(index, isMap ? ['string'] : ['string', 'int'])) return [];
    const cure = isMap
      ? 'a key of a map is a text'
      : 'a key of a map is a text, a place in a list a whole number';
    return [{ message: `${cure}; this is ${String(typeNameOf(index))}`, offset: index.start }];
  }
  if (node.op !== 'map') return [];
  return node.args
    .filter(([key]) => !isOneOf(key, ['string']))
    .map(([key]) => ({
      message: 'a key of a map is a text, in quotes; a number is looked up in it by string(…)',
      offset: key.start,
    }));
}

/** Or of a kind that is only known when it is asked. */
const isOneOf = (node: ASTNode, names: readonly string[]): boolean =>
  kindOfType(node) === 'dyn' || names.includes(String(typeNameOf(node)));

function checkIndex(within: unknown, index: unknown): void {
  const kind = kindOf(within);
  if (kind === 'a map' && typeof index !== 'string')
    throw new TypeError(`a map is asked for ${kindOf(index)}; its keys are strings`);
  if (kind === 'a list' && typeof index !== 'bigint')
    throw new TypeError(`a list is asked for ${kindOf(index)}; its places are whole numbers`);
}

/** Without a prototype, so that no key is special. */
function mapOf(entries: readonly (readonly [ASTNode, ASTNode])[], run: Run): object {
  const map: object = Object.create(null);
  for (const [key, value] of entries) {
    const name = run(key);
    if (typeof name !== 'string')
      throw new TypeError(`a map is given ${kindOf(name)} as a key; its keys are strings`);
    Object.defineProperty(map, name, { value: run(value), enumerable: true, configurable: true });
  }
  return map;
}
