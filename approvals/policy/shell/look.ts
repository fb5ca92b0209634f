// What one node of the syntax tree says by itself: a command to be read, a variable that is set, a file that is written, a doubt. Pure.
import type { SyntaxNode } from 'unbash';
import { type ReadText, readCommand } from './read-command.ts';
import { note, type Reading } from './reading.ts';
import { isShell } from './shells.ts';
import { CHANGES, changesCommands, namesIn, RECKONING } from './variables.ts';
import { knownWord, type ShellWord, wordOf } from './word.ts';

/** Looks at one node, its children are looked at by themselves. `readText` reads a text as a line again. */
export function look(reading: Reading, node: SyntaxNode, readText: ReadText): void {
  const doubt = (why: string): void => {
    reading.doubts.add(why);
  };
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
      keepNames(reading, node.name.value, (node.wordlist ?? []).map(wordOf));
      assign(
        reading,
        node.name.value,
        (node.wordlist ?? []).every((word) => wordOf(word).known !== undefined),
      );
      return;
    case 'Coproc':
      if (node.name !== undefined) assign(reading, node.name.value, false);
      return;
    case 'FileDescriptorVariable':
      assign(reading, node.name, false);
      return;
    case 'Assignment':
      lookAtAssignment(reading, node);
      return;
    case 'ParameterExpansion':
      lookAtParameter(reading, node);
      return;
    case 'ArithmeticWord':
      for (const name of namesIn(node.value)) reading.reckoned.add(name);
      if (HIDES.test(node.value) || namesIn(node.value).some(changesCommands)) doubt(RECKONS);
      return;
    // `[[ x -eq y ]]` and `[[ -v a[…] ]]` reckon: what stands in a subscript runs.
    case 'TestUnary':
      if (node.operator === '-v' || node.operator === '-R') reckonWord(reading, wordOf(node.operand));
      return;
    case 'TestBinary':
      if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator))
        for (const word of [node.left, node.right]) reckonWord(reading, wordOf(word));
      return;
    case 'Redirect':
      lookAtRedirect(reading, node);
      return;
    default:
      return;
  }
}

const RECKONS = 'it hides code in arithmetic or in an index';

/** Quotes and substitutions, and words of the line's own, whose values are not followed. */
const HIDES = /[`'"\\]|\$\(|\$\{?[0-9@*_]/;

type Node<T extends SyntaxNode['type']> = Extract<SyntaxNode, { readonly type: T }>;

function lookAtCommand(reading: Reading, node: Node<'Command'>, readText: ReadText): void {
  if (node.name === undefined) return;
  const words = node.args.map((arg) => (arg.type === 'Word' ? wordOf(arg) : assignedWord(arg)));
  const documents = node.redirects.filter((each) => each.type === 'HereDoc');
  readCommand(reading, [wordOf(node.name), ...words], { isShell: true }, readText);
  // What a shell is given to read; when the reader is no shell, these names do no harm but for asking once too often.
  if (isShell(wordOf(node.name).known ?? '')) for (const { body } of documents) readText(reading, body.text);
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
  assign(reading, node.name, node.value.type === 'Word' ? isNumberOrKnown(node.value) : words.every(isKnown));
  keepNames(reading, node.name, words);
  if (node.index !== undefined) reckonWord(reading, wordOf(node.index));
  // `a=([$x]=1)`.
  for (const { text } of words) if (text.startsWith('[')) reckonText(reading, text);
  if (RECKONING.has(node.name) && words.some(({ known }) => !/^[0-9]*$/.test(known ?? 'open')))
    reading.doubts.add('it makes a variable reckon with what it is given');
  if (words.some((word) => /[$`]/.test(word.known ?? ''))) reading.doubts.add('it keeps code in a variable');
  if (words.some((word) => changesCommands(word.known ?? ''))) reading.doubts.add(CHANGES);
}

const isKnown = (word: ShellWord): boolean => word.known !== undefined;

/** A sum is a number, whatever went into it. */
const isNumberOrKnown = (word: Node<'Word'>): boolean =>
  isKnown(wordOf(word)) ||
  (word.parts ?? []).every(({ type }) => type === 'ArithmeticExpansion' || type === 'Literal');

function assign(reading: Reading, name: string, known: boolean): void {
  if (changesCommands(name)) reading.doubts.add(CHANGES);
  if (!known) reading.openVariables.add(name);
}

function lookAtParameter(
  reading: Reading,
  { parameter, prefix, operation, index }: Node<'ParameterExpansion'>,
): void {
  if (prefix === '!' || operation?.type === 'Transform' || operation?.type === 'Unknown')
    reading.doubts.add('it reads a variable in a way that can run code');
  if (operation?.type === 'Default' && operation.operator.includes('=')) assign(reading, parameter, false);
  if (operation?.type === 'Slice')
    for (const word of [operation.offset, operation.length]) if (word) reckonWord(reading, wordOf(word));
  if (index !== undefined) reckonWord(reading, wordOf(index));
}

/** What a variable names is reckoned with when the variable is. */
function keepNames(reading: Reading, name: string, words: readonly ShellWord[]): void {
  const names = reading.namedBy.get(name) ?? new Set();
  for (const { known } of words) for (const each of namesIn(known ?? '')) names.add(each);
  reading.namedBy.set(name, names);
}

const reckonWord = (reading: Reading, { text }: ShellWord): void => reckonText(reading, text);

function reckonText(reading: Reading, text: string): void {
  if (/[`\\]|\$\(|['"].*[[$]|\$\{?[0-9@*_]/.test(text)) reading.doubts.add(RECKONS);
  for (const name of namesIn(text)) reading.reckoned.add(name);
}

/** Writing a file is a command of its own, `> FILE`: else a harmless program's output could go anywhere. */
function lookAtRedirect(reading: Reading, { operator, target }: Node<'Redirect'>): void {
  if (target === undefined || operator === '<' || operator === '<&') return;
  const word = wordOf(target);
  if (operator === '>&' && /^(?:[0-9]+|-)$/.test(word.known ?? '')) return;
  if (word.known === '/dev/null') return;
  note(reading, [knownWord('>'), word], '>');
}
