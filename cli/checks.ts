// Lines of the doctor as a server answers them: what they must look like, and how another one's words come to a terminal.
import { z } from 'zod';
import type { Check } from '../approvals/doctor/check.ts';
import { plainText } from '../approvals/text/plain-text.ts';

/** How long a server may take over them: longer than its own limits together, and a cold start. */
export const CHECKS_TIMEOUT_MS = 40_000;

const NAME_MAX = 100;
/** Of what another one says, so many characters are told. */
export const SAYS_MAX = 600;

const checksSchema = z.object({
  checks: z
    .array(
      z.object({
        name: z.string(),
        state: z.enum(['ok', 'warning', 'failed', 'unknown']),
        says: z.string(),
        cure: z.string().optional(),
      }),
    )
    .min(1),
});

/** The lines of an answer, without control characters; nothing when it is none. */
export function checksOf(body: unknown): readonly Check[] | undefined {
  return checksSchema.safeParse(body).data?.checks.map(({ name, state, says, cure }) => ({
    name: plainText(name, NAME_MAX),
    state,
    says: plainText(says, SAYS_MAX),
    ...(cure === undefined ? {} : { cure: plainText(cure, SAYS_MAX) }),
  }));
}
