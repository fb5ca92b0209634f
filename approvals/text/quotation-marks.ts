// Our quotation marks around words of others, and that nothing in them closes ours. Pure.
import { visible } from './piece.ts';

/** Double marks that Unicode calls quotation marks, those that only look so, and single ones in a row. */
const CLOSING = /[“”„‟❝❞❠🙶🙷🙸〝〞〟＂″‶˝ʺˮ˵˶״〃⹂]|[‘’‛′ʼʹ׳՚]{2,}/gu;
const SINGLE = /^[‘’‛′ʼʹ׳՚]/;

/** What somebody said, made plain already, in our quotation marks: theirs become straight ones. */
export const inMarks = (told: string): string =>
  `“${told.replaceAll(CLOSING, (mark) => (SINGLE.test(mark) ? "'".repeat(mark.length) : '"'))}”`;

/** The same exactly: each mark of theirs is told by its number. */
export const inMarksExactly = (told: string): string =>
  `“${told.replaceAll(CLOSING, (marks) => Array.from(marks, visible).join(''))}”`;
