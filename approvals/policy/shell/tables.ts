// How tables of names are written here: as texts with blanks between the names. Pure.

/** The names in these texts. */
export const setOf = (...texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => text.split(/\s+/)).filter((name) => name !== ''));

/** What is known of a name. Names that every object has are none of them. */
export const mapOf = <T>(known: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(known));

/** Fits no text. */
export const NEVER = /^(?!)/;
