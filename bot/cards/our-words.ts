// Words of others that could be read as what a card tells of values: `950 was 950 when last approved`.
// Promise: they stand in quotation marks that nothing in them closes, so that what stands outside of marks is ours.
import { looksLikeJson } from '../../approvals/intent/spell.ts';
import { inMarksExactly } from '../../approvals/text/quotation-marks.ts';
import { say } from '../words/words.ts';

/** A value as it was made plain, in marks where it speaks as we do; JSON has marks of its own. */
export const apartFromOurs = (told: string, value: string): string =>
  speaksAsWe(told) && !looksLikeJson(value) ? inMarksExactly(told) : told;

/** Does it hold words by which cards tell what differs? */
export function speaksAsWe(text: string): boolean {
  const words = ` ${toCompare(text)} `;
  return phrases().some((phrase) => words.includes(` ${phrase} `));
}

/** Without signs and blanks around or in it: `Resource:` is read as `Resource`. */
export const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

/** The same, whatever its case. */
export const toCompare = (text: string): string => bare(text).toLowerCase();

function phrases(): readonly string[] {
  if (known.words !== say) known = { words: say, phrases: phrasesOf(say) };
  return known.phrases;
}

let known: { readonly words: unknown; readonly phrases: readonly string[] } = {
  words: undefined,
  phrases: [],
};

const phrasesOf = ({ history, changed, parameters }: typeof say): readonly string[] =>
  [
    ...history.was(''),
    history.wasNotThere,
    ...changed.was(['']),
    ...changed.isNow(['']),
    changed.wasNotThere,
    changed.isNotThere,
    changed.notShown,
    parameters.charactersAsBefore(0).replace('0', ''),
    ...Object.values(parameters.circumstances).map((tell) => tell('')),
  ]
    .map(toCompare)
    .filter((phrase) => phrase !== '');
