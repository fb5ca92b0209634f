// Words in lines that fit a terminal.

const WIDTH = 80;

/** In lines of at most 80 columns, those after the first begin with `indent`; a word that is longer stands alone. */
export function wrap(text: string, first: string, indent = first): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isBlank = true;
  for (const word of text.split(' ')) {
    if (!isBlank && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      isBlank = true;
    }
    line += isBlank ? word : ` ${word}`;
    isBlank = false;
  }
  return [...lines, line];
}
