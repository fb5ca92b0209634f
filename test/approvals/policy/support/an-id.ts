// Object ids as a policy names them.

/** One that ends so: `anId('1')`. */
export const anId = (tail: string): string => `7c0ffee0-0000-4000-8000-${tail.padStart(12, '0')}`;
