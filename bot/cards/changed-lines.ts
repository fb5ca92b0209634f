// What is different from an earlier request, in lines: each value at its place, of long texts and lists what was added and taken out.
// Labels in our type, values exactly as on the rows of the parameters.
import type { ChangedPart, ChangedParts, Edit } from '../../approvals/intent/changed-parts.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { BOLD, CODE, type Element, keyOf, line, ours, QUIET, type Run } from './parts.ts';

const PLACE_MAX = 96;
const VALUE_MAX = 120;

/** The lines, and how many values more there are. */
export function changedLines(view: CardView, { changes, more }: ChangedParts): readonly Element[] {
  const rest = `and ${more} more ${more === 1 ? 'value' : 'values'}`;
  return [
    ...changes.flatMap((part) => partLines(view, part)),
    ...(more === 0 ? [] : [small([ours(rest, QUIET)])]),
  ];
}

/** A value as these lines write it; secrets were taken out of it when it was compared. */
export const exactValue = (text: string, max: number, style: object = {}): Run =>
  ours(plain(text, { max, as: 'exact', isRedacted: true }).text, { ...CODE, ...style });

function partLines(view: CardView, part: ChangedPart): readonly Element[] {
  const place = ours(plain(placeOf(part.at), { max: PLACE_MAX, as: 'exact', ...keyOf(view) }).text, CODE);
  if ('redacted' in part) return [small([place, ours('  has changed; the policy does not show it', QUIET)])];
  if ('edits' in part) {
    const { edits, more } = part;
    const rest = more === 0 ? [] : [small([ours(`and ${more} more lines`, QUIET)])];
    return [
      small([place, ours(edits.length === 0 ? '  has changed' : '  has changed:', QUIET)]),
      ...edits.map(editLine),
      ...rest,
    ];
  }
  const { was, now } = part;
  return [
    small([
      place,
      ...(was === undefined
        ? [ours('  was not there', QUIET)]
        : [ours('  was ', QUIET), exactValue(was, VALUE_MAX)]),
      ...(now === undefined
        ? [ours(', is not there now', QUIET)]
        : [ours(', is now ', QUIET), exactValue(now, VALUE_MAX, BOLD)]),
    ]),
  ];
}

/** Told by a word too: a sign alone is read by nobody aloud, and another's text may begin with one. */
const editLine = ({ is, text }: Edit): Element =>
  small([
    ours(is === 'added' ? '+ added  ' : '− removed  ', QUIET),
    exactValue(text, VALUE_MAX, is === 'added' ? BOLD : {}),
  ]);

/** Parameters by their pointer alone: it is what the rows are about. */
const placeOf = (at: string): string => at.replace(/^\/action\/properties(?=\/)/, '');

const small = (runs: readonly Run[]): Element => line(runs, { spacing: 'Small' });
