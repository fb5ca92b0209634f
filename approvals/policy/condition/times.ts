// Parts of a moment compared with what they can never be: `now.getDayOfWeek() == 7`, by somebody who counts from 1, would be false for ever, and
// an exception for Sundays would not be one. Told when the policy is loaded.
import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../../nearest.ts';
import type { Mistake } from './checks.ts';
import { writtenName } from './functions.ts';
import { partsOf, typeNameOf } from './nodes.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly says: string;
}

const RANGES: ReadonlyMap<string, Range> = new Map([
  ['getFullYear', { from: 1, to: 9999, says: 'years are 1 to 9999' }],
  ['getMonth', { from: 0, to: 11, says: 'months are 0 (January) to 11 (December)' }],
  ['getDate', { from: 1, to: 31, says: 'days of the month are 1 to 31' }],
  ['getDayOfMonth', { from: 0, to: 30, says: 'it counts from 0 to 30; getDate() counts from 1' }],
  ['getDayOfWeek', { from: 0, to: 6, says: 'days of the week are 0 (Sunday) to 6 (Saturday)' }],
  ['getDayOfYear', { from: 0, to: 365, says: 'days of the year are 0 to 365' }],
  ['getHours', { from: 0, to: 23, says: 'hours are 0 to 23' }],
  ['getMinutes', { from: 0, to: 59, says: 'minutes are 0 to 59' }],
  ['getSeconds', { from: 0, to: 59, says: 'seconds are 0 to 59' }],
  ['getMilliseconds', { from: 0, to: 999, says: 'milliseconds are 0 to 999' }],
]);

/** Every number that a part of a moment is compared with and cannot have. Of a condition that is type-checked: a duration has hours too. */
export function timeMistakes(root: ASTNode): readonly Mistake[] {
  return [...ownMistakes(root), ...partsOf(root).flatMap(timeMistakes)];
}

function ownMistakes(node: ASTNode): readonly Mistake[] {
  switch (node.op) {
    case '.':
    case '[]':
      return noMember(node.args[0], node.args[1]);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return outside(...node.args);
    case 'in': {
      const [value, list] = node.args;
      return list.op === 'list' ? list.args.flatMap((each) => outside(value, each)) : [];
    }
    default:
      return [];
  }
}

/** The library would look for it at evaluation, and fail for ever: a deny rule that fails denies everything. */
function noMember(owner: ASTNode, step: string | ASTNode): readonly Mistake[] {
  const kind = typeNameOf(owner);
  const isMoment = kind === 'google.protobuf.Timestamp';
  if (!isMoment && kind !== 'google.protobuf.Duration') return [];
  const word = typeof step === 'string' ? step : step.op === 'value' ? String(step.args) : '';
  const known = isMoment ? [...RANGES.keys()] : OF_SPANS;
  const meant = ALSO_CALLED.get(word.toLowerCase()) ?? nearest(word, known) ?? nearest(`get${word}`, known);
  const read = meant !== undefined && known.includes(meant) ? meant : 'getHours';
  const call = isMoment ? `now.${read}("Europe/Berlin")` : `${read}()`;
  const message = `${isMoment ? 'a moment' : 'a time span'} has no members; its parts are asked for, as ${call}`;
  return [{ message, offset: typeof step === 'string' ? owner.start : step.start }];
}

const OF_SPANS: readonly string[] = ['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'];
/** As other languages call them. */
const ALSO_CALLED: ReadonlyMap<string, string> = new Map([
  ['day', 'getDate'],
  ['weekday', 'getDayOfWeek'],
  ['year', 'getFullYear'],
]);

function outside(left: ASTNode, right: ASTNode): readonly Mistake[] {
  return [[left, right] as const, [right, left] as const].flatMap(([part, literal]) => {
    const range = rangeOf(part);
    const number = numberOf(literal);
    if (range === undefined || number === undefined || (number >= range.from && number <= range.to))
      return [];
    return [{ message: `it is never ${number}: ${range.says}`, offset: literal.start }];
  });
}

/** What a part of a moment may be; nothing for what is none. */
export function rangeOf(node: ASTNode): Range | undefined {
  if (node.op !== 'rcall' || typeNameOf(node.args[1]) !== 'google.protobuf.Timestamp') return undefined;
  // By then ours stand under names of their own.
  return RANGES.get(writtenName(node.args[0]));
}

function numberOf(node: ASTNode): number | undefined {
  if (node.op === '-_') {
    const number = numberOf(node.args);
    return number === undefined ? undefined : -number;
  }
  return node.op === 'value' && typeof node.args === 'bigint' ? Number(node.args) : undefined;
}
