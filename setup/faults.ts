// What setup ends with when it cannot go on: what is wrong, and what to do. Words for people; a cure is always there.

/** Something outside is missing or said no. A rerun after the cure goes on where this one ended. */
export class SetupFault extends Error {
  readonly cure: string;
  constructor(message: string, cure: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SetupFault';
    this.cure = cure;
  }
}

/** The command itself is wrong. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
