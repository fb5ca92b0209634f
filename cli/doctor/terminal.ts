// Where a command that takes its time writes: what it found to stdout, how far it is to stderr, and whether it was told to stop.
import type { Surroundings } from '../surroundings.ts';

/** A terminal, or what stands in for one. */
export interface Terminal {
  /** What was asked for. */
  readonly print: (line: string) => void;
  /** What a person should know meanwhile. */
  readonly tell: (line: string) => void;
  /** How far it is: one line that is written over, and only where somebody sits. An empty one clears it. */
  readonly progress: (line: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

const CLEAR_LINE = '\r\u001b[K';

/** On these streams. From here on the first Ctrl-C stops the waiting, the second one the process. */
export function openTerminal({ stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>): Terminal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  // Some terminals tell 0.
  const columns = stderr.columns || 80;
  let isShown = false;
  const progress = (line: string) => {
    if (!stderr.isTTY || (line === '' && !isShown)) return;
    isShown = line !== '';
    stderr.write(`${CLEAR_LINE}${line.slice(0, columns - 1)}`);
  };
  return {
    print: (line) => {
      progress('');
      stdout.write(`${line}\n`);
    },
    tell: (line) => {
      progress('');
      stderr.write(`${line}\n`);
    },
    progress,
    signal: stop.signal,
  };
}
