// Patterns of commands in countersign.yaml, and whether a command fits one: surely, as far as it can be told beforehand, or possibly,
// whatever its open words become. Pure; the work is bounded by the pattern times the line.
import { fitsWildcard } from '../pattern.ts';
import { INERT } from './inert.ts';
import type { ShellCommand } from './reading.ts';
import type { ShellWord } from './word.ts';

/** `**` stands for any words, `*` in a word for any run of its characters. The first element names the program. */
export type CommandPattern = readonly [program: string, ...words: string[]];

/** Surely: an allow may rest on it. Possibly: a review and a denial do. */
export interface Fit {
  readonly surely: boolean;
  readonly possibly: boolean;
}

/** Whether a command fits. */
export function fitOf([program, ...elements]: CommandPattern, command: ShellCommand): Fit {
  const [first, ...words] = command.words;
  const given = first?.known ?? '';
  const isProgram = program.includes('/')
    ? fitsWildcard(program, given)
    : fitsWildcard(program.toLowerCase(), command.program);
  const inPlace = isProgram && matches(elements, words, 'possibly');
  return {
    possibly: inPlace || isMentioned(program, elements, command),
    surely: isProgram && isAtHome(program, given) && matches(elements, words, 'surely'),
  };
}

/** Folders in which only an administrator puts programs. A file of the same name elsewhere may be anything. */
const HOME = /^(?:|\/bin\/|\/usr\/bin\/|\/usr\/local\/bin\/|\/sbin\/|\/usr\/sbin\/|\/opt\/homebrew\/bin\/)$/;

const isAtHome = (program: string, given: string): boolean =>
  program.includes('/')
    ? fitsWildcard(program, given)
    : HOME.test(given.slice(0, given.lastIndexOf('/') + 1)) &&
      fitsWildcard(program, given.slice(given.lastIndexOf('/') + 1));

type Fits = (element: string, word: ShellWord) => boolean;

const certain: Fits = (element, word) =>
  word.known === undefined ? element === '*' && !word.many : fitsWildcard(element, word.known);

const possible: Fits = (element, word) =>
  word.known === undefined ? couldFit(element, word) : fitsWildcard(element, word.known);

/** Only what the word must begin and end with can keep it from fitting. */
function couldFit(element: string, { head, tail }: ShellWord): boolean {
  const [first = ''] = element.split('*');
  const last = element.includes('*') ? (element.split('*').at(-1) ?? '') : element;
  const starts = first.startsWith(head) || head.startsWith(first);
  const ends = last.endsWith(tail) || tail.endsWith(last);
  return starts && ends && (element.includes('*') || element.length >= Math.max(head.length, tail.length));
}

/** Row by row over the words: which elements could stand there. */
function matches(elements: readonly string[], words: readonly ShellWord[], mode: keyof Fit): boolean {
  const isOpen = mode === 'possibly';
  const fit = isOpen ? possible : certain;
  const skip = (row: boolean[]): boolean[] => {
    for (let at = 0; at < elements.length; at += 1) if (row[at] && elements[at] === '**') row[at + 1] = true;
    return row;
  };
  let row = skip([true, ...elements.map(() => false)]);
  for (const word of words) {
    const next = elements.map(() => false);
    const following: boolean[] = [...next, false];
    for (let at = 0; at <= elements.length; at += 1) {
      if (!row[at]) continue;
      const element = elements[at];
      // It may come to nothing.
      if (isOpen && word.many) following[at] = true;
      if (element === undefined) continue;
      if (element === '**') following[at] = true;
      else if (fit(element, word)) following[at + 1] = true;
    }
    row = skip(following);
    if (!isOpen || !word.many) continue;
    // It may become several words: each further one may fit the next element.
    for (let at = 0; at < elements.length; at += 1)
      if (row[at] && (elements[at] === '**' || fit(elements[at] ?? '', word))) row[at + 1] = true;
    row = skip(row);
  }
  return row[elements.length] === true;
}

const TOKENS = /[A-Za-z0-9._-]+/g;
const tokensOf = (text: string): readonly string[] =>
  (text.match(TOKENS) ?? []).map((token) => token.toLowerCase().replace(/\.exe$/, ''));
const IS_TOKEN = /^[A-Za-z0-9._-]+$/;

/** The program and the plain words of the pattern stand among the words, in this order: `aws-vault exec prod -- terraform apply`. */
function isMentioned(program: string, elements: readonly string[], command: ShellCommand): boolean {
  if (INERT.has(command.program) || !IS_TOKEN.test(program)) return false;
  const wanted = [program, ...elements.filter((element) => IS_TOKEN.test(element))].map((each) =>
    each.toLowerCase(),
  );
  // `make LFLAGS=apply LEX=terraform`: what is given to variables stands in no order.
  const values = command.words
    .slice(1)
    .map(({ known, text }) => (known ?? text).split('=').slice(1).join('='));
  if (values.some((value) => tokensOf(value).includes(wanted[0] ?? ''))) {
    const all = command.words.slice(1).flatMap(({ known, text }) => tokensOf(known ?? text));
    if (wanted.every((each) => all.includes(each))) return true;
  }
  let found = 0;
  for (const { known, text, many } of command.words.slice(1)) {
    for (const token of tokensOf(known ?? text)) if (token === wanted[found]) found += 1;
    // Once the program is named, an open word may be the rest.
    if (known === undefined && many && found > 0) return true;
    if (found >= wanted.length) return true;
  }
  return false;
}
