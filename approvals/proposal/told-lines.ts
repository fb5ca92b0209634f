// A change of the policy in lines for people: which entry, what it was and is. Ours and theirs stand apart, so that whoever draws them
// can set them in types of their own. Pure.
import type { Stands } from '../policy/explanation/difference.ts';
import { NO_BREAK_SPACE } from '../text/piece.ts';
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

/** The words of these lines in English. Whoever tells them in another language hands in its own. */
export const CHANGE_WORDS = {
  parts: PART_WORDS as Readonly<Record<Leaning, string>>,
  counted: (count: number, part: string) => `${count} ${part.toLowerCase()}`,
  nothing: 'nothing that it says',
  is: { added: ' is added', removed: ' is removed' },
  stands: {
    before: 'stands before ',
    whichWins: ', which wins where both fit',
    last: 'stands last: it wins where others fit too',
  },
  wasNotSet: ' was not set',
  was: ' was ',
  isNotSet: ', is not set',
  isNow: ', is ',
  wasAndIs: ' was (−), is (+):',
};
type ChangeWords = typeof CHANGE_WORDS;

/** Two values that fit on a line together. */
const SHORT = 80;
const INDENT_MAX = 24;

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
export function changeSummary({ parts }: ToldChange, words: ChangeWords = CHANGE_WORDS): string {
  const told = LEANINGS.flatMap((leaning) => {
    const count = parts[leaning].length;
    return count === 0 ? [] : [words.counted(count, words.parts[leaning])];
  });
  return told.length === 0 ? words.nothing : told.join(', ');
}

/** One entry as text: its head, and its lines, each made plain. */
export function editText(
  edit: Edit,
  words: ChangeWords = CHANGE_WORDS,
): { readonly head: string; readonly lines: readonly string[] } {
  const { head, lines } = toldEdit(edit, words);
  const text = (pieces: readonly Piece[]) => pieces.map((piece) => shown(piece, Infinity).text).join('');
  return { head: text(head), lines: lines.map(text) };
}

/** What is told of one entry. */
export function toldEdit({ of, is, values, stands }: Edit, words: ChangeWords = CHANGE_WORDS): ToldEdit {
  const [kind = '', ...rest] = of.split(' ');
  const name = rest.join(' ');
  const lines = [
    ...(stands === undefined ? [] : [placeLine(stands, words)]),
    ...values.flatMap((value) => linesOf(value, is, words)),
  ];
  const ends = is === 'changed' ? ':' : `${words.is[is]}${lines.length === 0 ? '' : ':'}`;
  return {
    head: [
      { text: kind, as: 'new' },
      ...(name === '' ? [] : [word(' '), { text: name, as: 'new' as const }]),
      word(ends),
    ],
    lines,
  };
}

/** What the place of an entry means: it decides which facts hold. */
const placeLine = (stands: Stands, { stands: words }: ChangeWords): readonly Piece[] =>
  'last' in stands
    ? [word(words.last)]
    : [word(words.before), { text: stands.before, as: 'value' }, word(words.whichWins)];

function linesOf(
  { at, was, now }: EditedValue,
  is: Edit['is'],
  words: ChangeWords,
): readonly (readonly Piece[])[] {
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
          ? [word(words.wasNotSet)]
          : [word(words.was), { text: was, as: 'value' as const }]),
        ...(now === undefined
          ? [word(words.isNotSet)]
          : [word(words.isNow), { text: now, as: 'new' as const }]),
      ],
    ];
  const lines = changedText(was, now).map(diffLine);
  return place.length === 0 ? lines : [[...place, word(is === 'changed' ? words.wasAndIs : ':')], ...lines];
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
      turned: false,
      hosts: [],
    };
  const indent = /^ +(?=[^ ])/.exec(text)?.[0].length ?? 0;
  if (indent === 0 || indent > INDENT_MAX) return plain(text, { max, as: 'exact' });
  const rest = plain(text.slice(indent), { max, as: 'exact' });
  return { ...rest, text: `${NO_BREAK_SPACE.repeat(indent)}${rest.text}` };
}
