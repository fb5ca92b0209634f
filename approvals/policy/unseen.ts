// Characters that no editor shows as they are, or that end a line for one reader and not for the next.

/** Control characters but tab and line feed, and a carriage return that no line feed follows; U+2028 and U+2029. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
export const UNSEEN = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)/;

/** As it is told: U+2028. */
export const unseenName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
