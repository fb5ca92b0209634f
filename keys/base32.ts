// Crockford's base32 in lower case: no I, L, O or U, so an id survives being read aloud.
// Promises: 128 bits in, always 26 characters out, and different bits give different characters.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BYTES = 16;
const LETTERS = 26;

/** Writes 16 bytes as 26 letters and digits, the first of which carries only three bits. */
export function encodeBits(bytes: Uint8Array): string {
  if (bytes.length !== BYTES) throw new TypeError(`An id has ${BYTES} bytes, not ${bytes.length}.`);
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let at = 0; at < LETTERS; at += 1) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}
