// How a value is written where people compare it: one spelling for cards, the review page and what changed since a denial. Pure.
import canonicalize from 'canonicalize';

/** A string as it is, anything else as canonical JSON; quotation marks where the two could be confused. */
export function spell(value: unknown): string {
  if (typeof value !== 'string') return canonicalize(value) ?? String(value);
  return value === '' || looksLikeJson(value) ? JSON.stringify(value) : value;
}

/** Could this text be taken for another kind of value? */
export function looksLikeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
