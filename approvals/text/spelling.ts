// Letters that can be written in two ways: é is one character, or e and an accent. In an exact value the way that Unicode does not prefer (NFC)
// is made visible, so that two values which differ only so look different. Pure.

/** Takes part in the letter before it: an accent, a vowel or a final of Hangul. */
const JOINS = /[\p{M}\u1160-\u11FF]/u;
/** No letter has more; what stands on a longer pile is made visible anyway. */
const LONGEST = 16;

/** Reads a text character by character and tells of each whether the same letter is usually written without it. */
export function spellingReader(): (char: string) => boolean {
  let letter = '';
  return (char) => {
    const isOdd = !isUsual(char) || !isUsual(letter + char);
    if (!isOdd) letter = JOINS.test(char) && letter.length < LONGEST ? letter + char : char;
    return isOdd;
  };
}

const isUsual = (text: string): boolean => text.normalize('NFC') === text;
