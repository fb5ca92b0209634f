// The contents page of a package as a schema: a member that is not here was written by a newer version.
import { z } from 'zod';
import { type Manifest, PACKAGE_FILES } from '../../approvals/audit/package.ts';

const count = z.int().min(0);
const text = z.string();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.strictObject({
  format: z.literal(1),
  issuer: text,
  tenant: text,
  query: z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
  export: z.strictObject({
    id: text,
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime(),
    by: z.strictObject({ kind: z.enum(['agent', 'person']), id: text }),
    event: count,
  }),
  software: z.strictObject({ name: text, version: text }),
  counts: z.strictObject({
    requests: count,
    by_status: z.record(text, count),
    standings: count,
    events: count,
    texts: count,
    policies: count,
    missing: count,
  }),
  heads: z.strictObject({ count, sha256 }),
  files: z.array(z.strictObject({ name: z.enum(PACKAGE_FILES), lines: count, bytes: count, sha256 })),
  policies: z.array(text),
  sealed: z.strictObject({ n: count, sha256, at: z.iso.datetime() }).exactOptional(),
});

/** The manifest, or what is wrong with it. */
export function readManifest(value: unknown): Manifest | { readonly why: string; readonly unknown?: true } {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data as Manifest;
  const format: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'format') : undefined;
  if (typeof format === 'number' && format > 1)
    return { why: `has format ${format}, which this version does not know`, unknown: true };
  return { why: `is no manifest (at ${parsed.error.issues[0]?.path.join('/') ?? ''})` };
}
