// Shells: their names, and the line that they are given to run. Pure.
import { type Code, doubt } from './code.ts';
import type { Dialect } from './reading.ts';
import type { ShellWord } from './word.ts';

const SHELLS = /^(?:ba|z|da|k|a|rba|mk|pdk|y)?sh$/;

/** Is this the name, without a folder, of a shell whose lines are read here? */
export const isShell = (name: string): boolean => SHELLS.test(name);

/** How what this program is given to run is read. `ssh` hands it to whatever shell is there, `watch` to sh. */
export function dialectOf(name: string): Dialect {
  if (/^r?bash$/.test(name)) return 'bash';
  return /^(?:sh|dash|ash|watch)$/.test(name) ? 'sh' : 'any';
}

/** Options of shells that change nothing of what `-c` runs. */
const PLAIN_OPTION = /^(?:--(?:login|norc|noprofile|posix|noediting)|-[abefhilmnpuvxBCEHPT]+)$/;

/** What a shell with these arguments runs. */
export function shellCode(program: string, args: readonly ShellWord[]): Code {
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known !== undefined && /^-[a-zA-Z]*c$/.test(known)) {
      // `-ec`, `-lc`; with `-o` and its like the next word is no script, with `-k` words are variables.
      if (known !== '-c' && !PLAIN_OPTION.test(known.slice(0, -1)))
        return doubt(`${program} ${known} is not known here`);
      const rest = args.slice(at + 1);
      const script = rest.findIndex((word) => word.known === undefined || !/^[-+]/.test(word.known));
      const line = rest[script];
      if (
        line === undefined ||
        rest.slice(0, script).some(({ known: each }) => !PLAIN_OPTION.test(each ?? ''))
      )
        return doubt(`what ${program} runs is only known once it runs`);
      return { kind: 'shell', line };
    }
    const next = args[at + 1]?.known ?? '';
    if (
      known !== undefined &&
      /^[-+][a-z]*o$/.test(known) &&
      /^(?:pipefail|errexit|nounset|xtrace|noglob)$/.test(next)
    )
      at += 1;
    else if (known === undefined || !PLAIN_OPTION.test(known)) break;
  }
  return doubt(`${program} runs commands that are not in the line`);
}
