// Runs one program without a shell: its output goes on unchanged and is counted and hashed on the way, signals are passed on, and what it
// ended with is what we end with.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { CountersignError } from '../../client/errors.ts';
import { codeOfError } from '../code-of-error.ts';

/** How it ended. `code` is what a shell would have: 128 and the signal's number when a signal ended it. */
export interface Ended {
  readonly code: number;
  /** "exit 0; stdout 12 bytes, sha256:…; stderr nothing" */
  readonly detail: string;
}

/** A terminal sends SIGWINCH, SIGTSTP and SIGCONT to both of us by itself. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
/** What they mean is the program's own matter; unheard, one of them would end us and leave it running, and the other would open Node's debugger. */
const OWN = ['SIGUSR1', 'SIGUSR2'] as const;

/** It was approved, and the system did not start it. */
class NotStarted extends CountersignError {
  constructor(program: string, error: unknown) {
    const why = codeOfError(error) ?? error;
    super(
      'not_started',
      `${program} could not be started (${why}). Nothing was run, and the approval is used up. Mend it, then ask anew.`,
      error,
    );
  }
}

/** Runs it to its end. Throws `NotStarted` when it cannot be started. */
export async function runProgram(
  program: string,
  argv: readonly string[],
  cwd: string,
  out: { readonly stdout: Writable; readonly stderr: Writable },
): Promise<Ended> {
  let child: Child | undefined;
  const passOn = (signal: NodeJS.Signals) => void child?.kill(signal);
  for (const signal of [...ENDING, ...OWN]) process.on(signal, passOn);
  try {
    child = await start(program, argv, cwd);
    const [{ code, signal }, stdout, stderr] = await Promise.all([
      child.ended,
      copy(child.stdout, out.stdout),
      copy(child.stderr, out.stderr),
    ]);
    const how = signal === null ? `exit ${code}` : `ended by ${signal}`;
    return {
      code: signal === null ? (code ?? 1) : 128 + constants.signals[signal],
      detail: `${how}; stdout ${stdout}; stderr ${stderr}`,
    };
  } finally {
    // The others stay: what they mean was for the program, and its end is still to be told.
    for (const signal of ENDING) process.off(signal, passOn);
  }
}

interface Child {
  readonly kill: (signal: NodeJS.Signals) => boolean;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

async function start(program: string, argv: readonly string[], cwd: string): Promise<Child> {
  const [name = program, ...args] = argv;
  try {
    const child = spawn(program, args, {
      argv0: name,
      cwd,
      stdio: ['inherit', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );
    await once(child, 'spawn');
    // A signal that could not be sent is no reason to leave it alone.
    child.on('error', () => undefined);
    const { stdout, stderr } = child;
    return { kill: (signal) => child.kill(signal), stdout, stderr, ended };
  } catch (error) {
    throw new NotStarted(program, error);
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
