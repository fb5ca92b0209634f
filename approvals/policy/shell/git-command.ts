// Where git's command stands, behind the options of git itself. Pure.
import type { ShellWord } from './word.ts';

/** The words of git, taken apart. */
export interface GitWords {
  /** Its own options, with the word that one takes. */
  readonly own: readonly (readonly [option: string, value: ShellWord | undefined])[];
  /** Nothing where there are options alone. */
  readonly command: ShellWord | undefined;
  readonly rest: readonly ShellWord[];
}

/** Of its own options, those that take the next word, whatever it is: a folder may be called `-C`. */
const VALUED = /^(?:-[cC]|--git-dir|--work-tree|--namespace)$/;

/** Takes these arguments of git apart. */
export function gitWords(args: readonly ShellWord[]): GitWords {
  const own: (readonly [string, ShellWord | undefined])[] = [];
  let at = 0;
  for (let option = args[at]?.known; option?.startsWith('-'); option = args[at]?.known) {
    const isValued = VALUED.test(option);
    own.push([option, isValued ? args[at + 1] : undefined]);
    at += isValued ? 2 : 1;
  }
  const [command, ...rest] = args.slice(at);
  return { own, command, rest };
}
