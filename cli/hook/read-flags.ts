// The flags of `countersign hook`, read and checked: every mistake at once, each with its cure.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readUrl } from '../address.ts';
import { CommandError } from '../exit.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import { readDuration } from '../read-values.ts';
import type { Environment, Surroundings } from '../surroundings.ts';
import { MANAGED_FILE, managedFolder } from './managed-settings.ts';
import { SHELL_TOOLS } from './shell-tools.ts';

/** Which settings, and what is put there. */
export interface HookFlags {
  readonly file: string;
  readonly tools: readonly string[];
  readonly within: string;
  readonly withinMs: number;
  readonly url: string | undefined;
  readonly tokenCommand: string | undefined;
}

const HINT = hintOf('hook');
const OPTIONS = {
  ...COMMON,
  user: { type: 'boolean', default: false },
  project: { type: 'boolean', default: false },
  local: { type: 'boolean', default: false },
  managed: { type: 'boolean', default: false },
  tools: { type: 'string', default: SHELL_TOOLS.join(',') },
  within: { type: 'string', default: '30m' },
} as const;
/** Longer than any request stays open by default; a harness counts in seconds. */
const LONGEST_MS = 24 * 3_600_000;

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readHookFlags(
  what: string,
  args: readonly string[],
  { env, cwd }: Pick<Surroundings, 'env' | 'cwd'>,
): HookFlags {
  const { values, positionals } = parseFlags({ args, options: OPTIONS, allowPositionals: true }, HINT);
  const wrong: string[] = [];
  checkHarness(positionals, what, wrong);
  const places = (['user', 'project', 'local', 'managed'] as const).filter((place) => values[place]);
  if (places.length > 1) wrong.push(`--${places.join(' and --')}: name one place`);
  const tools = values.tools.split(',').map((tool) => tool.trim());
  for (const tool of tools)
    if (!isPattern(tool)) wrong.push(`--tools ${tool} is not the name of a tool, or a pattern like mcp__.*`);
  const withinMs = readWithin(values.within, wrong);
  if (values.url !== undefined) readUrl(values.url, env, wrong);
  endIfWrong(wrong, HINT);
  return {
    file: settingsFile(places[0] ?? 'user', env, cwd),
    tools,
    within: values.within,
    withinMs,
    url: values.url,
    tokenCommand: values['token-command'],
  };
}

/** What `run` needs. Nothing but the harness' own command line sets these. */
export function readRunFlags(
  args: readonly string[],
): Pick<HookFlags, 'withinMs' | 'url' | 'tokenCommand' | 'tools'> {
  const {
    url,
    'token-command': tokenCommand,
    help,
    within,
    tools,
  } = { ...COMMON, within: OPTIONS.within, tools: OPTIONS.tools };
  const { values, positionals } = parseFlags(
    { args, options: { url, 'token-command': tokenCommand, help, within, tools }, allowPositionals: true },
    HINT,
  );
  const wrong: string[] = [];
  checkHarness(positionals, 'run', wrong);
  const withinMs = readWithin(values.within, wrong);
  endIfWrong(wrong, HINT);
  return {
    withinMs,
    url: values.url,
    tokenCommand: values['token-command'],
    tools: values.tools.split(',').map((tool) => tool.trim()),
  };
}

function checkHarness(positionals: readonly string[], what: string, wrong: string[]): void {
  if (positionals.length !== 1 || positionals[0] !== 'claude-code')
    wrong.push(`Name the coding agent: countersign hook ${what || 'install'} claude-code`);
}

function readWithin(text: string, wrong: string[]): number {
  const ms = readDuration('--within', text, wrong) ?? 0;
  if (ms > LONGEST_MS) wrong.push(`--within ${text} is more than 24h`);
  return ms;
}

function isPattern(tool: string): boolean {
  if (!/^[A-Za-z0-9_.*|-]+$/.test(tool)) return false;
  try {
    new RegExp(tool);
    return true;
  } catch {
    return false;
  }
}

/** As Claude Code's own documents name them. Throws a `CommandError` where there is no such place. */
function settingsFile(
  place: 'user' | 'project' | 'local' | 'managed',
  env: Environment,
  cwd: string,
): string {
  switch (place) {
    case 'user':
      return join(env.CLAUDE_CONFIG_DIR ?? join(homedir(), '.claude'), 'settings.json');
    case 'project':
      return join(cwd, '.claude', 'settings.json');
    case 'local':
      return join(cwd, '.claude', 'settings.local.json');
    case 'managed': {
      const folder = managedFolder();
      if (folder !== undefined) return join(folder, MANAGED_FILE);
      throw new CommandError(2, `Where managed settings lie on ${process.platform} is not known. ${HINT}`);
    }
  }
}
