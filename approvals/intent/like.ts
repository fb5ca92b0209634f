// What an intent says, whatever it leaves unsaid in words: its likeness. A person who denied an act denied it in every spelling, and an
// empty map more is none. Only stricter things rest on it: what is approved, shown and run is bound to the intent itself. Pure.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What two requests are compared by: the hash of the intent, and that of its likeness where it is another. */
export interface Likeness {
  readonly intentHash: string;
  readonly likeHash?: string | undefined;
}

/**
 * SHA-256, base64url, of the RFC 8785 form of the intent without what holds nothing: `null`, `""`, `{}`, `[]` and what holds only such, at
 * every depth; at the end of a list too, but not before another item, which its place tells apart: `[null, 10]` is not `[10, null]`. What
 * holds nothing at such a place is one and the same there. `undefined` where nothing is left out: then it is the hash of the intent. Every
 * other value counts: `0` and `false`, and texts to the letter. Of a call through the gateway whose body is read as JSON that body counts,
 * not its bytes: a space more sends the same.
 */
export function likeHash(intent: object): string | undefined {
  const [whole, said] = [canonicalize(intent), canonicalize(saidIn(withoutBytes(intent)))];
  return said === undefined || said === whole ? undefined : hash('sha256', said, 'base64url');
}

/** The hashes under which a denial of it, or one alike, is found: rows of before there were likenesses have the intent's own alone. */
export const hashesOf = ({ intentHash, likeHash: like }: Likeness): readonly string[] =>
  like === undefined || like === intentHash ? [intentHash] : [like, intentHash];

/** Do both say the same? */
export const saySame = (one: Likeness, other: Likeness): boolean =>
  one.intentHash === other.intentHash ||
  (one.likeHash ?? one.intentHash) === (other.likeHash ?? other.intentHash);

/** `body_bytes` and `body_sha256` say how `body` was written. Where only they tell of a body they are all that is known of it. */
function withoutBytes(intent: object): object {
  const { action } = intent as { readonly action?: { readonly properties?: unknown } };
  const properties = action?.properties;
  if (typeof properties !== 'object' || properties === null) return intent;
  if (!['body', 'body_bytes', 'body_sha256'].every((name) => Object.hasOwn(properties, name))) return intent;
  const {
    body_bytes: _bytes,
    body_sha256: _digest,
    ...rest
  } = properties as Readonly<Record<string, unknown>>;
  return { ...intent, action: { ...action, properties: rest } };
}

/** The value without what holds nothing; `undefined` where that is all of it. */
function saidIn(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(saidIn);
    const last = items.findLastIndex((item) => item !== undefined);
    return last < 0 ? undefined : items.slice(0, last + 1).map((item) => item ?? null);
  }
  const members = Object.entries(value).flatMap(([name, member]) => {
    const said = saidIn(member);
    return said === undefined ? [] : [[name, said] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
