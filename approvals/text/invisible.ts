// Characters that a screen shows as nothing, or that nobody knows the look of. Pure.

/** One of them: controls, formats (bidi, zero width, tags), surrogates, private use, unassigned, every separator but the plain space,
 * variation selectors, fillers, and what is blank by its very name: a Braille pattern, a hieroglyph, a notehead, a placeholder for an object. */
export const INVISIBLE =
  /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]/u;
