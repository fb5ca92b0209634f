// Waiting for what happens by itself: look, and look again soon.
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from './clock.ts';

const LOOK_EVERY_MS = 30;
/** Longer than a lease and the sweep after it, which work off what a slow machine gave up. */
export const PATIENCE_MS = 60_000;
/** What is not there by then may wait for a later time. */
const STANDSTILL_MS = 2000;

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

/**
 * The same as time goes by: whoever held a lease in vain holds it for twenty seconds, and an attempt that a slow machine gave up is made
 * again later. Half a minute passes whenever nothing was found for a while; not at once, which would end attempts that are under way.
 */
export function inTime<T>(
  { pass }: { readonly pass: (ms: number) => Promise<void> },
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  let since = performance.now();
  return until(what, async () => {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - since < STANDSTILL_MS) return undefined;
    await pass(MINUTE_MS / 2);
    since = performance.now();
    return undefined;
  });
}
