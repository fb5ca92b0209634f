// What ^ and $ bind in a pattern: "|" outside of parentheses parts the whole of it, so that `^a|b$` is `^a` or `b$`.

/** Does it say of every text that it fits how it begins and how it ends? */
export function isWhole(pattern: string): boolean {
  const { flags, rest } = withoutFlags(pattern);
  // With it both stand for any line.
  if (flags.includes('m')) return false;
  return alternativesOf(rest).every((each) => {
    const inner = groupOf(each);
    if (inner !== undefined) return isWhole(inner);
    return begins(each) && ends(each) && !/^\^\(*\.[*+]/.test(each);
  });
}

/** The pattern as it was meant, where ^ stands in front of the first alternative alone, or $ behind the last alone. */
export function asMeant(pattern: string): string | undefined {
  const { flags, rest } = withoutFlags(pattern);
  const alternatives = alternativesOf(rest);
  const [first = '', ...others] = alternatives;
  if (others.length === 0) {
    const inner = groupOf(first);
    return inner === undefined ? undefined : asMeant(inner);
  }
  const last = others.at(-1) ?? '';
  const isOpened = begins(first) && !ends(first) && !others.some(begins);
  const isClosed = ends(last) && !begins(last) && !alternatives.slice(0, -1).some(ends);
  if (!isOpened && !isClosed) return undefined;
  const from = alternatives.some(begins) ? '^' : '';
  const to = alternatives.some(ends) ? '$' : '';
  return `${flags}${from}(?:${alternatives.map(bare).join('|')})${to}`;
}

const begins = (alternative: string): boolean => alternative.startsWith('^');
const ends = (alternative: string): boolean => /(?:^|[^\\])(?:\\\\)*\$$/.test(alternative);
const bare = (alternative: string): string =>
  alternative.slice(begins(alternative) ? 1 : 0, ends(alternative) ? -1 : undefined);

function withoutFlags(pattern: string): { readonly flags: string; readonly rest: string } {
  const flags = /^(?:\(\?[a-zA-Z-]+\))*/.exec(pattern)?.[0] ?? '';
  return { flags, rest: pattern.slice(flags.length) };
}

/** What may hold a sign that is none: an escape, a quotation, a class of characters. */
const PIECES = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|[\s\S]/g;

function alternativesOf(pattern: string): readonly string[] {
  const found = [''];
  let depth = 0;
  for (const [piece] of pattern.matchAll(PIECES)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === '|' && depth === 0) found.push('');
    else found.push(`${found.pop()}${piece}`);
  }
  return found;
}

/** What stands in the parentheses around all of it; nothing where there are none. */
function groupOf(alternative: string): string | undefined {
  const open = /^\((?:\?(?:[a-zA-Z-]*:|P?<\w+>))?/.exec(alternative)?.[0];
  if (open === undefined) return undefined;
  let depth = 0;
  for (const { 0: piece, index } of alternative.matchAll(PIECES)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (depth === 0) return index === alternative.length - 1 ? alternative.slice(open.length, -1) : undefined;
  }
  return undefined;
}
