// The program that a script names in its first line. The system says of a script whose interpreter is not there that the script is not there, and says it when
// the approval is used up.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '../exit.ts';
import { isProgram } from './is-program.ts';

/** As much of a first line as any system reads: Linux takes half of it. */
const MAX_BYTES = 512;

/** Throws a `CommandError` with the cure for a script whose interpreter is not there. A file that cannot be read is no script. */
export async function checkInterpreter(program: string, cwd: string): Promise<void> {
  if (process.platform === 'win32') return;
  const [, named = ''] = /^#![ \t]*([^ \t\n]+)/.exec(await beginningOf(program)) ?? [];
  if (named === '' || (await isProgram(resolve(cwd, named)))) return;
  const cure = named.endsWith('\r')
    ? 'Its lines end as on Windows; save it with the ends of lines of Unix.'
    : 'Install it, or mend the first line of the script.';
  throw new CommandError(
    2,
    `${program} is to be run by ${named.trimEnd()}, and there is no such program here. ${cure} Nothing was asked.`,
  );
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  try {
    const { buffer, bytesRead } = (await file?.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0)) ?? {};
    return buffer?.toString('utf8', 0, bytesRead) ?? '';
  } finally {
    await file?.close();
  }
}
