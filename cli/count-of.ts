// Counts in words.

/** `1 policy`, `2,000 policies`: the word for one, and for any other number. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
