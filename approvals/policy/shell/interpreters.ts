// Programs that run code they are handed: shells, whose code can be taken apart, and others, whose code cannot. Pure.
import { INERT } from './inert.ts';
import type { ShellWord } from './word.ts';

/** What code a command holds. */
export type Code =
  | { readonly kind: 'none' }
  | { readonly kind: 'shell'; readonly line: ShellWord }
  | { readonly kind: 'doubt'; readonly why: string };

const NONE: Code = { kind: 'none' };
const doubt = (why: string): Code => ({ kind: 'doubt', why });

const SHELLS = /^(?:ba|z|da|k|a|rba|mk|pdk|z|y)?sh$/;
/** Options that hand over code: a pattern over one word. */
const INTERPRETERS: readonly (readonly [names: RegExp, code: RegExp])[] = [
  [/^(?:python|pypy|ipython)[0-9.]*$/, /^-[A-Za-z]*c/],
  [/^(?:node|nodejs|bun|deno|tsx|ts-node|esno|qjs)$/, /^(?:-[a-z]*[ep]|--eval|--print|eval$|repl$)/],
  [/^perl[0-9.]*$/, /^-[A-Za-z0-9]*[eE]/],
  [/^(?:ruby|jruby)[0-9.]*$/, /^-[A-Za-z0-9]*e/],
  [/^php[0-9.]*$/, /^-[A-Za-z]*[rBRE]/],
  [/^(?:lua|luajit)[0-9.]*$/, /^-[a-z]*e/],
  [/^(?:r|rscript)$/, /^-e/],
  [/^(?:elixir|iex|julia|groovy|scala|clojure|guile|racket|ghc|swift|jshell)$/, /^-+e/],
];
/** Run what they are told in ways nobody can list here. */
const OPAQUE: ReadonlySet<string> = new Set(
  `su runuser sg script expect gdb lldb at batch crontab parallel entr busybox toybox systemd-run socat ed ex vi vim view nvim emacs
  emacsclient tclsh wish osascript pwsh powershell cmd wscript cscript mshta fish csh tcsh nu xonsh elvish tmux screen dtach wsl rlwrap
  unbuffer debugfs gawk-extension nsenter unshare setpriv capsh irb pry fex mail mutt`.split(/\s+/),
);
/** Options with which ordinary programs run others. */
const RUNNING_OPTIONS: Readonly<Record<string, RegExp>> = {
  tar: /^(?:--checkpoint-action|--to-command|--use-compress-program|--info-script|--new-volume-script|--rsh-command|-[a-z]*[IF])/,
  rsync: /^(?:-[a-zA-Z]*e|--rsh|--rsync-path)/,
  scp: /^-(?:o|S)/,
  sftp: /^-(?:o|S|b)/,
  rg: /^--pre/,
  sort: /^--compress-program/,
  zip: /^(?:-[a-zA-Z]*TT|--unzip-command)/,
  man: /^(?:-[PH]|--pager|--html)/,
  fd: /^(?:-[a-zA-Z]*[xX]|--exec)/,
  split: /^--filter/,
  make: /^(?:--eval|-f-?$|SHELL=)/,
};
const GIT_RUNS =
  /^(?:filter-branch|difftool|mergetool|for-each-repo|send-email|instaweb|upload-pack|receive-pack|shell)$/;
const GIT_ALWAYS = /^(?:--exec|--upload-pack|--receive-pack|ext::)/;
/** Of these, the words with which they run something. */
const GIT_SOMETIMES: Readonly<Record<string, RegExp>> = {
  rebase: /^(?:-[a-z]*x|--exec)/,
  submodule: /^foreach$/,
  bisect: /^run$/,
  grep: /^(?:-O|--open-files)/,
  clone: /^(?:-u|-c|--config|--template)/,
};
const GIT_SETTINGS =
  /^(?:user\.|color\.|advice\.|init\.default|commit\.gpgsign|core\.pager=cat$|core\.quotepath|safe\.directory|pull\.|push\.default)/i;

/** The code in these arguments. */
export function codeIn(program: string, args: readonly ShellWord[]): Code {
  if (SHELLS.test(program)) return shellCode(program, args);
  if (OPAQUE.has(program)) return doubt(`${program} can run what its words do not show`);
  if (/^[gmn]?awk$/.test(program)) return awkCode(program, args);
  if (/^g?sed$/.test(program)) return sedCode(args);
  if (program === 'git') return gitCode(args);
  const running = Object.hasOwn(RUNNING_OPTIONS, program) ? RUNNING_OPTIONS[program] : undefined;
  if (running !== undefined && args.some(({ known, head }) => running.test(known ?? head)))
    return doubt(`${program} is told to run something else`);
  const [, code] = INTERPRETERS.find(([names]) => names.test(program)) ?? [];
  if (code !== undefined) return interpreted(program, code, args);
  // A wrapper nobody has listed: `docker exec web sh -c …`.
  const shell = INERT.has(program)
    ? undefined
    : args.find(({ known }) => SHELLS.test(known?.split('/').at(-1) ?? ''));
  return shell === undefined ? NONE : doubt(`${program} may start ${shell.text}`);
}

/** Options of shells that change nothing of what `-c` runs. */
const PLAIN_OPTION = /^(?:--(?:login|norc|noprofile|posix|noediting)|-[abefhiklmnpuvxBCEHPT]+)$/;

function shellCode(program: string, args: readonly ShellWord[]): Code {
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known !== undefined && /^-[a-zA-Z]*c$/.test(known)) {
      // `-ec`, `-lc`; with `-o` and its like the next word is no script.
      if (/[oO]/.test(known)) return doubt(`${program} ${known} is not known here`);
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

function interpreted(program: string, code: RegExp, args: readonly ShellWord[]): Code {
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known === undefined) break;
    if (code.test(known)) return doubt(`it hands ${program} code that is no shell`);
    if (/^(?:-m|--version|-V|-v|--help|-h|--test)$/.test(known)) return NONE;
    if (!known.startsWith('-')) return NONE;
    if (known === '-' || known === '--') break;
  }
  return doubt(`${program} runs code that is not in the line`);
}

/** Without these a program of awk only reads and prints. */
const AWK_RUNS = /system|getline|[|@`]|close|"\s*[|]/;

function awkCode(program: string, args: readonly ShellWord[]): Code {
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known === undefined) break;
    if (/^-[Fv]$/.test(known)) at += 1;
    else if (/^-[fiElde]|^--/.test(known)) return doubt(`${program} runs code that is not in the line`);
    else if (!known.startsWith('-'))
      return AWK_RUNS.test(known) ? doubt(`it hands ${program} code that can run commands`) : NONE;
  }
  return doubt(`what ${program} does is only known once it runs`);
}

/** An address, and one command that only prints, deletes or ends; or `s` without its `e` and `w`. */
const SED_PLAIN =
  /^\s*(?:(?:[0-9]+|\$|\/[^/\\]*\/)(?:,(?:[0-9]+|\$|\/[^/\\]*\/))?)?\s*!?\s*(?:[pdqQ=nNgGhHxD]?|y?s?([/|#,:!])(?:(?!\1)[^\\\n]|\\.)*\1(?:(?!\1)[^\\\n]|\\.)*\1[gpiIm0-9]*)\s*$/;

function sedCode(args: readonly ShellWord[]): Code {
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
    } else if (/^(?:-[nErsuz]*f|--file|--expression=)/.test(known))
      return doubt('sed runs code that is not in the line');
    else if (!known.startsWith('-') && !named) {
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

function gitCode(args: readonly ShellWord[]): Code {
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known === undefined) return doubt('what git does is only known once it runs');
    if (known === '-c' && GIT_SETTINGS.test(args[at + 1]?.known ?? '')) at += 1;
    else if (/^(?:-c|--config-env|--exec-path=)/.test(known))
      return doubt('git is given settings that can run commands');
    else if (known === '-C' || known === '--git-dir' || known === '--work-tree') at += 1;
    else if (!known.startsWith('-')) {
      const own = Object.hasOwn(GIT_SOMETIMES, known) ? GIT_SOMETIMES[known] : undefined;
      const runs = args.slice(at + 1).some(({ known: each, head }) => {
        const word = each ?? head;
        // An open word may be any of them.
        return GIT_ALWAYS.test(word) || (own !== undefined && (word === '' || own.test(word)));
      });
      return runs || GIT_RUNS.test(known) ? doubt(`git ${known} can run what its words do not show`) : NONE;
    }
  }
  return NONE;
}
