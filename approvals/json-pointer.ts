// JSON pointers (RFC 6901): how a problem, a redaction and a mistake in a file tell their place.

/** One step of a pointer, its slash included. */
export const pointerStep = (key: PropertyKey): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The pointer to a path; the whole value is the empty text. */
export const pointerTo = (path: readonly PropertyKey[]): string => path.map(pointerStep).join('');

/** The path that a pointer tells, step by step; the inverse of `pointerTo`. */
export const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
