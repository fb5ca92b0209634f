// An allow rule that rests on a loose reading of a resource's id: `contains("dev")` is true of `prod/dev-copy`. An agent may name any resource, so
// what the id says is what the policy makes of it.
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { partsOf } from '../condition/nodes.ts';
import { pathOf } from '../condition/parts.ts';
import type { Rule } from '../policy.ts';
import type { Found } from './found.ts';
import { mentionsIn } from './mentions.ts';

/** Each such reading in an allow rule, unless a fact about the resource stands beside it. */
export function looseIds({ id, effect, when }: Rule, index: number): readonly Found[] {
  if (effect !== 'allow') return [];
  const isStated = mentionsIn(when.source).some(
    ({ path: [variable, member] }) => variable === 'resource' && member === 'properties',
  );
  if (isStated) return [];
  return loose(parse(when.source).ast, true).map((node) => ({
    kind: 'warning',
    path: ['rules', index, 'when'],
    offset: node.start,
    message: `rule "${id}" allows by a part of resource.id, which other ids have too; have an entry of resources state the fact, or match the whole id, as matches("^dev/[a-z0-9-]+$")`,
  }));
}

/** `isWanted`: its being true makes the whole true, as `!` turns it round. */
function loose(node: ASTNode, isWanted: boolean): readonly ASTNode[] {
  if (node.op === '!_') return loose(node.args, !isWanted);
  if (node.op === '?:') return node.args.slice(1).flatMap((each) => loose(each, isWanted));
  if (node.op === '&&') {
    // What the whole id is compared with beside it bounds it.
    const isBound = isWanted && node.args.some(boundsId);
    return isBound ? [] : node.args.flatMap((each) => loose(each, isWanted));
  }
  if (node.op === 'rcall') return isWanted && isLoose(node) ? [node] : [];
  return node.op === '||' ? partsOf(node).flatMap((each) => loose(each, isWanted)) : [];
}

type Method = Extract<ASTNode, { op: 'rcall' }>;

function isLoose(node: Method): boolean {
  const [name, receiver, [text]] = node.args;
  if (!readsId(receiver) || text?.op !== 'value' || typeof text.args !== 'string') return false;
  if (name === 'contains' || name === 'endsWith') return true;
  if (name === 'startsWith') return !/[^\p{L}\p{N}_-]$/u.test(text.args);
  return name === 'matches' && !isWhole(text.args);
}

/** It says how the id begins and how it ends. */
const isWhole = (pattern: string): boolean => /^(?:\(\?[a-z]+\))?\^.*\$$/s.test(pattern);

function boundsId(node: ASTNode): boolean {
  if (node.op === '&&') return node.args.some(boundsId);
  if (node.op === '==') return node.args.some(readsId);
  if (node.op === 'in') return readsId(node.args[0]) && node.args[1].op === 'list';
  return node.op === 'rcall' && readsId(node.args[1]) && STRICT.has(node.args[0]) && !isLoose(node);
}

const STRICT: ReadonlySet<string> = new Set(['matches', 'startsWith']);

function readsId(node: ASTNode): boolean {
  // Also in other letters.
  if (node.op === 'rcall' && node.args[2].length === 0) return readsId(node.args[1]);
  return pathOf(node, [])?.join('.') === 'resource.id';
}
