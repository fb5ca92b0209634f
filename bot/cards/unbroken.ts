// Lines that end between words. A client breaks a line after any hyphen, and `git pull -` is another command to the eye than `git pull --rebase`;
// no card element forbids it, and a character that would is one more byte of the value. So the card breaks the line first.

/** What surely stands on one line beside a label, on a phone. */
const SHORT = 22;
/** What stands on one line below a label, at 390 px. */
const LINE = 40;
/** Each line costs bytes of the card; prose this long is read as prose. */
const LONGEST = 600;

/** The lines of a value of words with hyphens; joined they are the value, and each break stands for a single space. One line otherwise. */
export function unbroken(value: string): readonly string[] {
  if (value.length <= SHORT || value.length > LONGEST || !value.includes('-')) return [value];
  const lines: string[] = [];
  for (const word of value.split(/(?<=[^ ] )(?=[^ ])/)) {
    const last = lines.at(-1);
    if (last !== undefined && (last + word).trimEnd().length <= LINE) lines.splice(-1, 1, last + word);
    else lines.push(word);
  }
  return lines;
}

/** Does it need the whole width? */
export const isWide = (value: string): boolean =>
  value.length > SHORT && value.length <= LONGEST && value.includes('-') && value.includes(' ');
