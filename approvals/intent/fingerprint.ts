// The short form of an intent hash, by which people compare: the same wherever a request is told, on its card, its page, by API, on the command line.

const DIGITS = 12;

/** First 12 hex digits of the hash (base64url), in fours: two of the same fingerprint ask for the same thing. */
export function fingerprintOf(intentHash: string): string {
  const hex = Buffer.from(intentHash, 'base64url').toString('hex').slice(0, DIGITS);
  return (hex.match(/.{1,4}/g) ?? []).join(' ');
}
