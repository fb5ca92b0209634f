// How the commands of agents end when nothing ran: one exit code for each thing a script would do differently, and words for people.
import { personName } from '../../approvals/text/person-name.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { inMarks } from '../../approvals/text/quotation-marks.ts';
import {
  AlreadyStarted,
  CountersignError,
  InvalidCall,
  NotApproved,
  NotUsable,
  Refused,
  StillPending,
} from '../../client/errors.ts';
import type { Status, Task } from '../../client/wire.ts';
import { commentsOf } from './comment-words.ts';
import { NoToken } from './token.ts';

/** Told by `--help` of each command. None is one that shells or `timeout` use. */
const CODES: Readonly<Record<Status, number>> = {
  approved: 0,
  denied: 80,
  expired: 81,
  cancelled: 82,
  failed: 83,
  pending: 88,
};
const UNREACHED = 84;

/** The exit code of a request as it stands. */
export const codeOfStatus = (status: Status): number => CODES[status];

/** The exit code of what went wrong. */
function codeOf(error: CountersignError): number {
  if (error instanceof NotApproved) return codeOfStatus(error.task.status);
  if (error instanceof StillPending) return CODES.pending;
  if (error instanceof InvalidCall || error.code === 'journal_broken') return 2;
  if (error.code === 'not_started') return 89;
  if (error instanceof Refused) return 85;
  if (error.code === 'approval_used') return 87;
  if (error instanceof NotUsable || error.code === 'changed') return 86;
  if (error instanceof AlreadyStarted) return 87;
  return UNREACHED;
}

/** How a command ends over this: the words for the terminal, and the exit code. Throws again what is not of a request. */
export function endingOf(error: unknown): { readonly words: string; readonly code: number } {
  if (error instanceof NoToken) return { words: error.message, code: UNREACHED };
  if (!(error instanceof CountersignError)) throw error;
  return { words: wordsOf(error), code: codeOf(error) };
}

/** What went wrong, for a terminal. What people wrote is said to be theirs. */
export function wordsOf(error: CountersignError): string {
  const own = plainText(error.message, 1000);
  if (error.code === 'approval_used') return `${own}\n${WHOSE_JOURNAL}`;
  return error instanceof NotApproved
    ? [own, ...votesOf(error.task), ...commentsOf(error.task)].join('\n')
    : own;
}

const WHOSE_JOURNAL =
  '  A run with the journal of that other one tells how it ended: the journal is\n  COUNTERSIGN_JOURNAL, else ~/.countersign/journal.';

/** Who decided what, and in which words. */
export function votesOf(task: Task): readonly string[] {
  return (task.decision?.votes ?? []).map(({ by, choice, untrusted_text: text }) => {
    const said = text === undefined ? '' : `, and wrote: ${inMarks(plainText(text, 1000))}`;
    return `  ${personName(by.name, 80)} ${choice === 'approve' ? 'approved' : 'denied'}${said}`;
  });
}

/** The lines of `--help` that tell the codes. */
export const CODES_HELP = `   2 the command, a variable or a    84 Countersign or Entra not reached
     file is wrong                   85 Countersign refused the call
  80 denied                          86 it has changed, or may not be used
  81 expired, nobody decided         87 it was used or started before
  82 withdrawn                       88 not decided yet
  83 could not be decided
`;
