// One value before and after, line by line, whole: which lines go, come and stay. Pure.

/** A line of either text. */
export interface TextLine {
  readonly sign: 'goes' | 'comes' | 'stays';
  readonly text: string;
}

/** Every line of both; those at the start and the end that stay once. Without what goes it is `now`, without what comes it is `was`. */
export function changedText(was: string | undefined, now: string | undefined): readonly TextLine[] {
  const [old, young] = [was?.split('\n') ?? [], now?.split('\n') ?? []];
  const most = Math.min(old.length, young.length);
  let start = 0;
  while (start < most && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === young[young.length - 1 - end]) end += 1;
  return [
    ...linesOf('stays', old.slice(0, start)),
    ...linesOf('goes', old.slice(start, old.length - end)),
    ...linesOf('comes', young.slice(start, young.length - end)),
    ...linesOf('stays', old.slice(old.length - end)),
  ];
}

const linesOf = (sign: TextLine['sign'], lines: readonly string[]): readonly TextLine[] =>
  lines.map((text) => ({ sign, text }));
