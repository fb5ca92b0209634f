// The wish of a command: exactly what would run. The program as this machine finds it, every argument, where, the variables and files that
// count. The same command described again gives the same wish, or one that an approval does not fit.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Wish } from '../../client/wire.ts';
import { CommandError } from '../exit.ts';
import type { Environment } from '../surroundings.ts';
import { checkInterpreter } from './interpreter.ts';
import { isProgram } from './is-program.ts';
import type { RunFlags } from './read-flags.ts';
import { endingsOf, troubleWith } from './windows-program.ts';

/** A command as it stands now. */
export interface Described {
  readonly wish: Wish;
  /** Absolute path of what would be started. */
  readonly program: string;
  readonly cwd: string;
}

/** Describes it. Throws a `CommandError` for a program or a file that is not there. */
export async function describeRun(
  {
    action,
    resource,
    argv,
    env: names,
    files,
  }: Pick<RunFlags, 'action' | 'resource' | 'argv' | 'env' | 'files'>,
  env: Environment,
  here: string,
): Promise<Described> {
  const cwd = await realpath(here).catch(() => {
    throw new CommandError(2, `${here}: no such folder any more. Nothing was asked.`);
  });
  const program = await findProgram(argv[0], env, cwd);
  await checkInterpreter(program, cwd);
  // What stands at the program's path may be replaced while people decide, so its bytes count too.
  const digests = await Promise.all(
    [...files].sort().map(async (file) => [file, await digestOf(resolve(cwd, file))] as const),
  );
  return {
    program,
    cwd,
    wish: {
      action: {
        name: action,
        properties: {
          argv,
          program: { path: program, digest: await digestOf(program) },
          cwd,
          ...(names.length === 0
            ? {}
            : { env: Object.fromEntries(names.map((name) => [name, env[name] ?? ''])) }),
          ...(digests.length === 0 ? {} : { files: Object.fromEntries(digests) }),
        },
      },
      resource,
    },
  };
}

/** As a shell would find it, once and for all: what runs later is this file. */
async function findProgram(name: string, env: Environment, cwd: string): Promise<string> {
  const isWindows = process.platform === 'win32';
  const endings = isWindows ? endingsOf(name, env.PATHEXT) : [''];
  const folders =
    /[/\\]/.test(name) || isAbsolute(name) ? [cwd] : (env.PATH ?? env.Path ?? '').split(delimiter);
  for (const folder of folders) {
    for (const ending of endings) {
      const path = isAbsolute(name) ? name + ending : join(resolve(cwd, folder || '.'), name + ending);
      if (!(await isProgram(path))) continue;
      const trouble = isWindows ? troubleWith(path) : undefined;
      if (trouble !== undefined) throw new CommandError(2, `${trouble} Nothing was asked.`);
      return path;
    }
  }
  throw new CommandError(2, `${name}: no such program here. Nothing was asked.`);
}

async function digestOf(path: string): Promise<string> {
  // A pipe is read once, and would have to be read again after the approval.
  if ((await stat(path).catch(() => undefined))?.isFile() === false)
    throw new CommandError(
      2,
      `--file ${path} is no plain file, but a folder, a pipe or a device. Nothing was asked.`,
    );
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    throw new CommandError(2, `--file ${path} cannot be read. Nothing was asked.`);
  }
  return `sha256:${hash.digest('hex')}`;
}
