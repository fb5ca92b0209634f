// Bases for `--ports` in tests: free at this moment, and below the ports the system hands out by itself.
import { findTaken, portsFrom } from '../../../local/start/ports.ts';

/** A base from which all ports are free. */
export async function freeBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + 30 * Math.floor(Math.random() * 400);
    if ((await findTaken(portsFrom(base))).length === 0) return base;
  }
}

/** Waits until nothing listens at the ports of this base any more; throws after `ms`. */
export async function untilFree(base: number, ms: number): Promise<void> {
  const until = Date.now() + ms;
  for (;;) {
    const taken = await findTaken(portsFrom(base));
    if (taken.length === 0) return;
    if (Date.now() > until) throw new Error(`Still taken: ${JSON.stringify(taken)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
