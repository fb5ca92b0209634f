// What a condition may contain beyond being correct CEL: a closed list of functions; patterns, zones and durations written out
// in the policy; loops one level deep. And the one place that puts our functions where the library's stood.
import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../../nearest.ts';
import { memberTrouble } from './cures.ts';
import { REPLACED, REPLACED_CALLS } from './functions.ts';
import {
  boolTrouble,
  doubleTrouble,
  durationTrouble,
  intTrouble,
  patternTrouble,
  timestampTrouble,
  zoneTrouble,
} from './literals.ts';
import { partsOf } from './nodes.ts';

const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const METHODS: ReadonlySet<string> = new Set([
  ...LOOPS,
  ...[...REPLACED.keys()].map((key) => key.split('/')[0] ?? key),
]);
const FUNCTIONS: ReadonlySet<string> = new Set([
  'has',
  'size',
  'string',
  'int',
  'double',
  'bool',
  'timestamp',
  'duration',
  'type',
  'dyn',
]);

/** What is wrong with a condition, and where in its text (character, from 0). */
export interface Mistake {
  readonly message: string;
  readonly offset: number;
}

/** Checks a parsed condition and puts our functions in. Run once, before the type check. */
export function prepare(root: ASTNode): {
  readonly loops: boolean;
  /** It reads `shell.names`. */
  readonly asksNames: boolean;
  /** It reads `shell` at all. */
  readonly asksShell: boolean;
  /** Where it reads `claimed`: characters from 0. */
  readonly claimsAt: readonly number[];
  readonly mistakes: readonly Mistake[];
} {
  const found: Found = { loops: false, asksNames: false, asksShell: false, claimsAt: [], mistakes: [] };
  visit(root, 0, found);
  return found;
}

interface Found {
  loops: boolean;
  asksNames: boolean;
  asksShell: boolean;
  readonly claimsAt: number[];
  readonly mistakes: Mistake[];
}

function visit(node: ASTNode, depth: number, found: Found): void {
  if (
    node.op === '.' &&
    node.args[1] === 'names' &&
    node.args[0].op === 'id' &&
    node.args[0].args === 'shell'
  )
    found.asksNames = true;
  if (node.op === 'id' && node.args === 'shell') found.asksShell = true;
  if (node.op === 'id' && node.args === 'claimed') found.claimsAt.push(node.start);
  // Whole numbers of two kinds, and bytes that nothing reads: neither can be told from its twin in a comparison.
  if (node.op === 'value' && typeof node.args === 'object' && node.args !== null)
    note(found, node, 'write whole numbers without "u", and texts without "b" before the quote');
  if (node.op === 'call') visitCall(node, found);
  if (node.op === 'rcall') visitMethod(node, depth, found);
  else for (const part of partsOf(node)) visit(part, depth, found);
}

type CallNode = Extract<ASTNode, { op: 'call' }>;

function visitCall(node: CallNode, found: Found): void {
  const [name, args] = node.args;
  if (!FUNCTIONS.has(name)) note(found, node, unknownFunction(name, FUNCTIONS));
  // The library reads durations in cubic time: 40,000 digits would take hours.
  if (name === 'duration') checkLiteral('duration()', args[0], found, durationTrouble);
  const [argument] = args;
  if (name === 'has') visitMembers(argument, found);
  const trouble =
    argument?.op === 'value' && typeof argument.args === 'string' && TROUBLES.get(name)?.(argument.args);
  if (argument !== undefined && trouble) note(found, argument, trouble);
  rename(node, REPLACED_CALLS.get(name));
}

/** The library leaves what stands in has() unchecked: a member by a wrong name would be missing for ever. */
function visitMembers(node: ASTNode | undefined, found: Found): string | undefined {
  if (node?.op === 'id') return node.args;
  if (node?.op !== '.') return undefined;
  const owner = visitMembers(node.args[0], found);
  const trouble = owner === undefined ? undefined : memberTrouble(owner, node.args[1]);
  if (trouble !== undefined) note(found, node, trouble);
  return owner === undefined ? undefined : `${owner}.${node.args[1]}`;
}

/** What each reads when it is written out; else it is read at evaluation. */
const TROUBLES: ReadonlyMap<string, (literal: string) => string | undefined> = new Map([
  ['int', intTrouble],
  ['double', doubleTrouble],
  ['bool', boolTrouble],
  ['timestamp', timestampTrouble],
]);

type MethodNode = Extract<ASTNode, { op: 'rcall' }>;

function visitMethod(node: MethodNode, depth: number, found: Found): void {
  const [name, receiver, args] = node.args;
  const loops = LOOPS.has(name);
  if (!METHODS.has(name)) note(found, node, unknownFunction(name, METHODS));
  // An agent's list inside an agent's list is quadratic work for linear input.
  if (loops && depth > 0 && (depth > 1 || receiver.op !== 'list'))
    note(found, node, `.${name}() inside a loop may only go through a list written out here; or use "in"`);
  found.loops ||= loops;
  visit(receiver, depth, found);
  for (const each of args) visit(each, loops ? depth + 1 : depth, found);

  const ours = REPLACED.get(`${name}/${args.length}`);
  if (ours === undefined) return;
  if (name === 'matches') checkLiteral('the pattern of matches()', args[0], found, patternTrouble);
  if (name.startsWith('get')) checkLiteral(`the time zone of ${name}()`, args[0], found, zoneTrouble);
  rename(node, ours);
}

/** The library has no door for replacing a function of the same signature; its tree is plain data. */
function rename(node: CallNode | MethodNode, ours: string | undefined): void {
  if (ours !== undefined) (node.args as [string, ...unknown[]])[0] = ours;
}

/** Patterns, zones and durations are checked now and kept for good, so they are never made from what an agent sends. */
function checkLiteral(
  what: string,
  argument: ASTNode | undefined,
  found: Found,
  troubleOf: (literal: string) => string | undefined,
): void {
  if (argument === undefined) return;
  const literal = argument.op === 'value' ? argument.args : undefined;
  if (typeof literal !== 'string') {
    note(found, argument, `write ${what} as a text in quotes`);
    return;
  }
  const trouble = troubleOf(literal);
  if (trouble !== undefined) note(found, argument, trouble);
}

function unknownFunction(name: string, known: ReadonlySet<string>): string {
  const hint = nearest(name, [...known]);
  return hint === undefined
    ? `${name}() is not a function of conditions; there are ${[...known].join(', ')}`
    : `${name}() is not a function of conditions; did you mean ${hint}()?`;
}

function note(found: Found, node: ASTNode, message: string): void {
  found.mistakes.push({ message, offset: node.start });
}
