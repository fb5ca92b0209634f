// A program of a story: what it says is passed on line by line, and what it did is known when it ends.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that runs. */
export interface Program {
  /** Its exit code, -1 when it was killed, and what it wrote to its standard output. */
  readonly ended: Promise<{ readonly code: number; readonly out: string }>;
  readonly kill: () => void;
}

/** Listens to `child`. */
export function startProgram(child: ChildProcessWithoutNullStreams): Program {
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => console.log(`    | ${line}`));
  child.stdin.end();
  const ended = new Promise<{ code: number; out: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out }));
  });
  ended.catch(() => undefined);
  return { ended, kill: () => child.kill('SIGKILL') };
}
