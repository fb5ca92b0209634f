// Lines of a terminal.

const COLUMNS = 80;

/** A text in lines of at most 80 columns behind an indent; what follows the first hangs `deeper`. A word too long for a line is cut. */
export function wrapped(text: string, indent: string, deeper = 0): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of text.split(' ').flatMap((each) => pieces(each, COLUMNS - indent.length - deeper))) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = indent + ' '.repeat(deeper);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  const characters = [...word];
  const found = [];
  for (let at = 0; at < characters.length; at += width) found.push(characters.slice(at, at + width).join(''));
  return found.length === 0 ? [''] : found;
}
