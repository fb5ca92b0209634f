// A program of a story: what it says is passed on line by line, and what it did is known when it ends.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A program that runs. */
export interface Program {
  /** Its exit code, -1 when it was killed, and what it wrote to its standard output. */
  readonly ended: Promise<{ readonly code: number; readonly out: string }>;
  /** The first line, said already or to come, that fits. Rejects when it ends without. */
  readonly line: (fits: RegExp) => Promise<RegExpExecArray>;
  readonly kill: () => void;
}

/** Listens to `child`. */
export function startProgram(child: ChildProcessWithoutNullStreams): Program {
  const said: string[] = [];
  const waiting = new Set<() => void>();
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  for (const stream of [child.stdout, child.stderr]) {
    onLines(stream, (line) => {
      console.log(`    | ${line}`);
      said.push(line);
      for (const look of waiting) look();
    });
  }
  child.stdin.end();
  const ended = new Promise<{ code: number; out: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out }));
  });
  ended.catch(() => undefined);

  return {
    ended,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said.map((line) => fits.exec(line)).find((each) => each !== null);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        const tooLate = () => reject(new Error(`It ended without a line like ${fits}`));
        ended.then(tooLate, reject);
      }),
    kill: () => child.kill('SIGKILL'),
  };
}

function onLines(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on('line', take);
}
