// Puts the hook into a settings file and takes it out: nothing else in the file changes but its white space, and the file is replaced
// whole or not at all.
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { hasProof, missingForToken } from '../agent/token.ts';
import { CommandError } from '../exit.ts';
import type { Environment, Surroundings } from '../surroundings.ts';
import { hasHook, OddSettings, type Settings, withHook, withoutHook } from './entries.ts';
import type { HookFlags } from './read-flags.ts';

/** Puts it in, or renews it. Throws a `CommandError` for a file that it does not understand. */
export async function install(flags: HookFlags, { stdout, env }: Surroundings): Promise<0> {
  const before = await read(flags.file);
  const after = change(flags.file, () =>
    withHook(before.settings, { ...flags, command: commandOf(flags, env) }),
  );
  const isSame = isDeepStrictEqual(before.settings, after);
  if (!isSame) await write(flags.file, after, before.indent);
  const done = isSame ? 'is in' : hasHook(before.settings) ? 'was renewed in' : 'was put into';
  stdout.write(`The hook ${done} ${flags.file}.\n`);
  stdout.write(`  asks before: ${flags.tools.join(', ')},\n    and before files that could switch it off\n`);
  stdout.write(`  waits: at most ${flags.within} for a decision; after that the call is denied\n`);
  if (flags.url === undefined && !env.COUNTERSIGN_URL)
    stdout.write(
      '  to do: COUNTERSIGN_URL is not set here. Set it where the coding agent starts,\n  or give --url.\n',
    );
  for (const line of identityToDo(flags, env)) stdout.write(line);
  stdout.write('Sessions that are open take it up when they are started anew.\n');
  return 0;
}

/** What is missing here for a token: the hook of a session without one stops every call. */
function identityToDo({ tokenCommand }: HookFlags, env: Environment): readonly string[] {
  const missing = missingForToken(env, tokenCommand);
  if (missing.length > 0)
    return [
      `  to do: no identity is set here. Missing:\n    ${missing.join(', ')}\n`,
      '  Set it where the coding agent starts, or give --token-command; without one\n',
      '  every call is stopped. docs/identity.md tells how.\n',
    ];
  if (tokenCommand !== undefined || env.COUNTERSIGN_TOKEN || hasProof(env)) return [];
  return [
    '  to do: AZURE_CLIENT_SECRET is not set here. Set it where the coding agent\n',
    '  starts, unless this machine has a managed identity. docs/identity.md.\n',
  ];
}

/** Takes it out. */
export async function remove({ file }: HookFlags, { stdout }: Surroundings): Promise<0> {
  const { settings, indent } = await read(file);
  if (!hasHook(settings)) {
    stdout.write(`There is no hook of Countersign in ${file}. Nothing was changed.\n`);
    return 0;
  }
  await write(
    file,
    change(file, () => withoutHook(settings)),
    indent,
  );
  stdout.write(`The hook was taken out of ${file}.\nFrom the next session on, commands no longer ask.\n`);
  return 0;
}

/**
 * The line for a shell. Forward slashes work on Windows too, and mean the same to every shell. The address is part of it, and what would have
 * Node load or believe something else is emptied: a project's own settings may set variables, and the hook must not follow them.
 */
function commandOf({ within, tools, url, tokenCommand }: HookFlags, env: Environment): string {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const address = url ?? env.COUNTERSIGN_URL;
  const given = [
    ['--within', within],
    ['--tools', tools.join(',')],
    ...(address ? [['--url', address]] : []),
    ...(tokenCommand === undefined ? [] : [['--token-command', tokenCommand]]),
  ].flatMap(([flag = '', value = '']) => [flag, quoted(value)]);
  const program = [process.execPath, main].map((path) => quoted(path.replaceAll('\\', '/')));
  return [...EMPTIED, ...program, 'hook run claude-code', ...given].join(' ');
}

const EMPTIED = ['NODE_OPTIONS=', 'NODE_EXTRA_CA_CERTS=', 'NODE_TLS_REJECT_UNAUTHORIZED=', 'LD_PRELOAD='];

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replaceAll(/[\\"$`]/g, (mark) => `\\${mark}`)}"`;

async function read(file: string): Promise<{ readonly settings: Settings; readonly indent: string }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CommandError(1, `${file} cannot be read (${error.code}). Nothing was changed.`);
  });
  if (text === undefined || text.trim() === '') return { settings: {}, indent: '  ' };
  try {
    const settings: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
      return { settings: settings as Settings, indent: /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ' };
  } catch {
    // Said below.
  }
  throw new CommandError(
    2,
    `${file} is not a JSON object (comments are not JSON either). Nothing was changed. Mend it, then try again.`,
  );
}

function change(file: string, make: () => Settings): Settings {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof OddSettings)) throw error;
    throw new CommandError(2, `${file}: ${error.message}. Nothing was changed. Mend it, then try again.`);
  }
}

/** Beside the file, then in its place: who reads meanwhile reads the old one or the new one. A link stays a link. */
async function write(file: string, settings: Settings, indent: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch(cannot(file));
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    ({ mode: bits }) => bits,
    () => undefined,
  );
  const draft = `${target}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(settings, undefined, indent)}\n`).catch(cannot(file));
  if (mode !== undefined) await chmod(draft, mode);
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await unlink(draft);
    cannot(file)(error);
  });
}

const cannot =
  (file: string) =>
  (error: NodeJS.ErrnoException): never => {
    const cure =
      error.code === 'EACCES' || error.code === 'EPERM'
        ? ' Managed settings take an administrator (sudo).'
        : '';
    throw new CommandError(1, `${file} cannot be written (${error.code}).${cure}`);
  };
