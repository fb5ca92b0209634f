// Text for terminals: at most 80 columns, no colour, so that it reads the same in a log, a mail and a pipeline.

const WIDTH = 80;

/** The words, broken into lines; the first begins with `first`, the others as far in. A long word stays whole: ids get copied. */
export function wrap(text: string, first = '', indent = first.length): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

/** A title with a word at the end of its line. */
export function headed(title: string, word: string): string {
  const gap = WIDTH - title.length - word.length - 2;
  return gap < 1 ? `${title}: ${word}` : `${title} ${'.'.repeat(gap)} ${word}`;
}
