// Marks that combine with what stands before them. On letters they are orthography; drawn through a digit they make another value of it, and
// in front of a text they take hold of words of ours. Pure.

/** Drawn through or around a character: bars, slashes, circles, keycaps, stems of notes. No language is written with them. */
const DRAWN_OVER = /[\u0334-\u0338\u20D0-\u20F0\p{Me}\u{1D165}-\u{1D172}\u{1D17B}-\u{1D1AD}]/u;
/** Takes a place of its own, as vowels of Indic scripts do that stand behind a number in ordinals. */
const OWN_PLACE = /(?=\p{Mc})[^\p{Script=Common}\p{Script=Inherited}]/u;
const MARK = /\p{M}/u;
const LETTER = /\p{L}/u;
/** Three marks on one letter are orthography; a pile of them paints over the lines above and below. */
const MARKS_IN_A_ROW = 3;

/** Reads a text character by character and tells of each whether it is a mark that must be made visible. `isShown`: it is shown as it is. */
export function marksReader(): (char: string, isShown: boolean) => boolean {
  let marks = 0;
  // Nothing but a letter that is shown as it is takes a mark: not a space, not an escape of ours, not the beginning.
  let holdsMarks = false;
  return (char, isShown) => {
    const isMark = MARK.test(char);
    marks = isMark ? marks + 1 : 0;
    const isOdd =
      isMark && (marks > MARKS_IN_A_ROW || DRAWN_OVER.test(char) || !(holdsMarks || OWN_PLACE.test(char)));
    holdsMarks = isShown && !isOdd && (isMark || LETTER.test(char));
    return isOdd;
  };
}
