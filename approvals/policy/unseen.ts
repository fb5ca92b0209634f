// Characters that no editor shows as they are, or that end a line for one reader and not for the next.

import { EMOJI } from '../text/emoji.ts';

/** Control characters but tab and line feed, and a carriage return that no line feed follows; U+2028 and U+2029. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
export const UNSEEN = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)/;

/** What stands for bytes that were no UTF-8: a file of another encoding, whose texts equal nothing. */
export const UNREAD = '\uFFFD';
/** As `INVISIBLE` of text/ has them, and that; but nothing Unicode has not given yet, by which hosts of two versions would load two policies. */
const NOT_AS_WRITTEN =
  /[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\u2800\uFFFC\uFFFD\u{13441}\u{13442}\u{1D159}]/gu;

/**
 * The first character that is not read as it is written, and where: a text with one in it equals none that looks the same, so that a deny rule
 * would match nothing. A byte order mark in front of all is none.
 */
export function unseenIn(text: string): { readonly character: string; readonly at: number } | undefined {
  const control = UNSEEN.exec(text);
  const places = control === null ? [] : [{ character: control[0], at: control.index }];
  // What Unicode lists as an emoji may hold some, and is one sign.
  const shown = text.replaceAll(EMOJI, (emoji) => ' '.repeat(emoji.length));
  for (const { 0: character, index } of shown.matchAll(NOT_AS_WRITTEN)) {
    if (index === 0 && character === '\uFEFF') continue;
    places.push({ character, at: index });
    break;
  }
  return places.sort((a, b) => a.at - b.at)[0];
}

/** As it is told: U+2028. */
export const unseenName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
