// What the reader of command lines is not sure of, with no command that a policy knows.
import { readShell } from '../../approvals/policy/shell/read-shell.ts';

/** Empty: all of the line is known. */
export const doubtsOf = (command: string, shell?: string) =>
  readShell(new Map(), shell === undefined ? { command } : { command, shell }).doubts;
