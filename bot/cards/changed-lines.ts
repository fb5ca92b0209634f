// What is different from an earlier request, in lines: each value at its place, of long texts and lists what was added and taken out.
// Labels in our type, values exactly as on the rows of the parameters.
import type { ChangedPart, ChangedParts, Edit } from '../../approvals/intent/changed-parts.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { BOLD, CODE, type Element, keyOf, line, ours, QUIET, type Run, sentence } from './parts.ts';

const PLACE_MAX = 96;
const VALUE_MAX = 120;
/** So much is shown in front of a difference. */
const LEAD = 24;

/** The lines, and how many values more there are. */
export function changedLines(view: CardView, { changes, more }: ChangedParts): readonly Element[] {
  return [
    ...changes.flatMap((part) => partLines(view, part)),
    ...(more === 0 ? [] : [small([ours(say.changed.moreValues(more), QUIET)])]),
  ];
}

/** A value as these lines write it; secrets were taken out of it when it was compared. */
export const exactValue = (text: string, max: number, style: object = {}): Run =>
  ours(plain(text, { max, as: 'exact', isRedacted: true }).text, { ...CODE, ...style });

function partLines(view: CardView, part: ChangedPart): readonly Element[] {
  const place = ours(plain(placeOf(part.at), { max: PLACE_MAX, as: 'exact', ...keyOf(view) }).text, CODE);
  if ('redacted' in part) return [small([place, ours(`  ${say.changed.notShown}`, QUIET)])];
  if ('edits' in part) {
    const { edits, more } = part;
    const rest = more === 0 ? [] : [small([ours(say.changed.moreLines(more), QUIET)])];
    const told = ours(`  ${edits.length === 0 ? say.changed.changed : say.changed.changedTo}`, QUIET);
    return [
      small([place, told]),
      ...edits.map((edit, index) => editLine(edit, counterpart(edits, index))),
      ...rest,
    ];
  }
  const { was, now } = part;
  return [
    small([
      place,
      ...(was === undefined
        ? [ours(say.changed.wasNotThere, QUIET)]
        : sentence(say.changed.was(differing(was, now)), QUIET)),
      ...(now === undefined
        ? [ours(say.changed.isNotThere, QUIET)]
        : sentence(say.changed.isNow(differing(now, was, BOLD)), QUIET)),
    ]),
  ];
}

/** Told by a word too: a sign alone is read by nobody aloud, and another's text may begin with one. */
const editLine = ({ is, text }: Edit, other: string | undefined): Element =>
  small([
    ours(is === 'added' ? `+ ${say.changed.added}  ` : `− ${say.changed.removed}  `, QUIET),
    ...differing(text, other, is === 'added' ? BOLD : {}),
  ]);

/** The one it took the place of, or that took its place: the n-th removed and the n-th added. */
function counterpart(edits: readonly Edit[], index: number): string | undefined {
  const edit = edits[index];
  const before = edits.slice(0, index).filter(({ is }) => is === edit?.is).length;
  return edits.filter(({ is }) => is !== edit?.is)[before]?.text;
}

/** A long value from shortly before where it differs from the other: what is changed at its end must not be cut off. */
function differing(text: string, other: string | undefined, style: object = {}): readonly Run[] {
  const value = (from: number) => exactValue(text.slice(from), VALUE_MAX, style);
  if (other === undefined || text.length <= VALUE_MAX) return [value(0)];
  let same = 0;
  while (same < text.length && text[same] === other[same]) same++;
  const from = same - LEAD;
  if (from <= LEAD) return [value(0)];
  // Not in the middle of a character.
  const start = /^[\uDC00-\uDFFF]/.test(text.slice(from)) ? from + 1 : from;
  return [
    ours(`${say.parameters.charactersAsBefore(Array.from(text.slice(0, start)).length)} `, QUIET),
    value(start),
  ];
}

/** Parameters by their pointer alone: it is what the rows are about. */
const placeOf = (at: string): string => at.replace(/^\/action\/properties(?=\/)/, '');

const small = (runs: readonly Run[]): Element => line(runs, { spacing: 'Small' });
