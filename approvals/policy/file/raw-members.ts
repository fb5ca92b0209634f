// Reading a file's raw data where nothing is known of its shape yet.

/** Where a value stands in the file. */
export type Path = readonly (string | number)[];

/** An object as it is; anything else as one without members. */
export const map = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
/** A list as it is; anything else as an empty one. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** One member of it; `undefined` where it has none of its own. */
export const member = (value: unknown, name: string | number): unknown =>
  Object.hasOwn(map(value), name) ? Reflect.get(map(value), name) : undefined;
