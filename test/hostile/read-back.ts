// What a shown text says, read back by somebody who knows our marks and nothing of how they are made: the true text must come out.

import { createHash } from 'node:crypto';

const MARK = /⟨redacted: [a-z ]+, (\d+) characters?(?:, digest [0-9a-f]{8})?⟩/y;
const ESCAPE = /\\u\{([0-9A-F]+)\}/y;
const SORT = '\\d+ (?:spaces?|line breaks?|tabs?|times \\\\u\\{[0-9A-F]+\\})';
/** One sort of what nobody sees has no spaces of ours around it. */
const SAME = /⟨(\d+ times \\u\{[0-9A-F]+\})⟩/y;
const BLANKS = new RegExp(` ?⟨(?!\\d+ times [^ ]*⟩)(${SORT}(?:, ${SORT})*)⟩ ?`, 'y');
const MIXTURE = new RegExp(
  ` ?⟨(\\d+ blanks: ${SORT}(?:, ${SORT})*(?:, others)?, digest [0-9a-f]{8})⟩ ?`,
  'y',
);
const AGAIN = /⟨(\d+ more "(?:[^⟨⟩]|⟨[^⟨⟩]*⟩)*")⟩/y;
const BREAK = / ?([↵⇥]) ?/y;
const CUT = /…\((\d+) more characters?\)$/;
/** Emoji of several characters, as Unicode lists them. */
const EMOJI = ['\\p{RGI_Emoji}'].map((each) => new RegExp(each, 'gv'));

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
  for (const { char, hidden, isCounted, mixture } of readings(body, how)) {
    if (mixture !== undefined && !isMixture(truth.slice(at, at + (hidden ?? 0)), mixture)) return false;
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

/** Without these marks, and with a plain sign for each emoji that people send each other: nothing else in it is to be invisible. */
export const withoutEmoji = (text: string): string =>
  EMOJI.reduce((left, emoji) => left.replaceAll(emoji, '☺'), withoutApart(text));

const asSpace = (char: string): string => (/[\p{Zs}\t\n]/u.test(char) ? ' ' : char);

/** Are these the blanks that a mark of ours tells of? */
function isMixture(truth: readonly string[], told: string): boolean {
  const digest = createHash('sha256').update(truth.join(''), 'utf16le').digest('hex').slice(0, 8);
  const sorts = blanksOf(told.replace(/^\d+ blanks: /, ''));
  return (
    told.endsWith(`digest ${digest}`) &&
    sorts.every(({ char, count }) => truth.filter((each) => each === char).length === count)
  );
}

/** `3 spaces, 2 times \u{A0}`. */
const blanksOf = (told: string): readonly { char: string; count: number }[] =>
  [...told.matchAll(/(\d+) (?:times \\u\{([0-9A-F]+)\}|(space|line break|tab))/g)].map(
    ([, count, code, name]) => ({
      count: Number(count),
      char: name === undefined ? String.fromCodePoint(Number.parseInt(code ?? '', 16)) : (NAMED[name] ?? ''),
    }),
  );
const NAMED: Readonly<Record<string, string>> = { space: ' ', 'line break': '\n', tab: '\t' };

interface Reading {
  readonly char: string;
  /** Characters of the truth that a mark stands for. */
  readonly hidden?: number;
  /** What a mark tells of the blanks it stands for. */
  readonly mixture?: string;
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
    const mixture = found(MIXTURE);
    if (mixture !== undefined) {
      yield { char: '', hidden: Number.parseInt(mixture, 10), mixture };
      continue;
    }
    const blanks = found(SAME) ?? found(BLANKS);
    if (blanks !== undefined) {
      for (const { char, count } of blanksOf(blanks))
        for (let left = count; left > 0; left--) yield { char, isCounted: true };
      continue;
    }
    const again = found(AGAIN);
    if (again !== undefined) {
      const unit = again.slice(again.indexOf('"') + 1, -1);
      for (let left = Number.parseInt(again, 10); left > 0; left--) yield* readings(unit, how);
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
