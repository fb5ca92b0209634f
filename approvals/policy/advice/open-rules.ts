// Conditions that are true more often than their author may see: an allow rule about no action, "&&" beside "||" without parentheses, an hour in
// another zone than that of the reader.
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { writtenName } from '../condition/functions.ts';
import { partsOf } from '../condition/nodes.ts';
import { pathOf } from '../condition/parts.ts';
import type { Rule } from '../policy.ts';
import { comparedTruth } from './cases.ts';
import { isNever, mayBeWhere } from './domain.ts';
import type { Found } from './found.ts';

/** What may make an allow rule wider than it reads. Other effects only grow stricter by it. */
export function openRule({ id, effect, when }: Rule, index: number): readonly Found[] {
  if (effect !== 'allow') return [];
  const path = ['rules', index, 'when'];
  const offset = mixedAt(when.source);
  const mixed = `"&&" binds more tightly than "||": rule "${id}" is true wherever one side of "||" is; put parentheses around what belongs together`;
  const open = `rule "${id}" allows whatever the action is, in at least one of its cases; name it in each, as action.name == "..."`;
  return [
    ...(offset === undefined ? [] : [{ kind: 'warning' as const, path, message: mixed, offset }]),
    ...(namesActions(when.root()) ? [] : [{ kind: 'warning' as const, path, message: open }]),
  ];
}

/** Texts and comments come first, so that nothing in them counts. */
const TOKENS =
  /\/\/[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|[rR]"[^"]*"|[rR]'[^']*'|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|&&|\|\||[()[\]{},?:]/g;

/** Where the second of the two signs stands that nothing keeps apart. The parsed tree no longer tells parentheses. */
function mixedAt(source: string): number | undefined {
  const levels: string[] = [''];
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    if ('([{'.includes(token)) levels.push('');
    else if (')]}'.includes(token)) levels.pop();
    else if (',?:'.includes(token)) levels[levels.length - 1] = '';
    else if (token === '&&' || token === '||') {
      const before = levels.at(-1) ?? '';
      if (before !== '' && before !== token) return index;
      levels[levels.length - 1] = token;
    }
  }
  return undefined;
}

/** No action is called so. */
const UNNAMED = ' ';

const namesActions = (root: ASTNode): boolean =>
  isNever(root) || !mayBeWhere(root, ['action', 'name'], UNNAMED) || namesInEachCase(root);

function namesInEachCase(node: ASTNode): boolean {
  switch (node.op) {
    case '&&':
      return node.args.some(namesInEachCase);
    case '||':
      return node.args.every(namesInEachCase);
    case '?:': {
      const [condition, whenTrue, whenFalse] = node.args;
      return [condition, whenTrue].some(namesInEachCase) && namesInEachCase(whenFalse);
    }
    case '==':
    case '!=': {
      const told = comparedTruth(node);
      if (told !== undefined) return told.isSame && namesInEachCase(told.other);
      // Of "!=" every other action is true.
      return node.op === '==' && readsName(node) && !node.args.every(readsAction);
    }
    // True of every other action, or where there is no command at all.
    case '!_':
    case '<':
    case '<=':
      return false;
    // How long a name is, or that it comes after another one, names none.
    case '>':
    case '>=':
      return readsName(node) && !readsAction(node);
    case 'rcall':
      return node.args[0] !== 'all' && readsName(node) && !matchesAny(node);
    default:
      return readsName(node);
  }
}

/** A command is one of an action that is a shell. */
function readsName(node: ASTNode): boolean {
  const path = pathOf(node, []);
  return path?.[0] === 'shell' || path?.join('.') === 'action.name' || partsOf(node).some(readsName);
}

const readsAction = (node: ASTNode): boolean =>
  pathOf(node, [])?.join('.') === 'action.name' || partsOf(node).some(readsAction);

/** A pattern or a part that is found in every name. */
function matchesAny(node: Extract<ASTNode, { op: 'rcall' }>): boolean {
  const [name, receiver, [text]] = node.args;
  if (!readsAction(receiver) || text?.op !== 'value' || typeof text.args !== 'string') return false;
  const written = writtenName(name);
  if (written === 'matches')
    return RE2JS.compile(text.args).test(UNNAMED) && RE2JS.compile(text.args).test('x');
  return ['startsWith', 'endsWith', 'contains'].includes(written) && text.args === '';
}

/** Hours and days that are those of UTC, since no zone is named. */
export function zonelessMoments({ when }: Rule, index: number): readonly Found[] {
  const once = new Map(zoneless(parse(when.source).ast).map((each) => [each.message, each]));
  return [...once.values()].map((each) => ({ kind: 'note', path: ['rules', index, 'when'], ...each }));
}

function zoneless(node: ASTNode): readonly { readonly message: string; readonly offset: number }[] {
  const below = partsOf(node).flatMap(zoneless);
  if (node.op !== 'rcall') return below;
  const [name, receiver, args] = node.args;
  if (!BY_ZONE.has(name) || args.length > 0 || receiver.op !== 'id' || receiver.args !== 'now') return below;
  const message = `now.${name}() is that of UTC; name the zone, as now.${name}("Europe/Paris") or now.${name}("UTC")`;
  return [{ message, offset: receiver.start }, ...below];
}

/** Minutes are the same nearly everywhere. */
const BY_ZONE: ReadonlySet<string> = new Set([
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
]);
