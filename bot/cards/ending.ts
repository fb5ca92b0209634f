// What differs between the ends of a request on its card: one value, filled in by approved-ending and closed-ending.
import type { Instant } from '../../approvals/words.ts';
import type { Element, Style } from './parts.ts';
import type { Tense } from './title.ts';

/** Characters shown of a comment, a report or a reason. */
export const WORDS_MAX = 300;

/** What happened and when: `decided 16:06`, told with its time. */
export interface Moment {
  readonly tell: (time: string) => string;
  readonly at: Instant;
}

/** One way to end. */
export interface Ending {
  readonly sign: string;
  readonly color: NonNullable<Style['color']>;
  /** In the order they came. The last is told in UTC too, once for the whole card. */
  readonly times: readonly Moment[];
  readonly tense: Tense;
  readonly facts: readonly Element[];
  readonly heading: string;
  readonly last: string;
  readonly canTakeBack: boolean;
}
