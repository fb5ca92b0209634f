// The flags of `countersign run`, read and checked before anything is asked: every mistake at once, each with its cure.
import { readUrl } from '../address.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import { readDuration, readResource } from '../read-values.ts';
import type { Environment } from '../surroundings.ts';

/** What is to run, and how it is asked for. */
export interface RunFlags {
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly reason: string | undefined;
  readonly argv: readonly [string, ...string[]];
  /** Names of environment variables that count. */
  readonly env: readonly string[];
  /** Files whose content counts. */
  readonly files: readonly string[];
  /** A request asked before. */
  readonly resume: string | undefined;
  readonly withinMs: number | undefined;
  readonly url: string;
  readonly tokenCommand: string | undefined;
}

const HINT = hintOf('run');
const OPTIONS = {
  ...COMMON,
  action: { type: 'string' },
  resource: { type: 'string' },
  reason: { type: 'string' },
  env: { type: 'string', multiple: true },
  file: { type: 'string', multiple: true },
  resume: { type: 'string' },
  within: { type: 'string' },
} as const;

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readRunFlags(args: readonly string[], env: Environment): RunFlags | 'help' {
  const mark = args.indexOf('--');
  const ours = mark === -1 ? args : args.slice(0, mark);
  const { values } = parseFlags({ args: ours, options: OPTIONS }, `What is to run stands after --. ${HINT}`);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const [program, ...rest] = mark === -1 ? [] : args.slice(mark + 1);
  if (program === undefined || program === '') wrong.push('What is to run is missing: … -- COMMAND ARGS');
  const action = values.action?.trim() ?? '';
  if (action === '') wrong.push('--action is missing, e.g. --action shell.run');
  if (values.resource === undefined) wrong.push('--resource is missing, e.g. --resource host/build-7');
  const flags = {
    action,
    resource: readResource(values.resource ?? '', wrong),
    reason: values.reason?.trim() || undefined,
    argv: [program ?? '', ...rest] as const,
    env: readNames(values.env ?? [], env, wrong),
    files: values.file ?? [],
    resume: values.resume,
    withinMs: readDuration('--within', values.within, wrong),
    url: readUrl(values.url, env, wrong),
    tokenCommand: values['token-command'],
  };
  endIfWrong(wrong, HINT);
  return flags;
}

function readNames(names: readonly string[], env: Environment, wrong: string[]): readonly string[] {
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      wrong.push(`--env ${name} is not the name of a variable; its value is read here`);
    else if (env[name] === undefined) wrong.push(`--env ${name}: there is no such variable here`);
  }
  return [...new Set(names)].sort();
}
