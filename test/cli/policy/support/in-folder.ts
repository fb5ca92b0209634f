// A command run in a folder of its own, as a person would, without a process.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Command } from '../../../../cli/surroundings.ts';

/** How it ended, what it printed, and a file of the folder as it left it. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly read: (name: string) => string;
}

/** Runs it among these files; the folder is gone afterwards. */
export async function inFolder(
  files: Readonly<Record<string, string>>,
  command: Command,
  args: readonly string[],
  stdin = '',
): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'countersign-policy-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await command(args, { env: {}, cwd, stdin: () => Readable.from([stdin]), stdout, stderr });
    const left = new Map(
      args.filter((arg) => /\.xml$/.test(arg)).map((name) => [name, readFileSync(join(cwd, name), 'utf8')]),
    );
    return { code, out: String(stdout.read() ?? ''), read: (name) => left.get(name) ?? '' };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
