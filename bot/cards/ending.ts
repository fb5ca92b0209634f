// What differs between the ends of a request on its card: one value, filled in by approved-ending and closed-ending.
import type { Element, Style } from './parts.ts';
import type { Tense } from './title.ts';

/** Characters shown of a comment, a report or a reason. */
export const WORDS_MAX = 300;

/** One way to end. */
export interface Ending {
  readonly sign: string;
  readonly color: NonNullable<Style['color']>;
  readonly times: readonly string[];
  readonly tense: Tense;
  readonly facts: readonly Element[];
  readonly heading: string;
  readonly last: string;
  readonly canTakeBack: boolean;
}
