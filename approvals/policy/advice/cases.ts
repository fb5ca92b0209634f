// In which cases a condition is true, taken apart by its && || ! ?:, what is compared with true or false, and loops: what must be so all together,
// and what in one case alone.
import type { ASTNode } from '@marcbachmann/cel-js';

/** All of some parts, one of them at least, a loop with what is said of its elements, or a part that is not taken apart. */
export type Case =
  | { readonly all: readonly Case[] }
  | { readonly any: readonly Case[] }
  | { readonly loop: Part; readonly body: Case; readonly isWritten: boolean }
  | { readonly part: Part };

/** A part that is true where the whole is, or false (`isWanted` is not set), as `!` turns it round. */
export interface Part {
  readonly node: ASTNode;
  readonly isWanted: boolean;
  /** What names of loops through lists of texts stand for. */
  readonly texts: Texts;
}

type Texts = ReadonlyMap<string, readonly string[]>;

/** The cases in which it comes to `isWanted`. */
export function casesOf(node: ASTNode, isWanted = true, texts: Texts = new Map()): Case {
  const of = (each: ASTNode, wanted = isWanted): Case => casesOf(each, wanted, texts);
  switch (node.op) {
    case '!_':
      return of(node.args, !isWanted);
    case '&&':
    case '||': {
      const parts = node.args.map((each) => of(each));
      return (node.op === '&&') === isWanted ? { all: parts } : { any: parts };
    }
    case '==':
    case '!=': {
      const told = comparedTruth(node);
      return told === undefined
        ? { part: { node, isWanted, texts } }
        : of(told.other, told.isSame ? isWanted : !isWanted);
    }
    case '?:': {
      const [condition, whenTrue, whenFalse] = node.args;
      const branches = [
        { is: true, branch: whenTrue },
        { is: false, branch: whenFalse },
      ].filter(({ branch }) => branch.op !== 'value' || branch.args === isWanted);
      return { any: branches.map(({ is, branch }) => ({ all: [of(condition, is), of(branch)] })) };
    }
    case 'rcall': {
      const [call, receiver, [name, body]] = node.args;
      if (!LOOPS.has(call) || name?.op !== 'id' || body === undefined)
        return { part: { node, isWanted, texts } };
      const within = new Map([...texts, [name.args, textsOf(receiver)] as const]);
      const isWritten = receiver.op === 'list' && receiver.args.length > 0;
      return { loop: { node, isWanted, texts }, body: casesOf(body, isWanted, within), isWritten };
    }
    default:
      return { part: { node, isWanted, texts } };
  }
}

/** What is compared with `true` or `false`, and whether the whole is the same as it; nothing where neither is written out. */
export function comparedTruth(
  node: Extract<ASTNode, { op: '==' | '!=' }>,
): { readonly other: ASTNode; readonly isSame: boolean } | undefined {
  const at = node.args.findIndex((each) => each.op === 'value' && typeof each.args === 'boolean');
  if (at === -1) return undefined;
  const [told, other] = at === 0 ? node.args : [node.args[1], node.args[0]];
  return { other, isSame: (node.op === '==') === (told.args === true) };
}

const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one']);

const textsOf = (node: ASTNode): readonly string[] =>
  node.op === 'list' ? node.args.flatMap((each) => textOf(each) ?? []) : [];

const textOf = (node: ASTNode | undefined): string | undefined =>
  node?.op === 'value' && typeof node.args === 'string' ? node.args : undefined;

/** The texts that an argument may be; none where they are not written out. */
export function textsAt(node: ASTNode | undefined, texts: Texts): readonly string[] {
  const text = textOf(node);
  if (text !== undefined) return [text];
  return node?.op === 'id' ? (texts.get(node.args) ?? []) : [];
}

/** Does a part that is bound in this way stand in each case? A loop binds where its list is written out. */
function isBound(each: Case, binds: (part: Part) => boolean): boolean {
  if ('all' in each) return each.all.some((one) => isBound(one, binds));
  if ('any' in each) return each.any.every((one) => isBound(one, binds));
  if ('loop' in each) return binds(each.loop) || (each.isWritten && isBound(each.body, binds));
  return binds(each.part);
}

/** Every part that nothing of this kind stands beside, in the same case. */
export function unbound(each: Case, binds: (part: Part) => boolean): readonly Part[] {
  if ('part' in each) return [each.part];
  if ('loop' in each) return unbound(each.body, binds);
  if ('any' in each) return each.any.flatMap((one) => unbound(one, binds));
  return isBound(each, binds) ? [] : each.all.flatMap((one) => unbound(one, binds));
}
