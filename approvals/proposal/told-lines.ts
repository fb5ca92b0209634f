// A change of the policy in lines for people: which entry, what it was and is. Ours and theirs stand apart, so that whoever draws them
// can set them in types of their own. Pure.
import { type Plain, plain } from '../text/plain-text.ts';
import { changedText, type TextLine } from './changed-text.ts';
import type { Edit, EditedValue } from './edits.ts';
import { LEANINGS, type Leaning } from './leaning.ts';
import type { ToldChange } from './told-change.ts';

/** What the parts of a change are called. */
export const PART_WORDS = {
  may_be_laxer: 'May let more through',
  stricter: 'Stricter',
  other: 'Decides nothing',
} as const satisfies Record<Leaning, string>;

/** Two values that fit on a line together. */
const SHORT = 80;
const INDENT_MAX = 24;
const NO_BREAK_SPACE = '\u00A0';

/** A piece of a line: our words, a name or value of the file, or a value that is new. */
export interface Piece {
  readonly text: string;
  readonly as: 'word' | 'sign' | 'name' | 'value' | 'new';
}

/** What is told of one entry: its head, and its lines. */
interface ToldEdit {
  readonly head: readonly Piece[];
  readonly lines: readonly (readonly Piece[])[];
}

/** `2 may let more through, 1 stricter`: for one line. */
export function changeSummary({ parts }: ToldChange): string {
  const told = LEANINGS.flatMap((leaning) => {
    const count = parts[leaning].length;
    return count === 0 ? [] : [`${count} ${PART_WORDS[leaning].toLowerCase()}`];
  });
  return told.length === 0 ? 'nothing that it says' : told.join(', ');
}

/** One entry as text: its head, and its lines, each made plain. */
export function editText(edit: Edit): { readonly head: string; readonly lines: readonly string[] } {
  const { head, lines } = toldEdit(edit);
  const text = (pieces: readonly Piece[]) => pieces.map((piece) => shown(piece, Infinity).text).join('');
  return { head: text(head), lines: lines.map(text) };
}

/** What is told of one entry. */
export function toldEdit({ of, is, values }: Edit): ToldEdit {
  const [kind = '', ...rest] = of.split(' ');
  const name = rest.join(' ');
  const ends = is === 'changed' ? ':' : ` is ${is}${values.length === 0 ? '' : ':'}`;
  return {
    head: [
      { text: kind, as: 'new' },
      ...(name === '' ? [] : [word(' '), { text: name, as: 'new' as const }]),
      word(ends),
    ],
    lines: values.flatMap((value) => linesOf(value, is)),
  };
}

function linesOf({ at, was, now }: EditedValue, is: Edit['is']): readonly (readonly Piece[])[] {
  const place: readonly Piece[] = at === undefined ? [] : [{ text: at, as: 'name' }];
  const sides = [was, now].filter((side) => side !== undefined);
  const isShort = sides.every((side) => !side.includes('\n')) && sides.join('').length <= SHORT;
  if (is !== 'changed' && isShort)
    return [[...place, word(at === undefined ? '' : ': '), { text: sides[0] ?? '', as: 'value' }]];
  if (isShort)
    return [
      [
        ...place,
        ...(was === undefined
          ? [word(' was not set')]
          : [word(' was '), { text: was, as: 'value' as const }]),
        ...(now === undefined ? [word(', is not set')] : [word(', is '), { text: now, as: 'new' as const }]),
      ],
    ];
  const lines = changedText(was, now).map(diffLine);
  return place.length === 0
    ? lines
    : [[...place, word(is === 'changed' ? ' was (−), is (+):' : ':')], ...lines];
}

/** A line of a value: what goes, what comes, what stays. */
const diffLine = ({ sign, text }: TextLine): readonly Piece[] => [
  { text: `${SIGNS[sign]} `, as: 'sign' },
  { text, as: sign === 'comes' ? 'new' : 'value' },
];
const SIGNS = { goes: '−', comes: '+', stays: '·' } as const;

const word = (text: string): Piece => ({ text, as: 'word' });

/** Words are ours; all else is made plain. The indent of a line is shown by spaces that no client swallows. */
export function shown({ text, as }: Piece, max: number): Plain {
  if (as === 'word' || as === 'sign')
    return {
      text,
      escaped: 0,
      cut: 0,
      length: text.length,
      secrets: 0,
      collapsed: 0,
      mixed: false,
      hosts: [],
    };
  const indent = /^ +(?=[^ ])/.exec(text)?.[0].length ?? 0;
  if (indent === 0 || indent > INDENT_MAX) return plain(text, { max, as: 'exact' });
  const rest = plain(text.slice(indent), { max, as: 'exact' });
  return { ...rest, text: `${NO_BREAK_SPACE.repeat(indent)}${rest.text}` };
}
