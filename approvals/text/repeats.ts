// The same sign, or the same few, over and over push what matters out of view as blanks do: they begin, and how many more there are is told.
// Promise: the text can be worked out from what is told. Pure.
import type { Piece } from './piece.ts';

/** So many characters in a row are shown however alike they are. */
const SHOWN = 40;
/** So many at most are looked at as one that repeats. */
const LONGEST_UNIT = 8;
const UNITS = Array.from({ length: LONGEST_UNIT }, (_, index) => index + 1);
/** Of a single sign so many are shown before the count. */
const SIGNS_SHOWN = 3;

/** The pieces, without those that say the same again. */
export function withoutRepeats(pieces: readonly Piece[]): readonly Piece[] {
  if (pieces.length <= SHOWN) return pieces;
  const alike = UNITS.map((unit) => alikeFrom(pieces, unit));
  const timesAt = (at: number, unit: number) => 1 + Math.floor((alike[unit - 1]?.[at] ?? 0) / unit);
  const told: Piece[] = [];
  for (let at = 0; at < pieces.length; ) {
    const unit = UNITS.find((each) => each * timesAt(at, each) > SHOWN);
    if (unit !== undefined && isWhole(pieces.slice(at, at + unit))) {
      const end = at + unit * timesAt(at, unit);
      const start = at + unit * (unit === 1 ? SIGNS_SHOWN : 1);
      told.push(...pieces.slice(at, start), repeated(pieces.slice(start, end), unit));
      at = end;
      continue;
    }
    const piece = pieces[at];
    if (piece !== undefined) told.push(piece);
    at += 1;
  }
  return told;
}

/** For each place how many pieces in a row from there on are those of `unit` places later. */
function alikeFrom(pieces: readonly Piece[], unit: number): Uint32Array {
  const alike = new Uint32Array(pieces.length);
  for (let at = pieces.length - 1 - unit; at >= 0; at--)
    alike[at] = isSame(pieces[at], pieces[at + unit]) ? (alike[at + 1] ?? 0) + 1 : 0;
  return alike;
}

/** What the policy or a detector took out is told each time. */
const isSame = (one: Piece | undefined, other: Piece | undefined): boolean =>
  one?.shown === other?.shown && isSign(one) && isSign(other);
const isSign = (piece: Piece | undefined): boolean => piece?.kind !== 'redacted';

/** Does the unit begin where somebody would say that it does: an escape of JSON with its backslash, a line with its first sign? */
const isWhole = (unit: readonly Piece[]): boolean =>
  (unit[0]?.shown === '\\' || unit.every(({ shown }) => shown !== '\\')) &&
  ((unit.at(-1)?.breaks ?? 0) > 0 || unit.every(({ breaks = 0 }) => breaks === 0));

function repeated(pieces: readonly Piece[], unit: number): Piece {
  const sum = (of: (piece: Piece) => number) => pieces.reduce((all, piece) => all + of(piece), 0);
  const text = pieces
    .slice(0, unit)
    .map(({ shown }) => shown)
    .join('');
  return {
    shown: `⟨${pieces.length / unit} more "${text}"⟩`,
    from: sum(({ from }) => from),
    hidden: sum(({ hidden = 0 }) => hidden),
    breaks: sum(({ breaks = 0 }) => breaks),
    kind: 'counted',
  };
}
