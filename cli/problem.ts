// How Countersign says no (RFC 9457), as far as the command tells it.
import { z } from 'zod';

/** Anything else is not Countersign's answer. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  detail: z.string(),
  problems: z.array(z.object({ at: z.string(), message: z.string() })).default([]),
});
