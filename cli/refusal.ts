// What Countersign said no with, as the end of a person's command. The client's `Refused` says it in one line and by places in the body; here
// each place has its line, and the name that the person knows.
import { plainText } from '../approvals/text/plain-text.ts';
import type { Reply } from '../client/attempt.ts';
import { CommandError } from './exit.ts';
import { problemSchema } from './problem.ts';

/** How to tell it. */
export interface Telling {
  /** Stands in front, e.g. which of many it was. */
  readonly before?: string;
  /** A place in the body, as the person knows it. */
  readonly nameOf?: (at: string) => string;
}

/** Countersign's own words. */
export function refusalOf(
  { status, body }: Pick<Reply, 'status' | 'body'>,
  { before = '', nameOf = (at) => at }: Telling = {},
): CommandError {
  const code = status >= 500 || status === 429 ? 1 : 3;
  const parsed = problemSchema.safeParse(body);
  if (!parsed.success) {
    return new CommandError(
      code,
      `${before}The answer was ${status}, and not Countersign's. Is the address right? It is that of --url or COUNTERSIGN_URL.`,
    );
  }
  const { title, detail, problems } = parsed.data;
  const lines = problems.map(({ at, message }) => `  ${nameOf(at)}: ${plainText(message, 300)}`);
  return new CommandError(
    code,
    [`${before}${plainText(title, 200)}. ${plainText(detail, 500)}`, ...lines].join('\n'),
  );
}
