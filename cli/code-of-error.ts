// What the system calls what went wrong: ENOENT, EACCES.

/** The code of a system error; undefined of any other. */
export const codeOfError = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;
