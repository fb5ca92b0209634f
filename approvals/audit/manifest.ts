// The contents page of a package: what it tells, and the schema by which it is read. A member that is not in the schema was written by a
// newer version.
import { z } from 'zod';
import type { Instant, Status } from '../words.ts';
import { PACKAGE_FILES, type PackageFile, type SealedList } from './package.ts';

/** One file as the manifest tells it; `sha256` in hex. */
export interface FileEntry {
  readonly name: PackageFile;
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The contents page of a package. */
export interface Manifest {
  readonly format: 1;
  readonly issuer: string;
  readonly tenant: string;
  /** Days, UTC, both included. */
  readonly query: { readonly from: string; readonly to: string };
  readonly export: {
    readonly id: string;
    readonly started_at: Instant;
    readonly ended_at: Instant;
    readonly by: { readonly kind: 'agent' | 'person'; readonly id: string };
    /** Number of the event in the log that told of its start. */
    readonly event: number;
  };
  readonly software: { readonly name: string; readonly version: string };
  readonly counts: {
    readonly requests: number;
    readonly by_status: Readonly<Partial<Record<Status, number>>>;
    readonly standings: number;
    readonly events: number;
    readonly texts: number;
    readonly policies: number;
    readonly missing: number;
  };
  readonly heads: { readonly count: number; readonly sha256: string };
  readonly files: readonly FileEntry[];
  readonly policies: readonly string[];
  /** The newest list of sealed heads that there was before the export began. */
  readonly sealed?: SealedList;
}

/** The `typ` of its signature. */
export const MANIFEST_TYPE = 'countersign-manifest+jws';

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
