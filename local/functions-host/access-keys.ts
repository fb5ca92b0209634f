// Function keys. Enforced only when the host is given keys, as `func start` normally checks none.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The host's keys: `functions` by function name; `host` opens every function; `master` opens everything. */
export type AccessKeys = {
  readonly master: string;
  readonly host?: string;
  readonly functions?: Readonly<Record<string, string>>;
};

/** Tells whether the request may pass. The header wins over `?code=`; never log either. */
export function isAllowed(
  keys: AccessKeys | undefined,
  level: 'anonymous' | 'function' | 'admin',
  name: string | undefined,
  request: IncomingMessage,
  query: string,
): boolean {
  if (keys === undefined || level === 'anonymous') return true;
  const header = request.headers['x-functions-key'];
  const given = typeof header === 'string' && header !== '' ? header : new URLSearchParams(query).get('code');
  if (given === null) return false;
  if (isSame(given, keys.master)) return true;
  if (level === 'admin') return false;
  const own = name === undefined ? undefined : keys.functions?.[name];
  return [keys.host, own].some((key) => key !== undefined && isSame(given, key));
}

function isSame(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return key !== '' && a.length === b.length && timingSafeEqual(a, b);
}
