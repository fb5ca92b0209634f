// Counts what is running, so that a host can stop without cutting an invocation in two.

/** A count of running work. */
export type InFlight = {
  /** Runs the work and counts it until it has settled. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves as soon as nothing is running, at once if so now. */
  drain(): Promise<void>;
};

/** Makes a count that stands at zero. */
export function createInFlight(): InFlight {
  let running = 0;
  let onIdle: (() => void)[] = [];
  return {
    async run(work) {
      running++;
      try {
        return await work();
      } finally {
        running--;
        if (running === 0) {
          for (const resolve of onIdle) resolve();
          onIdle = [];
        }
      }
    },
    async drain() {
      while (running > 0) {
        await new Promise<void>((resolve) => onIdle.push(resolve));
        // Work that follows directly, such as the messages a receive has just brought, counts as well.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
