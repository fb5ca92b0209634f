// What stands in the text of a condition and is no part of it. A comment goes on to the end of its line, and where YAML puts lines together
// (`>-`, a text without sign over several lines) that line is all the rest: the narrowing part of an allow rule would be gone without a word.
import { unseenIn, unseenName } from '../unseen.ts';
import type { Mistake } from './checks.ts';

export const COMMENT_CURE =
  'a comment could hide what follows, where YAML puts lines together; put the comment above the condition, as a comment of YAML (#)';

/** Texts as the library's lexer reads them, a quote whose text does not end, and the two strokes. */
const TOKENS =
  /("""|''')(?:\\[\s\S]|(?!\1)[^\\])*\1|(["'])(?!\2\2)(?:\\[\s\S]|(?!\2)[^\\\n\r])*\2|["']|\/\//g;

/** The first comment or character that nobody sees, before anything else is read; nothing where there is none. */
export function hiddenIn(source: string): Mistake | undefined {
  const unseen = unseenIn(source);
  if (unseen !== undefined)
    return {
      message: `a character that nobody sees (${unseenName(unseen.character)}) stands here; in double quotes YAML makes one of "\\b" or "\\0": put the condition in single quotes, or take it out`,
      offset: unseen.at,
    };
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    if (token === '//') return { message: COMMENT_CURE, offset: index };
    // It goes on to the end, which the library tells.
    if (token.length === 1) return undefined;
  }
  return undefined;
}
