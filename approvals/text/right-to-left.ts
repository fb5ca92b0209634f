// Letters that are written from right to left turn the order of what stands beside them: of `from 10 שלום to 20` a screen shows the 20 first
// where nothing but spaces parts them. So each stretch of them is set apart, by marks that nobody else can write. Pure.

/** All that is of such an alphabet, with its digits: the ranges that Unicode keeps for them for ever. */
const TURNED = '\\u0590-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFC\\u{10800}-\\u{10FFF}\\u{1E800}-\\u{1EFFF}';
const LETTER = new RegExp(`[${TURNED}]`, 'u');
/** Words of them with a space between: whoever reads them reads these from right to left. */
const STRETCH = new RegExp(`[${TURNED}][${TURNED}\\p{M}]*(?: [${TURNED}][${TURNED}\\p{M}]*)*`, 'gu');
const ISOLATE = '\u2068';
const END = '\u2069';

/** Does any letter of it run from right to left? */
export const isTurned = (text: string): boolean => LETTER.test(text);

/** Sentences as one piece: inside, they are read as their language is, and nothing beside them changes its place. */
export const apart = (text: string): string => (isTurned(text) ? `${ISOLATE}${text}${END}` : text);

/** Values stretch by stretch: everything else in them keeps the order in which it was written. */
export const eachApart = (text: string): string =>
  isTurned(text) ? text.replaceAll(STRETCH, (words) => `${ISOLATE}${words}${END}`) : text;
