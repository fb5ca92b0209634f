// What a command is given of the process it runs in, so that tests can give it something else.
import type { Readable, Writable } from 'node:stream';

/** The variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Environment, folder and streams. */
export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
  /** Opened by who reads it: a stream that nobody reads could keep the process waiting. */
  readonly stdin: () => Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Runs one command; its exit code. Throws a `CommandError` for a wrong one. */
export type Command = (args: readonly string[], around: Surroundings) => Promise<number>;
