// What one node of the syntax tree says by itself: a command to be read, a variable that is set, a file that is written, a doubt. Pure.
import type { SyntaxNode } from 'unbash';
import { lookForOthers } from './other-shells.ts';
import { endsOddly, hidesQuotes } from './quotes.ts';
import { type ReadText, readCommand } from './read-command.ts';
import { note, type Reading } from './reading.ts';
import { COMPARES } from './reckoners.ts';
import { isNumberWord, reckon, reckonIndex, reckonWord, setVariable } from './reckoning.ts';
import { dialectOf, isShell } from './shells.ts';
import { CHANGES, changesCommands, KEEPS, variableIn } from './variables.ts';
import { knownWord, type ShellWord, unquoted, wordOf } from './word.ts';

/** Looks at one node, its children are looked at by themselves. `readText` reads a text as a line again. */
export function look(reading: Reading, node: SyntaxNode, readText: ReadText): void {
  const doubt = (why: string): void => {
    reading.doubts.add(why);
  };
  if (hidesQuotes(node)) doubt('it holds quotes that shells do not all read alike');
  if (endsOddly(node)) doubt('it holds a document with an odd end');
  if (reading.dialect !== 'bash') lookForOthers(reading, node, reading.dialect);
  switch (node.type) {
    case 'Script':
      if ((node.errors ?? []).length > 0) doubt('it is not well-formed shell');
      return;
    case 'Command':
      lookAtCommand(reading, node, readText);
      return;
    case 'Function':
      doubt('it defines a function');
      return;
    case 'ExtendedGlob':
      doubt('it holds a file pattern that some shells run as code');
      return;
    case 'For':
    case 'Select':
      lookAtLoop(reading, node);
      return;
    case 'Coproc':
      setVariable(reading, node.name?.value ?? 'COPROC', false);
      return;
    case 'FileDescriptorVariable':
      setVariable(reading, variableIn(node.name) ?? '', false);
      reckonIndex(reading, node.name);
      return;
    case 'Assignment':
      lookAtAssignment(reading, node);
      return;
    case 'ParameterExpansion':
      lookAtParameter(reading, node);
      return;
    case 'ArithmeticWord':
      reckon(reading, node.value);
      return;
    case 'ArithmeticBinary':
      if (node.operator === '=' && node.left.type === 'ArithmeticWord')
        reckon(reading, `${node.left.value}=0`);
      return;
    // Whole as well: what stands between its parts may join them.
    case 'ArithmeticCommand':
      reckon(reading, node.body);
      return;
    case 'ArithmeticExpansion':
      reckon(reading, node.text.replace(/^\$\(\(/, '').replace(/\)\)$/, ''));
      return;
    // `[[ x -eq y ]]` and `[[ -v a[…] ]]` reckon: what stands in a subscript runs.
    case 'TestUnary':
      if (node.operator === '-v' || node.operator === '-R') lookAtName(reading, wordOf(node.operand));
      return;
    case 'TestBinary':
      if (COMPARES.test(node.operator)) for (const { text } of [node.left, node.right]) reckon(reading, text);
      return;
    case 'Redirect':
      lookAtRedirect(reading, node);
      return;
    default:
      return;
  }
}

type Node<T extends SyntaxNode['type']> = Extract<SyntaxNode, { readonly type: T }>;

function lookAtCommand(reading: Reading, node: Node<'Command'>, readText: ReadText): void {
  if (node.name === undefined) return;
  const words = node.args.map((arg) => (arg.type === 'Word' ? wordOf(arg) : assignedWord(arg)));
  const documents = node.redirects.filter((each) => each.type === 'HereDoc');
  readCommand(reading, [wordOf(node.name), ...words], { isShell: true }, readText);
  // What a shell is given to read; when the reader is no shell, these names do no harm but for asking once too often.
  const name = wordOf(node.name).known ?? '';
  if (isShell(name)) for (const { body } of documents) readText(reading, body.text, dialectOf(name));
}

/** `NAME=value` among the words of `export` and its like. */
function assignedWord({ name, append, value, index, text }: Node<'Assignment'>): ShellWord {
  const head = `${name}${append ? '+' : ''}=`;
  const known = value.type === 'Word' && index === undefined ? wordOf(value).known : undefined;
  return known === undefined ? { many: false, head, tail: '', text } : { ...knownWord(head + known), text };
}

function lookAtAssignment(reading: Reading, node: Node<'Assignment'>): void {
  const values = node.value.type === 'Word' ? [node.value] : node.value.elements;
  const words = values.map(wordOf);
  setVariable(reading, node.name, values.every(isNumberWord), node.append ? undefined : words);
  if (node.index !== undefined) {
    reckon(reading, node.index.text);
    // zsh takes away letters so.
    reading.optionVariables.add(node.name);
  }
  // `a=([$x]=1)`.
  for (const { text } of words) if (text.startsWith('[')) reckon(reading, text);
  if (words.some((word) => /[$`]/.test(word.known ?? ''))) reading.doubts.add(KEEPS);
  if (words.some((word) => changesCommands(word.known ?? ''))) reading.doubts.add(CHANGES);
}

/** A name that is only known once it runs may have an index. */
function lookAtName(reading: Reading, word: ShellWord): void {
  const plain = unquoted(word.text);
  if (/[$`]/.test(plain) && !/^[A-Za-z_][A-Za-z0-9_]*\[/.test(plain)) reckonWord(reading, word);
  reckonIndex(reading, plain);
}

/** Without words it goes through those of the line's own, whose values are not followed. */
function lookAtLoop(reading: Reading, { name, wordlist }: Node<'For' | 'Select'>): void {
  setVariable(reading, name.value, wordlist?.every(isNumberWord) ?? false, wordlist?.map(wordOf));
  if ((wordlist ?? []).some((word) => /\$\(|`|\[[^\]]*\$/.test(wordOf(word).known ?? '')))
    reading.doubts.add(KEEPS);
}

function lookAtParameter(
  reading: Reading,
  { parameter, prefix, operation, index }: Node<'ParameterExpansion'>,
): void {
  if (prefix === '!' || operation?.type === 'Transform' || operation?.type === 'Unknown')
    reading.doubts.add('it reads a variable in a way that can run code');
  if (operation?.type === 'Default' && operation.operator.includes('='))
    setVariable(reading, parameter, false);
  if (operation?.type === 'Slice')
    for (const word of [operation.offset, operation.length]) if (word) reckon(reading, word.text);
  if (index !== undefined && !/^[@*]$/.test(index.text)) reckon(reading, index.text);
}

/** Writing a file is a command of its own, `> FILE`: else a harmless program's output could go anywhere. */
function lookAtRedirect(reading: Reading, { operator, target }: Node<'Redirect'>): void {
  if (target === undefined || operator === '<' || operator === '<&') return;
  const word = wordOf(target);
  if (operator === '>&' && /^(?:[0-9]+|-)$/.test(word.known ?? '')) return;
  if (word.known === '/dev/null') return;
  note(reading, [knownWord('>'), word], '>');
}
