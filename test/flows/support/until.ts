// Waiting for what happens by itself: look, and look again soon.
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 30;
const PATIENCE_MS = 20_000;

/** The first thing `look` finds. Throws, naming what was waited for, when it does not come. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  // Not by `Date`, which the test may put forward meanwhile.
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`waited ${PATIENCE_MS} ms in vain for ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
