// The contents page of a package and its signature.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_TYPE, type Manifest, readManifest } from '../../../approvals/audit/manifest.ts';
import { PACKAGE_FILES } from '../../../approvals/audit/package.ts';
import { type Keys, readKeys } from '../signatures.ts';
import type { Flaws } from './flaws.ts';
import { parse } from './lines.ts';
import { readingAt } from './raw-lines.ts';

/** A package whose contents page could be read. */
export interface Opened {
  readonly manifest: Manifest;
  readonly keys: Keys;
  /** The keys as they stand in the package. */
  readonly jwks: unknown;
  /** Thumbprint of the key that signed the manifest; absent when the signature is not good. */
  readonly signedBy?: string;
}

/** Reads manifest and keys; adds what is wrong. Nothing when there is no manifest to go by. Throws as reading files does. */
export async function openPackage(folder: string, flaws: Flaws): Promise<Opened | undefined> {
  const read = (name: string) => readingAt(join(folder, name), () => readFileSync(join(folder, name)));
  const bytes = read('manifest.json');
  const parsed = parse(bytes);
  const add = (file: string, why: string) => flaws.add({ file, why });
  if (typeof parsed === 'string') {
    add('manifest.json', parsed);
    return undefined;
  }
  const manifest = readManifest(parsed);
  if ('why' in manifest) {
    flaws.add({ file: 'manifest.json', ...manifest });
    return undefined;
  }
  if (manifest.files.map(({ name }) => name).join() !== PACKAGE_FILES.join())
    add('manifest.json', `names other files than ${PACKAGE_FILES.join(', ')}`);

  const keyBytes = parse(read('keys.json'));
  const keys = typeof keyBytes === 'string' ? keyBytes : await readKeys(keyBytes);
  const jwks = keyBytes;
  if (typeof keys === 'string') {
    add('keys.json', keys);
    return undefined;
  }
  const signed = keys.open(read('manifest.jws').toString('latin1'), MANIFEST_TYPE);
  if (typeof signed === 'string') {
    add('manifest.jws', signed);
    return { manifest, keys, jwks };
  }
  if (signed.payload.equals(bytes)) return { manifest, keys, jwks, signedBy: signed.by };
  add('manifest.jws', 'signs another manifest than the one that is here');
  return { manifest, keys, jwks };
}
