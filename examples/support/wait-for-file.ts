// Waiting for what another process writes.
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the file is there. Throws after a minute. */
export async function waitForFile(path: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(50)) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return;
  }
  throw new Error(`${path} was not written within a minute.`);
}
