// A sentence of ours around words of others that keep a type of their own, as a name in bold does. Where each stands is the language's to say.

/** Strings are our words; each `T` is a place where others' stand. */
export type Sentence<T> = readonly (string | T)[];
