// An allow rule that rests on a loose reading of a resource's id: `contains("dev")` is true of `prod/dev-copy`, and `!= "prod/salaries"` of
// `PROD/salaries`. An agent may name any resource, so what the id says is what the policy makes of it.
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { partsOf } from '../condition/nodes.ts';
import { pathOf } from '../condition/parts.ts';
import type { Rule } from '../policy.ts';
import { asMeant, isWhole } from './anchors.ts';
import { casesOf, type Part, textsAt, unbound } from './cases.ts';
import type { Found } from './found.ts';

/** Each such reading in an allow rule, unless what bounds it stands beside it in the same case. Other effects only grow stricter by it. */
export function looseIds({ id, effect, when }: Rule, index: number): readonly Found[] {
  if (effect !== 'allow') return [];
  const cases = casesOf(parse(when.source).ast);
  const told = (parts: readonly Part[], says: (part: Part) => string): readonly Found[] =>
    [...new Map(parts.map((part) => [part.node, part])).values()].map((part) => ({
      kind: 'warning',
      path: ['rules', index, 'when'],
      offset: part.node.start,
      message: `rule "${id}" ${says(part)}`,
    }));
  const never = () => false;
  return [
    ...told(
      unbound(cases, never).filter((part) => meant(part) !== undefined),
      (part) =>
        `allows more than this pattern reads: "|" parts the whole pattern, so that ^ is of its first alternative and $ of its last alone; write parentheses around the alternatives: ${meant(part)}`,
    ),
    ...told(
      unbound(cases, boundsId).filter(isLoose),
      () =>
        'allows by a part of resource.id, which other ids have too; have an entry of resources state the fact, or match the whole id, as matches("^dev/[a-z0-9-]+$")',
    ),
    ...told(
      unbound(cases, namesId).filter(excludes),
      () =>
        'excludes by how resource.id is spelt, and the same may be spelt otherwise (PROD/salaries, prod//salaries); name what is allowed, as resource.id in ["dev/logs"] or matches("^dev/[a-z0-9-]+$"), or ask for a fact that an entry of resources states of that alone',
    ),
  ];
}

type Method = Extract<ASTNode, { op: 'rcall' }>;

const patternsOf = ({ args: [name, , [text]] }: Method, { texts }: Part): readonly string[] =>
  name === 'matches' ? textsAt(text, texts) : [];

/** The pattern that was meant, of one that is true of more. */
function meant(part: Part): string | undefined {
  const { node, isWanted } = part;
  if (!isWanted || node.op !== 'rcall') return undefined;
  return patternsOf(node, part)
    .map(asMeant)
    .find((each) => each !== undefined);
}

function isLoose(part: Part): boolean {
  const { node, isWanted, texts } = part;
  if (!isWanted || node.op !== 'rcall') return false;
  const [name, receiver, [text]] = node.args;
  if (!readsId(receiver)) return false;
  if (name === 'contains' || name === 'endsWith') return true;
  if (name === 'startsWith') return textsAt(text, texts).some((each) => !/[^\p{L}\p{N}_-]$/u.test(each));
  return patternsOf(node, part).some((each) => !isWhole(each) && asMeant(each) === undefined);
}

const COMPARING: ReadonlySet<string> = new Set(['contains', 'endsWith', 'startsWith', 'matches']);

/** Is it true of every id but some? That an id is not empty is true of all of them. */
function excludes({ node, isWanted }: Part): boolean {
  if (node.op === (isWanted ? '!=' : '==')) return node.args.some(readsId) && !node.args.some(isEmpty);
  if (isWanted) return false;
  if (node.op === 'in') return readsId(node.args[0]);
  return node.op === 'rcall' && COMPARING.has(node.args[0]) && readsId(node.args[1]);
}

const isEmpty = (node: ASTNode): boolean => node.op === 'value' && node.args === '';

/** It says which ids they are, or where they lie, or rests on a fact. That there is no fact is true of whatever nobody thought of. */
function boundsId(part: Part): boolean {
  const { node, isWanted } = part;
  if (namesId(part)) return true;
  if (readsFact(node)) return isWanted || !asksWhetherThere(node);
  if (!isWanted || node.op !== 'rcall' || node.args[0] !== 'startsWith') return false;
  return isId(node.args[1]) && textsAt(node.args[2][0], part.texts).length > 0 && !isLoose(part);
}

/** It says of each id how all of it is spelt. */
function namesId(part: Part): boolean {
  const { node, isWanted } = part;
  if (node.op === (isWanted ? '==' : '!=')) {
    const [one, other] = node.args;
    return (isId(one) && !isAgents(other)) || (isId(other) && !isAgents(one));
  }
  if (!isWanted) return false;
  if (node.op === 'in') return isId(node.args[0]) && node.args[1].op === 'list';
  if (node.op !== 'rcall' || !isId(node.args[1])) return false;
  const patterns = patternsOf(node, part);
  return patterns.length > 0 && patterns.every(isWhole);
}

function asksWhetherThere(node: ASTNode): boolean {
  if (node.op === 'in') return pathOf(node.args[1], [])?.join('.') === 'resource.properties';
  return node.op === 'call' && node.args[0] === 'has';
}

/** The id, also in other letters. */
function isId(node: ASTNode): boolean {
  if (node.op === 'rcall' && node.args[2].length === 0) return isId(node.args[1]);
  return pathOf(node, [])?.join('.') === 'resource.id';
}

const reads = (node: ASTNode, is: (path: readonly string[]) => boolean): boolean =>
  is(pathOf(node, []) ?? []) || partsOf(node).some((each) => reads(each, is));
const readsId = (node: ASTNode): boolean => reads(node, (path) => path.join('.') === 'resource.id');
const readsFact = (node: ASTNode): boolean =>
  reads(node, ([variable, member]) => variable === 'resource' && member === 'properties');
/** What the agent says: of its act, or the id again. */
const isAgents = (node: ASTNode): boolean =>
  reads(node, ([variable, member]) => variable === 'action' || (variable === 'resource' && member === 'id'));
