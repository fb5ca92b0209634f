// For error messages: the word somebody meant when they wrote another one.

/** The word that is at most a third of its letters away from `word`; nothing when none is that near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((each) => ({ each, far: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, far }) => far <= Math.max(1, Math.floor(Math.max(each.length, word.length) / 3)))
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.each;
}

/** Letters to insert, delete, change or swap with their neighbour to make one word of the other. */
function distance(from: string, to: string): number {
  if (from.length > 64 || to.length > 64) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? Number.POSITIVE_INFINITY;
}

/** What is told of a word that is not known: which one was meant, or which there are. */
export function cureOf(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `there are: ${known.join(', ') || 'none'}` : `did you mean "${meant}"?`;
}
