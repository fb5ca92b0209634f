// How every command reads its command line: what does not fit is told in one way, with where the flags are told.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../approvals/nearest.ts';
import { CommandError } from './exit.ts';
import { wrap } from './wrap.ts';

/** Where Countersign is, and how to get a token: flags of every command. */
export const COMMON = {
  url: { type: 'string' },
  'token-command': { type: 'string' },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

/** The values, and the words that belong to no flag. Throws a `CommandError` that ends with `hint`. */
export function parseFlags<const T extends ParseArgsConfig>(
  config: T,
  hint: string,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new CommandError(2, `${wordsOf(error, Object.keys(config.options ?? {}))}\n${hint}`);
  }
}

/** Node names what is wrong in its first sentence; ours says it plainly and which flags there are. */
function wordsOf(error: unknown, flags: readonly string[]): string {
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
  const [, unknown] = /^Unknown option '(-[^']*)'/.exec(said) ?? [];
  if (unknown === undefined) return said;
  const known = flags.map((flag) => `--${flag}`);
  const meant = nearest(unknown, known);
  const cure = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return wrap(`There is no flag ${unknown}; there are ${known.join(', ')}.${cure}`, '', '  ').join('\n');
}

/** Ends the command with all that is wrong, if anything is. */
export function endIfWrong(wrong: readonly string[], hint: string): void {
  if (wrong.length > 0) throw new CommandError(2, [...wrong, hint].join('\n'));
}

/** Where the flags of a command are told. */
export const hintOf = (command: string): string => `countersign ${command} --help tells every flag.`;
