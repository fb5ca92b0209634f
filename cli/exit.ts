// How the command ends: a number scripts can act on, and a message that says what to do.

/** 0 is done. 1: something is broken, the same command again may help. 2: the command is wrong. 3: Countersign said no. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Ends the command with these words on stderr. */
export class CommandError extends Error {
  readonly code: Exclude<ExitCode, 0>;
  constructor(code: Exclude<ExitCode, 0>, message: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
  }
}
