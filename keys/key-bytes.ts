// What is fed to HMAC and HKDF: key material of enough bytes, and lists of texts written without ambiguity.
const MIN_KEY_BYTES = 32;

/** Refuses key material that could be guessed. `what` names the key in the error. */
export function assertStrongKey(key: Uint8Array, what: string): void {
  if (key.length >= MIN_KEY_BYTES) return;
  throw new TypeError(
    `The ${what} has ${key.length} bytes; it needs at least ${MIN_KEY_BYTES} random ones (openssl rand -base64 32).`,
  );
}

/** Writes texts one after the other, each behind its length, so that ("ab","c") and ("a","bc") differ. */
export function lengthPrefixed(...texts: readonly string[]): Buffer {
  return Buffer.concat(texts.flatMap(framed));
}

function framed(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text, 'utf8');
  // A lone surrogate becomes U+FFFD: two different texts would then give the same bytes.
  if (bytes.toString('utf8') !== text) throw new TypeError('The text is not well-formed Unicode.');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
