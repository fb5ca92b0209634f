// A value of several lines as a card draws it: each by itself behind its number and a bar. Promise: nothing that others
// wrote can be taken for the start of a line. The sanitiser lets no bar of ours through; and what is too long for a screen goes on beside the numbers.
import { NO_BREAK_SPACE } from '../../approvals/text/piece.ts';
import type { PlainLine } from '../../approvals/text/plain-text.ts';
import { CODE, type Element, line, ours, type Run } from './parts.ts';

/** How lines stand: beside their numbers, where all of them have room for that; or in one run with them. */
export type LineForm = 'beside' | 'behind';

const GUTTER = { ...CODE, isSubtle: true };

/** What stands in front of a line: `12▎`, as wide as those of the others. */
export const gutter = (number: number, digits = 0): string =>
  `${String(number).padStart(digits, NO_BREAK_SPACE)}▎`;

/** For whoever keeps spaces as they are. */
export const withSpaces = (text: string): string => text.replaceAll(NO_BREAK_SPACE, ' ');

/** The lines, one below the other. */
export function valueLines(lines: readonly PlainLine[], form: LineForm): Element {
  const digits = String(lines.at(-1)?.number).length;
  return {
    type: 'Container',
    spacing: 'Small',
    items: lines.map(({ number, text }) => numberedLine(gutter(number, digits), [ours(text, CODE)], form)),
  };
}

/** A line with what stands in front of it. */
export const numberedLine = (start: string, text: readonly Run[], form: LineForm): Element =>
  form === 'beside'
    ? {
        type: 'ColumnSet',
        spacing: 'None',
        columns: [
          { type: 'Column', width: 'auto', items: [line([ours(start, GUTTER)])] },
          { type: 'Column', width: 'stretch', spacing: 'Small', items: [line(text)] },
        ],
      }
    : line([ours(`${start}${NO_BREAK_SPACE}`, GUTTER), ...text], { spacing: 'None' });
