// In which order people read what would run: of a call to a service and of a program the parts they think of first, sizes and digests
// last. Which parts are told value by value follows from that too. What is neither keeps its own order.

type Parameters = Readonly<Record<string, unknown>>;

/** How parameters of one kind are read. */
export interface Reading {
  /** What comes first, in this order. */
  readonly order: readonly string[];
  /** What is told value by value. */
  readonly spread: readonly string[];
  /** Places of what only a machine compares. */
  readonly last: readonly string[];
}

const CALL: Reading = {
  order: ['method', 'url', 'query', 'headers', 'body', 'body_text'],
  spread: ['body'],
  last: ['body_bytes', 'body_sha256'],
};
const RUN: Reading = {
  order: ['program', 'argv', 'cwd', 'env'],
  spread: ['program', 'argv', 'env', 'files'],
  last: ['program.digest', 'files'],
};
const OTHER: Reading = { order: [], spread: [], last: [] };

/** How these are read: known by their form, whoever sent them. It changes only where things stand, never what. */
export function readingOf({ method, url, body, body_text, argv, program }: Parameters): Reading {
  if (typeof method === 'string' && typeof url === 'string') {
    // Of a body that nobody sees, its size and digest are all there is.
    return body === undefined && body_text === undefined ? { ...CALL, last: [] } : CALL;
  }
  return Array.isArray(argv) && typeof program === 'object' && program !== null ? RUN : OTHER;
}

/** The parameters in that order. */
export function inReadingOrder(
  { order }: Reading,
  parameters: Parameters,
): readonly (readonly [string, unknown])[] {
  const rank = ([name]: readonly [string, unknown]) => {
    const at = order.indexOf(name);
    return at === -1 ? order.length : at;
  };
  return Object.entries(parameters).toSorted((one, other) => rank(one) - rank(other));
}
