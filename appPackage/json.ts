// JSON as parsed, and the two questions one asks of it.

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The member of an object; undefined when it has none of that name, or when it is no object. */
export function member(json: Json | undefined, key: string): Json | undefined {
  if (typeof json !== 'object' || json === null || isList(json)) return undefined;
  return Object.hasOwn(json, key) ? json[key] : undefined;
}

/** Array.isArray, which does not narrow readonly arrays. */
export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
