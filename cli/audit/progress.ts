// One living line on a terminal; nothing elsewhere. On stderr: stdout is the command's own.
import type { Surroundings } from '../surroundings.ts';

/** The line. */
export interface ProgressLine {
  readonly show: (words: string) => void;
  readonly done: () => void;
}

const EVERY_MS = 100;

/** On this stream. */
export function createProgressLine(to: Surroundings['stderr']): ProgressLine {
  let last = 0;
  let isShown = false;
  return {
    show: (words) => {
      if (to.isTTY !== true || Date.now() - last < EVERY_MS) return;
      last = Date.now();
      isShown = true;
      to.write(`\r\u001b[K${words.slice(0, (to.columns ?? 80) - 1)}`);
    },
    done: () => {
      if (isShown) to.write('\r\u001b[K');
      isShown = false;
    },
  };
}
