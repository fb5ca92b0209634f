// What the parts say goes to one file, so that the terminal stays readable and nothing is lost.
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** A log file, made with its first line. */
export interface LogFile {
  readonly path: string;
  readonly write: (name: string, line: string) => void;
  readonly close: () => Promise<void>;
}

/** A log at this path, begun anew with the first line. A log that cannot be written stops nothing. */
export function openLogFile(path: string): LogFile {
  let stream: WriteStream | undefined;

  // With the first line and not before: a start that gives up at once must not empty the log of the one that runs.
  function open(): WriteStream {
    mkdirSync(dirname(path), { recursive: true });
    return createWriteStream(path, { mode: 0o600 }).on('error', () => undefined);
  }

  return {
    path,
    write: (name, line) => {
      stream ??= open();
      stream.write(`${new Date().toISOString()} ${name}: ${line}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        if (stream === undefined) resolve();
        else stream.end(resolve);
      }),
  };
}
