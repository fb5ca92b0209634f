// What was started, once and durably, shared by all processes that may run the same thing. Without it a `true` that arrives twice (a lost
// answer, a restart, two workers with one handle) could run twice. docs/api.md, "The enforcer's rule".

/** How a run ended. */
export type Result = 'succeeded' | 'failed';

/** One run. Without `result` it is still running, or its process died. */
export interface Entry {
  readonly redemption: string;
  readonly request: string;
  readonly result?: Result;
}

/**
 * The journal of one caller. All its processes must share it. Every method throws when the journal cannot be reached: then nothing runs.
 */
export interface Journal {
  /**
   * The key under which this request's grant is redeemed: the given one if this is the first call for the request, else the one kept
   * before. Durable when it resolves. So two processes that share the journal redeem as one, and two that do not are told apart.
   */
  readonly keyFor: (request: string, proposed: string) => Promise<string>;
  /** Inserts "started" unless it is there. `isOwn` is true for exactly one call, ever. Durable when it resolves. */
  readonly start: (entry: Entry) => Promise<{ readonly isOwn: boolean; readonly entry: Entry }>;
  /** Writes down how it ended. */
  readonly finish: (redemption: string, result: Result) => Promise<void>;
}

/**
 * A journal that forgets with its process: for tests, and for agents of which one process runs and is never restarted over the same
 * handle. Whoever resumes needs one that lasts: `fileJournal`, or a table of their own.
 */
export function memoryJournal(): Journal {
  const keys = new Map<string, string>();
  const entries = new Map<string, Entry>();
  return {
    keyFor: async (request, proposed) => {
      const kept = keys.get(request) ?? proposed;
      keys.set(request, kept);
      return kept;
    },
    start: async (entry) => {
      const known = entries.get(entry.redemption);
      if (known !== undefined) return { isOwn: false, entry: known };
      entries.set(entry.redemption, entry);
      return { isOwn: true, entry };
    },
    finish: async (redemption, result) => {
      const known = entries.get(redemption);
      if (known !== undefined) entries.set(redemption, { ...known, result });
    },
  };
}
