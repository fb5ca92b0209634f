// Runs one program without a shell: its output goes on unchanged and is counted and hashed on the way, signals are passed on, and what it
// ended with is what we end with.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';

/** How it ended. `code` is what a shell would have: 128 and the signal's number when a signal ended it. */
export interface Ended {
  readonly code: number;
  /** "exit 0; stdout 12 bytes, sha256:…; stderr nothing" */
  readonly detail: string;
}

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs it to its end. Throws when it cannot be started. */
export async function runProgram(
  program: string,
  argv: readonly string[],
  cwd: string,
  out: { readonly stdout: Writable; readonly stderr: Writable },
): Promise<Ended> {
  const [name = program, ...args] = argv;
  const child = spawn(program, args, {
    argv0: name,
    cwd,
    stdio: ['inherit', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const passOn = PASSED_ON.map((signal) => [signal, () => void child.kill(signal)] as const);
  for (const [signal, listener] of passOn) process.on(signal, listener);
  try {
    const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve([code, signal]));
    });
    const [[code, signal], stdout, stderr] = await Promise.all([
      ended,
      copy(child.stdout, out.stdout),
      copy(child.stderr, out.stderr),
    ]);
    const how = signal === null ? `exit ${code}` : `ended by ${signal}`;
    return {
      code: signal === null ? (code ?? 1) : 128 + constants.signals[signal],
      detail: `${how}; stdout ${stdout}; stderr ${stderr}`,
    };
  } finally {
    for (const [signal, listener] of passOn) process.off(signal, listener);
  }
}

async function copy(from: Readable, to: Writable): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of from) {
    bytes += chunk.length;
    hash.update(chunk);
    // Who reads our output may be gone; the program runs on all the same.
    if (to.writable && !to.write(chunk))
      await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
  }
  return bytes === 0 ? 'nothing' : `${bytes} bytes, sha256:${hash.digest('hex')}`;
}
