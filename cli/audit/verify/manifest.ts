// The contents page of a package and its signature.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MANIFEST_TYPE, type Manifest, PACKAGE_FILES } from '../../../approvals/audit/package.ts';
import type { Findings } from './findings.ts';
import { parse } from './lines.ts';
import { type Keys, readKeys } from './signatures.ts';

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

/** A package whose contents page could be read. */
export interface Opened {
  readonly manifest: Manifest;
  readonly keys: Keys;
  /** Thumbprint of the key that signed the manifest; absent when the signature is not good. */
  readonly signedBy?: string;
}

/** Reads manifest and keys; adds what is wrong. Nothing when there is no manifest to go by. Throws as reading files does. */
export async function openPackage(folder: string, findings: Findings): Promise<Opened | undefined> {
  const bytes = readFileSync(join(folder, 'manifest.json'));
  const value = parse(bytes);
  const add = (file: string, why: string) => findings.add({ file, why });
  if (typeof value === 'string') {
    add('manifest.json', value);
    return undefined;
  }
  const format: unknown = Reflect.get(value, 'format');
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('/') ?? '';
    const isNewer = typeof format === 'number' && format > 1;
    const why = isNewer
      ? `has format ${format}, which this version does not know`
      : `is no manifest (at ${at})`;
    findings.add({ file: 'manifest.json', why, ...(isNewer ? { unknown: true } : {}) });
    return undefined;
  }
  const manifest = parsed.data as Manifest;
  if (manifest.files.map(({ name }) => name).join() !== PACKAGE_FILES.join())
    add('manifest.json', `names other files than ${PACKAGE_FILES.join(', ')}`);

  const keyBytes = parse(readFileSync(join(folder, 'keys.json')));
  const keys = typeof keyBytes === 'string' ? keyBytes : await readKeys(keyBytes);
  if (typeof keys === 'string') {
    add('keys.json', keys);
    return undefined;
  }
  const signed = await keys.open(readFileSync(join(folder, 'manifest.jws'), 'latin1'), MANIFEST_TYPE);
  if (typeof signed === 'string') {
    add('manifest.jws', signed);
    return { manifest, keys };
  }
  if (signed.payload.equals(bytes)) return { manifest, keys, signedBy: signed.by };
  add('manifest.jws', 'signs another manifest than the one that is here');
  return { manifest, keys };
}
