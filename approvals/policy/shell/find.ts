// What find starts. Pure.
import { filled, type Inner } from './inner.ts';
import { openWord, type ShellWord } from './word.ts';

const RUNS = /^-(?:exec|execdir|ok|okdir)$/;

/** What find with these words starts. */
export function findsInner(words: readonly ShellWord[]): Inner {
  const commands: (readonly ShellWord[])[] = [];
  const open = { kind: 'doubt', why: 'what find does is only known once it runs' } as const;
  if (words.some((word, at) => (word.many || !isInner(words, at)) && mayTell(word, words[at + 1])))
    return open;
  const beginning = findsBeginning(words.slice(1));
  for (let at = 0; at < words.length; at += 1) {
    if (!RUNS.test(words[at]?.known ?? '')) continue;
    // Only behind `{}` a "+" ends it.
    const end = words.findIndex(
      ({ known }, index) =>
        index > at &&
        (known === ';' || (known === '+' && words[index - 1]?.known === '{}' && index > at + 1)),
    );
    if (end < 0) return { kind: 'doubt', why: 'find is told to run something that has no end' };
    const inner = words.slice(at + 1, end);
    // One of them may be the end, and the next one begin anew.
    const opens = inner.filter(({ known, head }) => known === undefined && mayBe(head, ';'));
    if (opens.length > 1 || (opens.length > 0 && inner.some(({ known = '' }) => RUNS.test(known))))
      return open;
    const head = words[at]?.known === '-exec' ? beginning : '';
    commands.push(
      inner.map((word) => (word.known === '{}' ? { ...openWord('{}', word.many), head } : filled(word))),
    );
    at = end;
  }
  return commands.length === 0 ? { kind: 'none' } : { kind: 'commands', commands };
}

const mayBe = (head: string, text: string): boolean => head === '' || head.startsWith(text);

/** May this word become `-exec`, with a program behind it? None is called `-name` or `(`. */
function mayTell({ known, head, many }: ShellWord, next: ShellWord | undefined): boolean {
  if (known !== undefined || !mayBe(head, '-')) return false;
  return many || (next !== undefined && !/^(?:[-(!]|\)$)/.test(next.known ?? ''));
}

/** Does it stand behind an `-exec` that has not ended yet? */
function isInner(words: readonly ShellWord[], at: number): boolean {
  const before = words.slice(0, at);
  const begun = before.findLastIndex(({ known }) => RUNS.test(known ?? ''));
  return begun >= 0 && !before.slice(begun).some(({ known }) => known === ';' || known === '+');
}

/** What all that is found begins with. */
function findsBeginning(args: readonly ShellWord[]): string {
  // `-L`, `--`, `-f x` may stand before them, and a file may hold them.
  if (/^-(?:[A-Z-]|f$)/.test(args[0]?.known ?? '') || args.some(({ known }) => known === '-files0-from'))
    return '';
  const end = args.findIndex(({ known }) => known === undefined || /^[-(!]/.test(known));
  const [first = { known: './' }, second] = end < 0 ? args : args.slice(0, end);
  return second === undefined && args[end]?.known !== undefined ? (first.known ?? '') : '';
}
