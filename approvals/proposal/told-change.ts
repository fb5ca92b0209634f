// A change of the policy as it was asked, read back from the request's parameters for those who show it. Pure.
import { z } from 'zod';
import { POLICY_CHANGE } from '../policy/judgement/judge-change.ts';
import type { Edit } from './edits.ts';
import type { Leaning } from './leaning.ts';

/** A change, told entry by entry. */
export interface ToldChange {
  /** SHA-256 (hex) of the file in force, and of the one asked for. */
  readonly from: string;
  readonly to: string;
  readonly parts: Readonly<Record<Leaning, readonly Edit[]>>;
}

const version = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().exactOptional();
// A request that an earlier version asked tells no place.
const stands = z
  .union([z.strictObject({ before: z.string() }), z.strictObject({ last: z.literal(true) })])
  .exactOptional();
const edits = z
  .array(
    z.strictObject({
      of: z.string(),
      is: z.enum(['added', 'removed', 'changed']),
      values: z.array(z.strictObject({ at: text, was: text, now: text })),
      stands,
    }),
  )
  .default([]);
// Strict: what is not read here would not be shown either.
const change = z.strictObject({
  from: version,
  to: version,
  may_be_laxer: edits,
  stricter: edits,
  other: edits,
});

/** The change that these parameters ask for; nothing for any other action, and where they hold anything else beside. */
export function toldChange(action: string, parameters: unknown): ToldChange | undefined {
  if (action !== POLICY_CHANGE) return undefined;
  const read = change.safeParse(parameters);
  if (!read.success) return undefined;
  const { from, to, ...parts } = read.data;
  return { from, to, parts };
}
