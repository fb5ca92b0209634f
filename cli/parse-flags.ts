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
  const { options = {} } = config;
  let twice: string | undefined;
  try {
    const names = parseArgs({ ...config, tokens: true } as ParseArgsConfig).tokens ?? [];
    twice = repeated(
      names.flatMap((each) => (each.kind === 'option' ? [each.name] : [])),
      options,
    );
    if (twice === undefined) return parseArgs(config);
  } catch (error) {
    throw new CommandError(2, `${wordsOf(error, Object.keys(options))}\n${hint}`);
  }
  const why = 'Which one counts would be a guess: give it once.';
  throw new CommandError(2, `--${twice} stands there twice. ${why}\n${hint}`);
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** The first flag that is there more than once, and means one value. */
const repeated = (names: readonly string[], options: Options): string | undefined =>
  names.find((name, at) => {
    const { type, multiple } = options[name] ?? {};
    return names.indexOf(name) < at && type === 'string' && multiple !== true;
  });

/** Node names what is wrong in its first sentence; ours says it plainly and which flags there are. */
function wordsOf(error: unknown, flags: readonly string[]): string {
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
  // `--trust -7ax…`: one fingerprint of 64 begins so.
  const [, dashed] = /^Option '([^' ]+)[^']*' argument is ambiguous/.exec(said) ?? [];
  if (dashed !== undefined)
    return `${dashed} has no value, or one that begins with "-": such a one is written ${dashed}=VALUE.`;
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
