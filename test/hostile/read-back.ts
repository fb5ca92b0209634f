// What a shown text says, read back by somebody who knows our marks and nothing of how they are made: the true text must come out.

const MARK = /⟨redacted: [a-z ]+, (\d+) characters?(?:, digest [0-9a-f]{8})?⟩/y;
const ESCAPE = /\\u\{([0-9A-F]+)\}/y;
const SPACES = / ?⟨(\d+) spaces?⟩ ?/y;
const BREAK = / ?([↵⇥]) ?/y;
const CUT = /…\((\d+) more characters?\)$/;

type How = 'exact' | 'prose';
/** As it is written on a card, or as a browser has drawn it: there several spaces are one, and none stand at the ends. */
export type Seen = 'written' | 'drawn';

/** Is `shown` the whole of `text`, or a start of it with the true number of characters that are missing? */
export function tells(shown: string, text: string, how: How, as: Seen = 'written'): boolean {
  const missing = CUT.exec(shown);
  // What is written from right to left is set apart by two marks that nobody sees.
  const body = withoutApart(missing === null ? shown : shown.slice(0, missing.index));
  const truth = how === 'exact' ? Array.from(text) : Array.from(text.replaceAll('\r\n', '\n'), asSpace);
  const swallows = as === 'drawn' && how === 'prose';
  let at = 0;
  const overSpaces = () => {
    while (swallows && truth[at] === ' ') at++;
  };
  if (!body.startsWith(' ')) overSpaces();
  for (const { char, hidden, isCounted } of readings(body, how)) {
    if (hidden !== undefined) at += hidden;
    else if (truth[at++] !== char) return false;
    if (char === ' ' && isCounted !== true) overSpaces();
  }
  if (missing === null) overSpaces();
  return truth.length - at === Number(missing?.[1] ?? 0);
}

/** Without the two marks around what is written from right to left; any other of them stays. */
export const withoutApart = (text: string): string =>
  text.replaceAll(/\u2068([^\u2066-\u2069]*)\u2069/g, (marked, inner: string) =>
    /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u.test(inner)
      ? inner
      : marked,
  );

const asSpace = (char: string): string => (/[\p{Zs}\t\n]/u.test(char) ? ' ' : char);

interface Reading {
  readonly char: string;
  /** Characters of the truth that a mark stands for. */
  readonly hidden?: number;
  /** A space that a mark of ours tells of. */
  readonly isCounted?: true;
}

function* readings(body: string, how: How): Generator<Reading> {
  for (let at = 0; at < body.length; ) {
    const found = (pattern: RegExp) => {
      pattern.lastIndex = at;
      const match = pattern.exec(body);
      if (match !== null) at += match[0].length;
      return match?.[1];
    };
    const hidden = found(MARK);
    if (hidden !== undefined) {
      yield { char: '', hidden: Number(hidden) };
      continue;
    }
    const escaped = found(ESCAPE);
    if (escaped !== undefined) {
      const char = String.fromCodePoint(Number.parseInt(escaped, 16));
      yield { char };
      continue;
    }
    const spaces = found(SPACES);
    if (spaces !== undefined) {
      for (let count = Number(spaces); count > 0; count--) yield { char: ' ', isCounted: true };
      continue;
    }
    const broken = how === 'exact' ? found(BREAK) : undefined;
    if (broken !== undefined) {
      yield { char: broken === '↵' ? '\n' : '\t' };
      continue;
    }
    const char = String.fromCodePoint(body.codePointAt(at) ?? 0);
    at += char.length;
    yield { char };
  }
}
