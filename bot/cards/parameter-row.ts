// One row of what is approved: its name and its value, beside each other or below each other; a value of several lines line by line.

import { type Plain, plain, plainLines } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { apartFromOurs } from './our-words.ts';
import { BOLD, CODE, type Element, line, ours, QUIET, type Run, row, size } from './parts.ts';
import { type LineForm, valueLines } from './value-lines.ts';

/** Nobody reads more than this in one value on a card; longer ones are approved on the review page. */
const VALUE_MAX = 2000;
const LONGEST_CUT_VALUE = 600;
const LINES_OF_CUT_VALUE = 12;
/** Of a value of so many characters that stands in full its length is told. */
const LENGTH_TOLD_FROM = 200;

type Lines = ReturnType<typeof plainLines>;

/** What a row tells: in one run, or line by line. */
export type ToldValue = { readonly text: Plain } | { readonly lines: Lines };

/** A row, as it is to be told. */
export interface Entry {
  readonly name: string;
  readonly key: Plain;
  readonly value: ToldValue;
  /** The value before it was made plain, redacted. */
  readonly text: string;
  /** A part of the title that was too long for it: labelled in our type, which no parameter's name can have. */
  readonly isTitle: boolean;
  readonly isRedacted: boolean;
  /** Stands above this row and those after it. */
  readonly heading?: Plain;
  /** The parameter it is, as asked. */
  readonly parameter?: string;
  /** What stands beside the value, where there is room. */
  readonly note?: readonly Run[];
  /** Told after everything else. */
  readonly isLast?: boolean;
  readonly bytes: number;
}

/** A value that was redacted, made plain. */
export function toldValue(text: string, max = VALUE_MAX, maxLines = Number.POSITIVE_INFINITY): ToldValue {
  const options = { max, isRedacted: true };
  if (text.includes('\n')) return { lines: plainLines(text, { ...options, maxLines }) };
  const told = plain(text, { ...options, as: 'exact' });
  return { text: { ...told, text: apartFromOurs(told.text, text) } };
}

/** What was done to a value to make it plain. */
export const madeOf = (value: ToldValue): Omit<Plain, 'text'> =>
  'lines' in value ? value.lines : value.text;

/** The row as it has room: whole, or a part of it. */
export function drawIn(
  room: number,
  entry: Entry,
  width: string | undefined,
  form: LineForm,
): { readonly drawn: Element; readonly isWhole: boolean } {
  const whole = drawRow(entry, entry.value, width, form);
  const cut = madeOf(entry.value).cut + entry.key.cut + (entry.heading?.cut ?? 0);
  return cut === 0 && size(whole) <= room
    ? { drawn: whole, isWhole: true }
    : { drawn: drawRow(entry, shorten(entry), width, 'behind'), isWhole: false };
}

function shorten({ value, text }: Entry): ToldValue {
  if ('text' in value && value.text.text.length <= LONGEST_CUT_VALUE) return value;
  return toldValue(text, LONGEST_CUT_VALUE, LINES_OF_CUT_VALUE);
}

/** The row with `value` as what it tells. */
export function drawRow(entry: Entry, value: ToldValue, width: string | undefined, form: LineForm): Element {
  const heading = entry.heading === undefined ? [] : [line([ours(entry.heading.text, QUIET)])];
  const container = (...items: readonly Element[]): Element => ({
    type: 'Container',
    spacing: 'Small',
    items: [...heading, ...items],
  });
  const label = ours(entry.key.text, entry.isTitle ? QUIET : CODE);
  // A line needs all of the width, also on a wide screen.
  if ('lines' in value) {
    const { lines, length, lineCount } = value.lines;
    const told = ours(`  ${say.parameters.lines(lineCount, length)}`, QUIET);
    return container(
      line([label, told, ...(entry.note ?? [])], { spacing: 'Small' }),
      valueLines(lines, form),
    );
  }
  const { text, cut, length } = value.text;
  const right: Run[] = [ours(text, { ...CODE, ...(entry.isRedacted ? { isSubtle: true } : BOLD) })];
  // Where the end of what is told in full stands is hard to see: the length says that it is all.
  if (cut === 0 && length >= LENGTH_TOLD_FROM)
    right.push(ours(`  ${say.parameters.characters(length)}`, QUIET));
  right.push(...(entry.note ?? []));
  if (width === undefined)
    return container(line([label], { spacing: 'Small' }), line(right, { spacing: 'None' }));
  const beside = row([label], right, width);
  return heading.length === 0 ? beside : container(beside);
}

/** Names beside the values when all are short; above them otherwise, which also suits a phone. */
export function labelWidth(entries: readonly Entry[]): string | undefined {
  const longest = Math.max(0, ...entries.map((entry) => entry.key.text.length));
  if (longest <= 11) return '92px';
  return longest <= 16 ? '128px' : undefined;
}
