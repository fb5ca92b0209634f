// Everything that was started and must be ended, also what is still starting when the end comes.
// Promises: ends in the reverse order of starting; a part that cannot be ended does not keep the others.

/** The parts of one world. */
export interface HeldParts {
  /** Remembers a part that is starting, and how to end it. */
  readonly hold: <T>(starting: Promise<T>, end: (part: T) => Promise<void>) => Promise<T>;
  /** Ends all. The second call waits for the first. */
  readonly end: () => Promise<void>;
  readonly isEnding: () => boolean;
}

/** Holds nothing yet. */
export function createHeldParts(): HeldParts {
  const ends: (() => Promise<void>)[] = [];
  let ending: Promise<void> | undefined;

  async function endAll(): Promise<void> {
    for (let next = ends.pop(); next !== undefined; next = ends.pop()) {
      await next().catch((error: unknown) => console.error(error));
    }
  }

  return {
    hold: (starting, end) => {
      ends.push(async () => {
        const started = await starting.then(
          (part) => ({ part }),
          () => undefined,
        );
        if (started !== undefined) await end(started.part);
      });
      // Too late to be part of anything: ended as soon as it stands.
      if (ending !== undefined) ending = ending.then(endAll);
      return starting;
    },
    end: () => {
      ending ??= endAll();
      return ending;
    },
    isEnding: () => ending !== undefined,
  };
}
