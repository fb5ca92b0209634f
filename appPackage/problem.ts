// The one shape in which packaging reports what is wrong.

/** What is wrong and how to put it right. */
export type Problem = { readonly what: string; readonly cure: string };
