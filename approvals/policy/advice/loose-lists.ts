// An allow rule that excludes something of a list by `exists`: true as soon as one element is another one, whatever stands beside it.
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { partsOf } from '../condition/nodes.ts';
import type { Rule } from '../policy.ts';
import type { Found } from './found.ts';

/** Each `exists` of an allow rule that excludes. Other effects only grow stricter by it. */
export function looseLists({ id, effect, when }: Rule, index: number): readonly Found[] {
  if (effect !== 'allow') return [];
  return loose(parse(when.source).ast, true).map(({ offset, name }) => ({
    kind: 'warning',
    path: ['rules', index, 'when'],
    offset,
    message: `rule "${id}" excludes nothing here: exists(${name}, …) is true as soon as one element fits, whatever the others are; write all(${name}, …)`,
  }));
}

interface Loose {
  /** Character of the condition, from 0. */
  readonly offset: number;
  /** What the loop calls an element. */
  readonly name: string;
}

/** `isWanted`: its being true makes the whole true, as `!` turns it round. What cannot be told so is left alone. */
function loose(node: ASTNode, isWanted: boolean): readonly Loose[] {
  const both = (nodes: readonly ASTNode[]): readonly Loose[] =>
    nodes.flatMap((each) => loose(each, isWanted));
  switch (node.op) {
    case '!_':
      return loose(node.args, !isWanted);
    case '&&':
    case '||':
      return both(node.args);
    case '?:':
      return both(node.args.slice(1));
    case 'rcall': {
      const [call, receiver, [element, body]] = node.args;
      if ((call !== 'exists' && call !== 'all') || element?.op !== 'id' || body === undefined) return [];
      const name = element.args;
      const isLoose = isWanted && call === 'exists' && excludes(body, name, true);
      return isLoose ? [{ offset: receiver.start, name }] : both([body]);
    }
    default:
      return [];
  }
}

/** Is a part of it that the element is not something? */
function excludes(node: ASTNode, name: string, isWanted: boolean): boolean {
  switch (node.op) {
    case '!_':
      return excludes(node.args, name, !isWanted);
    case '&&':
    case '||':
      return node.args.some((each) => excludes(each, name, isWanted));
    case '!=':
      return isWanted && reads(node, name);
    case '==':
    case 'in':
    case 'rcall':
      return !isWanted && reads(node, name);
    default:
      return false;
  }
}

const reads = (node: ASTNode, name: string): boolean =>
  (node.op === 'id' && node.args === name) || partsOf(node).some((each) => reads(each, name));
