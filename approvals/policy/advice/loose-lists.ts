// An allow rule that excludes something of a list by `exists`, or rests on a choice of what a list of parameters may hold: true as soon as one
// element fits, whatever stands beside it.
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { partsOf } from '../condition/nodes.ts';
import { pathOf } from '../condition/parts.ts';
import type { Rule } from '../policy.ts';
import type { Found } from './found.ts';

/** Each such `exists` of an allow rule. Other effects only grow stricter by it. */
export function looseLists({ id, effect, when }: Rule, index: number): readonly Found[] {
  if (effect !== 'allow') return [];
  return loose(parse(when.source).ast, true, NONE).map(({ offset, call, name, does }) => ({
    kind: 'warning',
    path: ['rules', index, 'when'],
    offset,
    message: `rule "${id}" ${SAYS[does]} here: ${call}(${name}, …) is true as soon as one element fits, whatever the others are; write all(${name}, …)`,
  }));
}

const SAYS = { excludes: 'excludes nothing', picks: 'lets other elements through' } as const;

interface Loose {
  /** Character of the condition, from 0. */
  readonly offset: number;
  readonly call: string;
  /** What the loop calls an element. */
  readonly name: string;
  readonly does: keyof typeof SAYS;
}

/** Lists of which something is said by `all` beside it. */
type Bounded = ReadonlySet<string>;
const NONE: Bounded = new Set();
const LOOPS: ReadonlySet<string> = new Set(['exists', 'exists_one', 'all']);

/** `isWanted`: its being true makes the whole true, as `!` turns it round. What cannot be told so is left alone. */
function loose(node: ASTNode, isWanted: boolean, bounded: Bounded): readonly Loose[] {
  const each = (nodes: readonly ASTNode[], within = bounded): readonly Loose[] =>
    nodes.flatMap((one) => loose(one, isWanted, within));
  switch (node.op) {
    case '!_':
      return loose(node.args, !isWanted, bounded);
    case '&&':
      return each(node.args, isWanted ? new Set([...bounded, ...boundedBy(node)]) : bounded);
    case '||':
      return each(node.args);
    case '?:':
      return each(node.args.slice(1));
    case 'rcall': {
      const [call, receiver, [element, body]] = node.args;
      if (!LOOPS.has(call) || element?.op !== 'id' || body === undefined) return [];
      const name = element.args;
      const told = { offset: receiver.start, call, name };
      if (!isWanted || call === 'all') return each([body]);
      if (excludes(body, name, true)) return [{ ...told, does: 'excludes' }];
      const list = parametersAt(receiver);
      const isOpen = list !== undefined && !bounded.has(list);
      return isOpen && picks(body, name) ? [{ ...told, does: 'picks' }] : each([body]);
    }
    default:
      return [];
  }
}

/** The lists that these parts of a conjunction speak of by `all`. */
function boundedBy(node: ASTNode): readonly string[] {
  if (node.op === '&&') return node.args.flatMap(boundedBy);
  if (node.op !== 'rcall' || node.args[0] !== 'all') return [];
  const list = parametersAt(node.args[1]);
  return list === undefined ? [] : [list];
}

/** The path of a list among the parameters: they are what will run. What the policy says of a resource is looked up in freely. */
function parametersAt(node: ASTNode): string | undefined {
  const path = pathOf(node, [])?.join('.');
  return path?.startsWith('action.properties.') ? path : undefined;
}

/** Is it a choice of what the element may be? One value that is looked for is none: a flag among arguments. */
function picks(node: ASTNode, name: string): boolean {
  switch (node.op) {
    case '&&':
      return node.args.some((each) => picks(each, name));
    case '||':
      return node.args.every((each) => reads(each, name));
    case 'in':
      return node.args[1].op === 'list' && reads(node.args[0], name);
    case 'rcall':
      return PATTERNS.has(node.args[0]) && reads(node.args[1], name);
    default:
      return false;
  }
}

const PATTERNS: ReadonlySet<string> = new Set(['matches', 'startsWith', 'endsWith']);

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
