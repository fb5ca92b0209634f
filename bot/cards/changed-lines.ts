// What is different from an earlier request, in lines: each value at its place, of long texts and lists what was added and taken out.
// Labels in our type, values exactly as on the rows of the parameters.
// Promise: whatever is left out of them is counted, and they do not call themselves whole then.
import {
  type ChangedPart,
  type ChangedParts,
  type Edit,
  firstOf,
} from '../../approvals/intent/changed-parts.ts';
import { plain, plainLines } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { apartFromOurs } from './our-words.ts';
import { BOLD, CODE, type Element, line, ours, QUIET, type Run, type Style, sentence } from './parts.ts';
import { gutter, type LineForm, numberedLine } from './value-lines.ts';

/** More than this nobody reads on a card: the review page has all of it. */
const VALUES_TOLD = 5;
const EDITS_TOLD = 8;
const PLACE_MAX = 96;
const VALUE_MAX = 400;
const EDIT_MAX = 120;
/** Of a longer one only what differs is told. */
const TOLD_FROM_START = 120;
/** So much is shown in front of a difference, and behind it. */
const LEAD = 24;

/** Lines of a card; whether they tell all there is to tell. */
export interface ChangedLines {
  readonly lines: readonly Element[];
  readonly isWhole: boolean;
}

/** One sign stands below the other, however long their words. */
const longer = (): number => 1 + say.changed.sign('removed').length - say.changed.sign('added').length;

const NONE: ChangedLines = { lines: [], isWhole: true };

/** The lines, and how many values more there are. */
export function changedLines(parts: ChangedParts, form: LineForm = 'behind'): ChangedLines {
  const { changes, more } = firstOf(parts, VALUES_TOLD);
  return [...changes.map((part) => partLines(part, form)), counted(more, say.changed.moreValues)].reduce(
    (all, each) => ({ lines: [...all.lines, ...each.lines], isWhole: all.isWhole && each.isWhole }),
    NONE,
  );
}

/** A value as these lines write it; secrets were taken out of it when it was compared. */
export const exactValue = (text: string, max: number, style: object = {}): Run =>
  exactPiece(text, max, style).run;

interface ExactPiece {
  readonly run: Run;
  readonly isWhole: boolean;
}

function exactPiece(text: string, max: number, style: object = {}): ExactPiece {
  const { text: told, cut } = plain(text, { max, as: 'exact', isRedacted: true });
  return { run: ours(apartFromOurs(told, text), { ...CODE, ...style }), isWhole: cut === 0 };
}

/** A part of a line: its indent is drawn. */
function linePiece(text: string, max: number, style: object = {}): ExactPiece {
  const { lines, cut } = plainLines(text, { max, isRedacted: true });
  const told = lines.map((each) => each.text).join(' ');
  return { run: ours(told === '' ? say.changed.emptyLine : told, { ...CODE, ...style }), isWhole: cut === 0 };
}

const counted = (more: number, words: (count: number) => string): ChangedLines =>
  more === 0 ? NONE : { lines: [small([ours(words(more), QUIET)])], isWhole: false };

// Its place was redacted with its values.
function partLines(part: ChangedPart, form: LineForm): ChangedLines {
  const { text, cut } = plain(placeOf(part.at), { max: PLACE_MAX, as: 'exact', isRedacted: true });
  const place = ours(apartFromOurs(text, text), CODE);
  const isPlaced = cut === 0;
  if ('redacted' in part)
    return { lines: [small([place, ours(`  ${say.changed.notShown}`, QUIET)])], isWhole: isPlaced };
  if ('edits' in part) {
    const { edits } = part;
    const first = edits.slice(0, EDITS_TOLD);
    const digits = Math.max(...first.map(({ line: number = 0 }) => String(number).length));
    const shown = first.map((edit, index) => editLine(edit, counterpart(edits, index), { digits, form }));
    const rest = counted(part.more + edits.length - shown.length, say.changed.moreLines);
    const told = ours(`  ${edits.length === 0 ? say.changed.changed : say.changed.changedTo}`, QUIET);
    return {
      lines: [small([place, told]), ...shown.flatMap(({ lines }) => lines), ...rest.lines],
      isWhole: isPlaced && rest.isWhole && shown.every(({ isWhole }) => isWhole),
    };
  }
  const was = part.was === undefined ? undefined : differing(part.was, part.now, VALUE_MAX);
  const now = part.now === undefined ? undefined : differing(part.now, part.was, VALUE_MAX, BOLD);
  return {
    lines: [
      small([
        place,
        ...(was === undefined
          ? [ours(say.changed.wasNotThere, QUIET)]
          : sentence(say.changed.was(was.runs), QUIET)),
        ...(now === undefined
          ? [ours(say.changed.isNotThere, QUIET)]
          : sentence(say.changed.isNow(now.runs), QUIET)),
      ]),
    ],
    isWhole: isPlaced && was?.isWhole !== false && now?.isWhole !== false,
  };
}

/** Told by a word too: a sign alone is read by nobody aloud, and another's text may begin with one. */
function editLine(
  edit: Edit,
  other: string | undefined,
  { digits, form }: { readonly digits: number; readonly form: LineForm },
): ChangedLines {
  const { is, text, line: number } = edit;
  const style = is === 'added' ? BOLD : {};
  if (number === undefined) {
    const { runs, isWhole } = differing(text, other, EDIT_MAX, style);
    return { lines: [small([ours(`${say.changed.sign(is)}  `, QUIET), ...runs])], isWhole };
  }
  const { runs, isWhole } = differing(text, other, EDIT_MAX, style, linePiece);
  const start = `${say.changed.sign(is)}${gutter(number, digits + (is === 'added' ? longer() : 1))}`;
  return { lines: [numberedLine(start, runs, form)], isWhole };
}

/** The one it took the place of, or that took its place: the n-th removed and the n-th added. */
function counterpart(edits: readonly Edit[], index: number): string | undefined {
  const edit = edits[index];
  const before = edits.slice(0, index).filter(({ is }) => is === edit?.is).length;
  return edits.filter(({ is }) => is !== edit?.is)[before]?.text;
}

/** A long value around where it differs from the other: what is changed at its end must not be cut off. */
function differing(
  text: string,
  other: string | undefined,
  max: number,
  style: Style = {},
  made: typeof exactPiece = exactPiece,
): { readonly runs: readonly Run[]; readonly isWhole: boolean } {
  const [from, to] =
    other === undefined || text.length <= TOLD_FROM_START ? [0, text.length] : around(text, other);
  const { run, isWhole } = made(text.slice(from, to), max, style);
  const asBefore = (part: string) => say.parameters.charactersAsBefore(Array.from(part).length);
  return {
    runs: [
      ...(from === 0 ? [] : [ours(`${asBefore(text.slice(0, from))} `, QUIET)]),
      run,
      ...(to === text.length ? [] : [ours(` ${asBefore(text.slice(to))}`, QUIET)]),
    ],
    isWhole,
  };
}

/** Where what differs begins and ends, with what leads to it on either side; never in the middle of a character. */
function around(text: string, other: string): readonly [from: number, to: number] {
  const shorter = Math.min(text.length, other.length);
  let same = 0;
  while (same < shorter && text[same] === other[same]) same++;
  let after = 0;
  while (after < shorter - same && text.at(-1 - after) === other.at(-1 - after)) after++;
  const from = same - LEAD <= LEAD ? 0 : same - LEAD;
  const to = after - LEAD <= LEAD ? text.length : text.length - after + LEAD;
  const isSplit = (at: number) => /[\uDC00-\uDFFF]/.test(text[at] ?? '');
  return [isSplit(from) ? from + 1 : from, isSplit(to) ? to + 1 : to];
}

/** Parameters by their pointer alone: it is what the rows are about. */
export const placeOf = (at: string): string => at.replace(/^\/action\/properties(?=\/)/, '');

const small = (runs: readonly Run[]): Element => line(runs, { spacing: 'Small' });
