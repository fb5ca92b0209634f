// What the probes call: doors of ours that change nothing for somebody unproven.

/** Open to anyone. */
export const HEALTH = '/api/health';
/** For agents, by POST alone. */
export const ASK = '/api/requests';
/** How a door answers whoever has no token. */
export const UNPROVEN = '401 problem unauthenticated';
/** Every body is announced as JSON. */
export const json = { 'content-type': 'application/json' };
/** Text as it goes out. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A GET. */
export const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ method: 'GET', path, headers }) as const;
/** A POST with its length. */
export const post = (path: string, body: Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  ({ method: 'POST', path, body, headers: { ...json, ...headers } }) as const;
