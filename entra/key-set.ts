// Entra ID's public signing keys, fetched and kept.
// Promises: tokens under invented key ids cause one fetch per half minute at most; keys once read stay good for a day when
// Entra does not answer; without keys nothing is judged, a `KeysFault` is thrown.
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { KeysFault } from './faults.ts';

/** Milliseconds, for the moments after which keys are fetched again. */
interface KeySetTimes {
  readonly refreshAfterMs: number;
  readonly uselessAfterMs: number;
  readonly pauseMs: number;
  readonly pauseAfterFaultMs: number;
  readonly timeoutMs: number;
}

const TIMES: KeySetTimes = {
  refreshAfterMs: 10 * 60_000,
  uselessAfterMs: 24 * 3_600_000,
  pauseMs: 30_000,
  pauseAfterFaultMs: 5_000,
  timeoutMs: 3_000,
};

/** Finds the key a token names. `clock` tells milliseconds. */
export function createKeySet(
  url: URL,
  clock: () => number = Date.now,
  times: KeySetTimes = TIMES,
): JWTVerifyGetKey {
  // The library only fetches and picks; when to fetch is decided below, also for the time when fetching fails.
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: times.timeoutMs,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
  });
  let readAt: number | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fault: KeysFault | undefined;

  async function refresh(): Promise<void> {
    triedAt = clock();
    try {
      await remote.reload();
      readAt = clock();
      fault = undefined;
    } catch (error) {
      fault = new KeysFault(`The signing keys at ${url.href} cannot be read.`, error);
    }
  }

  async function ensureKeys(): Promise<void> {
    const age = readAt === undefined ? Number.POSITIVE_INFINITY : clock() - readAt;
    const sinceTry = clock() - triedAt;
    if (age >= times.uselessAfterMs) {
      if (fault === undefined || sinceTry >= times.pauseAfterFaultMs) await refresh();
      if (fault !== undefined) throw fault;
      return;
    }
    // In the background: known keys are good enough while Entra is slow. `refresh` never rejects.
    if (age >= times.refreshAfterMs && sinceTry >= times.pauseMs) void refresh();
  }

  return async (header, token) => {
    await ensureKeys();
    try {
      return await remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (clock() - triedAt >= times.pauseMs) await refresh();
      // The key may be a new one that we could not read: that is our trouble, not the caller's.
      if (fault !== undefined) throw fault;
      return await remote(header, token);
    }
  };
}
