// What a command is given of the process it runs in, so that tests can give it something else.
import type { Writable } from 'node:stream';

/** Environment, folder and streams. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}
