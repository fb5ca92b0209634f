// What other shells read differently than bash: zsh, and a plain sh. Wherever one of them may run of a line what bash does not, it is in
// doubt. They are taken as they come: options that a profile sets are not in the line. Pure.
import type { SyntaxNode, WordPart } from 'unbash';
import type { Dialect, Reading } from './reading.ts';
import { reckon, reckonWord } from './reckoning.ts';
import { wordOf } from './word.ts';

const OTHERWISE = 'shells do not all read it alike';

/** Looks at one node of a text that bash may not be the one to read. */
export function lookForOthers(reading: Reading, node: SyntaxNode, dialect: Dialect): void {
  const isOdd = dialect === 'sh' ? isOddToSh(node) : isOddToZsh(node);
  if (isOdd) reading.doubts.add(OTHERWISE);
  if (dialect === 'any') reckonAsZsh(reading, node);
}

/** Without them these words mean something else, or a command stands where bash has none. */
function isOddToSh(node: SyntaxNode): boolean {
  switch (node.type) {
    // `((` opens two subshells, `[[` is a program, `$'…'` ends at the first quote.
    case 'ArithmeticCommand':
    case 'TestCommand':
    case 'AnsiCQuoted':
      return true;
    // `a &> b c` is `a &` and `c`.
    case 'Redirect':
      return node.operator.startsWith('&');
    default:
      return false;
  }
}

function isOddToZsh(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'Command':
      // Names of variables may hold any letter or be a number there, and a brace among the words ends a group.
      return (
        /^[^/=]+=/.test(node.name?.text ?? '') || node.args.some(({ text }) => text === '{' || text === '}')
      );
    case 'Word':
      return node.parts === undefined && EXPANDS.test(node.text);
    case 'Literal':
      return EXPANDS.test(node.text);
    case 'HereDoc':
      return node.delimiter?.quoted !== true && EXPANDS.test(node.body.text);
    case 'ParameterExpansion':
      return node.parameter === '' || OPENS.test(node.text.replaceAll(QUOTED, ''));
    // `>! file`, and `<1-5>` for numbers in names of files.
    case 'Redirect':
      return (
        node.target?.text.startsWith('!') === true ||
        (node.operator === '<' && /^[0-9]*-[0-9]*$/.test(node.target?.text ?? ''))
      );
    default:
      return false;
  }
}

/** `$=x` is cut into words, `$~x` a pattern of files; other letters may be names. */
const EXPANDS = /(?<!\\)\$(?:[=~^+]|[^\p{ASCII}])/u;
const QUOTED = /'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]/g;
/** `${x:-=(…)}`, `${x:-*(e:…:)}`. */
const OPENS = /(?<!\$)\(/;

function reckonAsZsh(reading: Reading, node: SyntaxNode): void {
  if (node.type === 'TestUnary' && node.operator === '-t') reckonWord(reading, wordOf(node.operand));
  if ('parts' in node && node.parts !== undefined) lookAtIndices(reading, node.parts);
}

/** More parts than this stand in no index that people write. */
const MAX_PARTS = 8;

/** `$x[…]` and `$#x[…]` without braces. */
function lookAtIndices(reading: Reading, parts: readonly WordPart[]): void {
  for (const [at, part] of parts.entries()) {
    if (part.type !== 'SimpleExpansion') continue;
    const near = parts.slice(at + 1, at + 1 + MAX_PARTS);
    const behind = near.map(({ text }) => text).join('');
    const [, index, end] =
      (/^\$[\w@*]/.test(part.text) ? /^\[([^\]]*)(\])?/ : /^\w*\[([^\]]*)(\])?/).exec(behind) ?? [];
    // One that does not end here could hide anything.
    if (index !== undefined && !/^[@*]$/.test(index)) reckon(reading, end === undefined ? '`' : index);
  }
}
