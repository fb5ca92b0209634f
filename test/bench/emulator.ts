// The storage emulator of one place, as a child process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EmulatorWord, Multiply } from './emulator-process.ts';

export interface Emulator {
  readonly connectionString: string;
  /** Multiplies rows of finished requests; resolves to the number of rows added. */
  readonly multiply: (order: Multiply) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Starts one on free ports. */
export async function startEmulator(): Promise<Emulator> {
  const child = fork(fileURLToPath(new URL('./emulator-process.js', import.meta.url)), { stdio: 'inherit' });
  const ended = once(child, 'exit');

  async function hear(): Promise<EmulatorWord> {
    const gone = ended.then(() => ({ broken: 'it ended' }) as const);
    const [word] = (await Promise.race([once(child, 'message'), gone.then((why) => [why])])) as [
      EmulatorWord,
    ];
    if ('broken' in word) throw new Error(`The storage emulator: ${word.broken}`);
    return word;
  }

  const ready = await hear();
  return {
    connectionString: 'ready' in ready ? ready.ready : '',
    multiply: async (order) => {
      child.send(order);
      const word = await hear();
      return 'rows' in word ? word.rows : 0;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
