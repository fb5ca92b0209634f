// What the sanitiser makes of a text, piece by piece. Pure.

/** A piece as it is shown, and what it stands for. */
export interface Piece {
  readonly shown: string;
  /** Characters of the original it stands for. */
  readonly from: number;
  /** Of these so many that nobody sees. */
  readonly hidden?: number;
  /** Line breaks among these. */
  readonly breaks?: number;
  readonly kind?: 'redacted' | 'counted';
}

/** A space that no client swallows. Of others it comes out as its number. */
export const NO_BREAK_SPACE = '\u00A0';

/** A character by its number. */
export const visible = (char: string): string =>
  `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;

/** The piece that makes it visible. */
export const escaped = (char: string): Piece => ({ shown: visible(char), from: 1, hidden: 1 });
