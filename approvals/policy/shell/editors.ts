// sed and awk: the little of their languages that only reads, prints and replaces. Pure.
import { type Code, doubt, NONE } from './code.ts';
import type { ShellWord } from './word.ts';

/** Without these a program of awk only reads and prints. */
const AWK_RUNS = /system|getline|[|@`]|close/;

/** `print … > file`. In a pattern or a note nobody knows which quotes are quotes. */
const awkWrites = (code: string): boolean =>
  /[/#]/.test(code)
    ? /print[\s\S]*>/.test(code)
    : /print[^;}]*>/.test(code.replaceAll(/"(?:[^"\\]|\\[\s\S])*"/g, '""'));

/** What awk does with these arguments. */
export function awkCode(program: string, args: readonly ShellWord[]): Code {
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known === undefined) break;
    if (/^-[Fv]$/.test(known)) at += 1;
    else if (/^-[Fv]/.test(known)) continue;
    else if (known.startsWith('-')) return doubt(`${program} runs code that is not in the line`);
    else
      return AWK_RUNS.test(known) || awkWrites(known)
        ? doubt(`it hands ${program} code that can run commands`)
        : NONE;
  }
  return doubt(`what ${program} does is only known once it runs`);
}

/** An address, and one command that only prints, deletes or ends; or `s` without its `e` and `w`. */
const SED_PLAIN =
  /^\s*(?:(?:[0-9]+|\$|\/[^/\\]*\/)(?:,(?:[0-9]+|\$|\/[^/\\]*\/))?)?\s*!?\s*(?:[pdqQ=nNgGhHxD]?|[ys]([/|#,:!])(?:(?!\1)[^\\\n]|\\.)*\1(?:(?!\1)[^\\\n]|\\.)*\1[gpiIm0-9]*)\s*$/;
const SED_OPTION =
  /^(?:-[nErsuz]+|-[nErsuz]*i.*|--|--(?:quiet|silent|regexp-extended|null-data|separate|unbuffered|posix|in-place(?:=.*)?|sandbox|debug|version|help))$/;

/** What sed does with these arguments. */
export function sedCode(args: readonly ShellWord[]): Code {
  const scripts: (ShellWord | undefined)[] = [];
  let named = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    const known = word?.known;
    if (known === undefined && named) continue;
    if (known === undefined) return doubt('what sed does is only known once it runs');
    if (/^(?:-[nErsuz]*e|--expression)$/.test(known)) {
      at += 1;
      scripts.push(args[at]);
      named = true;
    } else if (known.startsWith('-') && known !== '-') {
      if (!SED_OPTION.test(known)) return doubt('sed runs code that is not in the line');
    } else if (!named) {
      scripts.push(word);
      named = true;
    }
  }
  const parts = scripts.flatMap((word): readonly (string | undefined)[] =>
    word?.known === undefined ? [undefined] : partsOf(word.known),
  );
  return parts.every((part) => part !== undefined && SED_PLAIN.test(part))
    ? NONE
    : doubt('it hands sed code that can run commands');
}

/** Cut at `;` where that cannot be inside of something. */
const partsOf = (script: string): readonly string[] =>
  /^[0-9$,pdq!;\s]*$/.test(script) ? script.split(';') : [script];
