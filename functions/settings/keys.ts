// Keys and secrets: present, strong enough, and outside local mode not those that a developer's machine made for itself.
import { readSigningKeys } from '../../keys/signing-key.ts';
import { type Reading, readText } from './environment.ts';
import { LOCAL_KEY_BYTES, LOCAL_KEY_ID, LOCAL_SECRET } from './local-marks.ts';

const OF_THIS_MACHINE = "was made by a developer's machine for itself";

/** The private JWKs grants are signed with, the first one signing. */
export function readGrantKeys(reading: Reading): readonly object[] {
  const { isLocal, problems } = reading;
  const name = 'COUNTERSIGN_GRANT_KEYS';
  const value = readText(
    reading,
    name,
    'set it to a JSON array of private ES256 JWKs, the signing one first',
  );
  if (value === '') return [];
  const keys = parseKeys(value);
  if (keys === undefined) {
    problems.push(`${name} is not a JSON array of private P-256 JWKs`);
    return [];
  }
  try {
    readSigningKeys(keys);
  } catch (error) {
    // Its words name the cure and never the key.
    if (!(error instanceof TypeError)) throw error;
    problems.push(`${name}: ${error.message}`);
  }
  if (!isLocal && keys.some(({ kid }) => String(kid).startsWith(LOCAL_KEY_ID))) {
    problems.push(`${name} holds a key that ${OF_THIS_MACHINE} (its kid says so): make a new one`);
  }
  return keys;
}

/** Of 32 random bytes fewer differ less than once in 10^20. */
const FEWEST_DIFFERENT_BYTES = 12;

/** At least 32 bytes of base64. */
export function readKey(reading: Reading, name: string): Uint8Array {
  const { isLocal, problems } = reading;
  const value = readText(reading, name, '32 random bytes, base64 (openssl rand -base64 32)');
  const bytes = Buffer.from(value, 'base64');
  if (value !== '' && bytes.length < 32)
    problems.push(`${name} is too short: it must be at least 32 bytes, base64`);
  else if (value !== '' && new Set(bytes).size < FEWEST_DIFFERENT_BYTES)
    problems.push(`${name} is not random: make a new one (openssl rand -base64 32)`);
  if (!isLocal && bytes.subarray(0, LOCAL_KEY_BYTES.length).equals(LOCAL_KEY_BYTES)) {
    problems.push(`${name} ${OF_THIS_MACHINE}: make a new one (openssl rand -base64 32)`);
  }
  return bytes;
}

/** How the bot proves itself, and its secret where it needs one. */
export function readBot({ env, isLocal, problems }: Reading): {
  readonly botType: 'UserAssignedMSI' | 'SingleTenant';
  readonly botPassword: string | undefined;
} {
  const type = env.COUNTERSIGN_BOT_TYPE ?? 'UserAssignedMSI';
  const botPassword = env.COUNTERSIGN_BOT_PASSWORD;
  if (!isLocal && botPassword?.startsWith(LOCAL_SECRET)) {
    problems.push(
      `COUNTERSIGN_BOT_PASSWORD is a secret of the local demo world: make one in Entra for the bot's registration`,
    );
  }
  if (type !== 'UserAssignedMSI' && type !== 'SingleTenant') {
    problems.push(`COUNTERSIGN_BOT_TYPE is "${type}": use UserAssignedMSI (no secret) or SingleTenant`);
    return { botType: 'UserAssignedMSI', botPassword };
  }
  if (!isLocal && type === 'SingleTenant' && !botPassword) {
    problems.push(
      'COUNTERSIGN_BOT_PASSWORD is missing: a SingleTenant bot needs its secret; UserAssignedMSI needs none',
    );
  }
  if (!isLocal && type === 'UserAssignedMSI' && botPassword !== undefined) {
    problems.push(
      'COUNTERSIGN_BOT_PASSWORD is set, but a bot of type UserAssignedMSI has none: remove it, or set COUNTERSIGN_BOT_TYPE=SingleTenant',
    );
  }
  return { botType: type, botPassword };
}

function parseKeys(text: string): readonly { readonly kid?: unknown }[] | undefined {
  try {
    const keys: unknown = JSON.parse(text);
    const sound =
      Array.isArray(keys) &&
      keys.length > 0 &&
      keys.every((key) => key?.kty === 'EC' && key.crv === 'P-256' && typeof key.d === 'string');
    return sound ? keys : undefined;
  } catch {
    // Said by the caller: the parser's own words could quote the key.
    return undefined;
  }
}
