// Is this callback endpoint one of those registered for the agent? Compared as parsed URLs, never as text.
// Promises: what two parsers could read differently (dot segments, encoded slashes, backslashes, userinfo) matches nothing.

// Encoded once or more: . / \ and NUL.
const ENCODED_SEPARATOR = /%(25)*(2e|2f|5c|00)/i;
// `..;x` is a dot segment to servers that strip path parameters.
const DOT_SEGMENT = /[/\\]\.{1,2}(?=[/\\;?#]|$)/;
const NOT_IN_A_URL = /[\s\\]|[^\x21-\x7e]/;

/** True when `endpoint` has the origin of a registered prefix and its path lies at or below that prefix's path. */
export function isRegistered(endpoint: string, prefixes: readonly string[]): boolean {
  const url = readPlain(endpoint);
  if (url === undefined) return false;
  return prefixes.some((prefix) => {
    const base = readPlain(prefix);
    return (
      base !== undefined &&
      base.search === '' &&
      base.origin === url.origin &&
      isBelow(url.pathname, base.pathname)
    );
  });
}

/** A URL that means the same to everyone who reads it, or undefined. */
function readPlain(text: string): URL | undefined {
  if (NOT_IN_A_URL.test(text) || ENCODED_SEPARATOR.test(text) || DOT_SEGMENT.test(text)) return undefined;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '' || text.includes('#')) return undefined;
  return url;
}

// On the border of a segment: /hooks admits /hooks/a, never /hooks-of-someone-else.
function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`);
}
