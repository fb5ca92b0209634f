// What Countersign said no with, as the end of the command.
import { z } from 'zod';
import { plainText } from '../approvals/plain-text.ts';
import type { CallReply } from './call.ts';
import { CommandError } from './exit.ts';

const problemSchema = z.object({
  title: z.string(),
  detail: z.string(),
  problems: z.array(z.object({ at: z.string(), message: z.string() })).default([]),
});
/** How a place in the request is said. */
type Where = (at: string) => string;

/** Countersign's own words; `nameOf` says a place as the person knows it. */
export function refusalOf(
  { status, body }: CallReply,
  { before = '', nameOf = (at) => at }: { readonly before?: string; readonly nameOf?: Where } = {},
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
