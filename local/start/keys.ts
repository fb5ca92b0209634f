// The deployment's own keys, made for this run, or kept in the data folder so that grants and callbacks outlive a restart.
// Promises: made of fresh randomness, readable by this user only, never printed, and marked: outside local mode the app refuses them.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LOCAL_KEY_BYTES, LOCAL_KEY_ID } from '../../functions/settings/local-marks.ts';

/** What Countersign signs and derives with. */
export interface Keys {
  /** Private ES256 JWKs; the first signs. */
  readonly grantKeys: readonly Readonly<Record<string, unknown>>[];
  /** The mark and 32 random bytes each, base64. */
  readonly requestIdKey: string;
  readonly callbackMaster: string;
}

/** The keys of the data folder, made at the first start; without a folder, fresh ones. */
export async function readKeys(dataFolder: string | undefined): Promise<Keys> {
  if (dataFolder === undefined) return makeKeys();
  const file = join(dataFolder, 'keys.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    const keys = makeKeys();
    await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  }
  return readText(file, text);
}

function readText(file: string, text: string): Keys {
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    // The cause is dropped: it may quote the file.
    throw new Error(`${file} does not hold the keys of an earlier start. Remove it, or give another --data.`);
  }
}

const KEY_BYTES = LOCAL_KEY_BYTES.length + 32;
const key = z.string().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES);
const keysSchema = z.strictObject({
  grantKeys: z.array(z.record(z.string(), z.unknown())).min(1),
  requestIdKey: key,
  callbackMaster: key,
});

function makeKeys(): Keys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    grantKeys: [{ ...privateKey.export({ format: 'jwk' }), kid: `${LOCAL_KEY_ID}-1` }],
    requestIdKey: makeKey(),
    callbackMaster: makeKey(),
  };
}

const makeKey = (): string => Buffer.concat([LOCAL_KEY_BYTES, randomBytes(32)]).toString('base64');
