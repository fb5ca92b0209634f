// Conditions that YAML ends before their author does: at a sign of its own within "{ }" (`in ["a", "b"]`, `x["y"]`, a comma), or at a " #". What
// follows would be told as a chain of mistakes, or as a condition that nobody wrote.
import { Lexer } from 'yaml';
import { type CutCondition, cutInBraces, cutInLines } from './cut-signs.ts';

/** Every condition of a file that is cut, in the order of the text. */
export function cutConditions(text: string): readonly CutCondition[] {
  const cuts = likelyCuts(text);
  if (cuts.length === 0) return cuts;
  // In a comment, and in a text over several lines, stands no condition.
  const begun = plainStarts(withoutCuts(text, cuts));
  return cuts.filter(({ start }) => begun.has(start));
}

/** The file with words in their place that YAML reads whole. Every other character stays where it is. */
export function withoutCuts(text: string, cuts: readonly CutCondition[]): string {
  const parts = cuts.map(({ start, end }, index) => {
    const before = text.slice(cuts[index - 1]?.end ?? 0, start);
    return before + text.slice(start, end).replace(/\S/g, 'x');
  });
  return parts.join('') + text.slice(cuts.at(-1)?.end ?? 0);
}

/** More than anybody has of white characters before a word. */
const LOOKED_BACK = 200;

function likelyCuts(text: string): readonly CutCondition[] {
  const when = /(?<![^\s{,])when:(?=\s)/g;
  const cuts: CutCondition[] = [];
  for (let found = when.exec(text); found !== null; found = when.exec(text)) {
    const before = text.slice(Math.max(0, found.index - LOOKED_BACK), found.index);
    const isInBraces = /[{,]\s*$/.test(before);
    const [line = ''] = /[^\n]*$/.exec(before) ?? [];
    if (!isInBraces && !/^\s*(?:- +)?$/.test(line)) continue;
    const { cut, next } = isInBraces
      ? cutInBraces(text, when.lastIndex)
      : cutInLines(text, when.lastIndex, line.length);
    if (cut !== undefined) cuts.push(cut);
    when.lastIndex = Math.max(next, when.lastIndex);
  }
  return cuts;
}

/** How the reader of YAML announces a text without quotes, and its two other marks. They take no room in the file. */
const PLAIN = '\u001f';
const MARKS = [PLAIN, '\u0002', '\u0018'];

/** Where texts without quotes begin. */
function plainStarts(text: string): ReadonlySet<number> {
  const starts = new Set<number>();
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === PLAIN) starts.add(at);
    if (!MARKS.includes(token)) at += token.length;
  }
  return starts;
}
