// A change of the policy, in lines under the rule or section they belong to: what may let more through first. Promise: either every edit
// is told to its end, or `complete` says that it is not, and what is missing is counted.

import { changedText, type TextLine } from '../../approvals/policy-change/changed-text.ts';
import type { Edit, EditedValue } from '../../approvals/policy-change/edits.ts';
import { LEANINGS, type ToldChange, toldChange } from '../../approvals/policy-change/told-change.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { type Plain, plain } from '../../approvals/text/plain-text.ts';
import { shortVersion } from '../../approvals/verdict.ts';
import { BOLD, CODE, type Element, line, ours, QUIET, type Run } from './parts.ts';

/** What the parts of a change are called. */
export const PART_WORDS = {
  may_be_laxer: 'May let more through',
  stricter: 'Stricter',
  other: 'Decides nothing',
} as const satisfies Record<(typeof LEANINGS)[number], string>;

const NAME_MAX = 120;
const TEXT_MAX = 2000;
/** Two values that fit on a line together. */
const SHORT = 80;
const INDENT_MAX = 24;
const NO_BREAK_SPACE = '\u00A0';

/** The change a request asks for, where it is one and all of it can be told this way. */
export function policyChange({ request, parameters, circumstances }: CardView): ToldChange | undefined {
  const isBare = Object.keys(circumstances).length === 0 && request.verdict.display.redact.length === 0;
  return isBare ? toldChange(request.action, parameters) : undefined;
}

/** A piece of a line: our words, a name or value of the file, or a value that is new. */
interface Piece {
  readonly text: string;
  readonly as: 'word' | 'sign' | 'name' | 'value' | 'new';
}

/** What is told of one entry: its head, and its lines. */
interface ToldEdit {
  readonly head: readonly Piece[];
  readonly lines: readonly (readonly Piece[])[];
}

/** What a change came to as elements of a card. */
export interface ChangeRows {
  readonly rows: readonly Element[];
  readonly complete: boolean;
  readonly hidden: readonly string[];
  readonly mixed: readonly string[];
}

/** The rows that fit in `budget` bytes. */
export function changeRows(change: ToldChange, budget: number): ChangeRows {
  const rows: Element[] = introduction(change);
  const seen = { cut: 0, hidden: new Set<string>(), mixed: new Set<string>() };
  let left = budget - bytes(rows);
  let missing = 0;
  for (const leaning of LEANINGS) {
    const edits = change.parts[leaning];
    if (edits.length === 0) continue;
    const heading = partHeading(leaning);
    left -= bytes(heading);
    const told: Element[] = [];
    for (const edit of edits) {
      const element = missing > 0 ? undefined : drawEdit(edit, seen);
      if (element === undefined || bytes(element) > left) {
        missing += 1;
        continue;
      }
      told.push(element);
      left -= bytes(element);
    }
    if (told.length > 0) rows.push(heading, ...told);
  }
  if (missing > 0) {
    const what = missing === 1 ? '1 more entry changes' : `${missing} more entries change`;
    rows.push(line([ours(`${what}: too long for a card`, BOLD)], { spacing: 'Medium' }));
  }
  return {
    rows,
    complete: missing === 0 && seen.cut === 0,
    hidden: [...seen.hidden],
    mixed: [...seen.mixed],
  };
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

function introduction({ from, to, parts }: ToldChange): Element[] {
  const isEmpty = LEANINGS.every((leaning) => parts[leaning].length === 0);
  return [
    line(
      [
        ours('Countersign itself asks: a host was started with a '),
        ours('countersign.yaml', CODE),
        ours(' that is not the policy in force. Who deployed it is not known here.'),
      ],
      { spacing: 'Small' },
    ),
    line(
      [
        ours('In force ', QUIET),
        ours(shortVersion(from), CODE),
        ours('  this file ', QUIET),
        ours(shortVersion(to), CODE),
      ],
      { spacing: 'Small' },
    ),
    ...(isEmpty
      ? [line([ours('It says the same in other spaces or another order.', BOLD)], { spacing: 'Small' })]
      : []),
  ];
}

function partHeading(leaning: (typeof LEANINGS)[number]): Element {
  const words = PART_WORDS[leaning];
  return leaning === 'may_be_laxer'
    ? line([ours(`▲  ${words}`, { ...BOLD, color: 'Attention' }), ours(', or not known', QUIET)], {
        spacing: 'Medium',
        separator: true,
      })
    : line([ours(leaning === 'stricter' ? `▽  ${words}` : `○  ${words}`, BOLD)], {
        spacing: 'Medium',
        separator: true,
      });
}

function drawEdit(edit: Edit, seen: { cut: number; hidden: Set<string>; mixed: Set<string> }): Element {
  const { head, lines } = toldEdit(edit);
  const name = plain(edit.of, { max: 24 }).text;
  const runs = (pieces: readonly Piece[]): readonly Run[] =>
    pieces.map((piece) => {
      const told = shown(piece, piece.as === 'name' ? NAME_MAX : TEXT_MAX);
      seen.cut += told.cut;
      if (told.escaped > 0) seen.hidden.add(name);
      if (told.mixed) seen.mixed.add(name);
      return ours(told.text, STYLES[piece.as]);
    });
  return {
    type: 'Container',
    spacing: 'Small',
    items: [line(runs(head)), ...lines.map((pieces) => line(runs(pieces), { spacing: 'None' }))],
  };
}

const STYLES = {
  word: QUIET,
  sign: { ...CODE, isSubtle: true },
  name: CODE,
  value: CODE,
  new: { ...CODE, ...BOLD },
} as const;

function toldEdit({ of, is, values }: Edit): ToldEdit {
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
function shown({ text, as }: Piece, max: number): Plain {
  if (as === 'word' || as === 'sign') return { text, escaped: 0, cut: 0, collapsed: 0, mixed: false };
  const indent = /^ +(?=[^ ])/.exec(text)?.[0].length ?? 0;
  if (indent === 0 || indent > INDENT_MAX) return plain(text, { max, as: 'exact' });
  const rest = plain(text.slice(indent), { max, as: 'exact' });
  return { ...rest, text: `${NO_BREAK_SPACE.repeat(indent)}${rest.text}` };
}

const bytes = (part: unknown): number => Buffer.byteLength(JSON.stringify(part), 'utf8');
