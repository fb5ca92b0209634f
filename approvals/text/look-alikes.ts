// What in a text looks like something else: a word of two alphabets, a word of another alphabet whose every letter looks Latin, a styled letter
// or a sign that only looks like the plain one, and an address that leads elsewhere than it reads. Only told, never changed. Pure.
// Which letters look alike: Unicode's confusables.txt (UTS 39), the part of it that a person takes for a to z or 0 to 9 in a Teams client's font.

/** What looks like something else in a text. */
export interface LookAlikes {
  /** Words, or signs, that look like what they are not. */
  readonly letters: boolean;
  /** Where an address really leads that reads otherwise: each host once, as a browser would ask for it. */
  readonly hosts: readonly string[];
}

const ALPHABETS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Lisu}/u,
  /\p{Script=Deseret}/u,
];
const WORD = /[\p{L}\p{M}]+/gu;
/** Stands beside Latin letters in words that nobody wrote to deceive: `GitHub上`, `Tシャツ`. */
const WRITTEN_TOGETHER =
  /[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{M}]/u;
/** Letters of other alphabets that look Latin. Of Cherokee, Lisu and Deseret most do: all count. */
const LOOKS_LATIN =
  /^[асеорхуѕіјԁԛԝһӏкгпвмнтьАВЕЅІЈКМНОРСТХҮУԌԚԜАҺӀѵѴѡѠԍЬαοριυνκγτωηχΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϲϳՕօՏՍոսցոզհլյքⲟⲣⲥⲭⲢⲤⲎⲘⲚⲞⲦⲬסוןטחעשႽჿიოძᐯᑌᑎᑕᑭᑯᑲᒍᒪᒿᔕᕮᕼᖇᖯᖴᗅᗞᗪᗩᗯᗰᗷᗴᙓ᙭\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Deseret}]+$/u;
/** Latin letters that look like other Latin letters or like a sign, by their blocks: phonetic ones, small capitals, raised and lowered ones; but those that alphabets in use have (ə ɛ ɔ ɓ ɖ ɗ ɣ ɲ ʋ). Then ı ſ, clicks, ꜱ, ℓ. */
const ODD_LATIN =
  /(?![əɛɔɓɖɗɣɲʋ])[\u0250-\u02B8\u02E0-\u02E4\u1D00-\u1DBF\u2071\u207F\u2090-\u209Cıſǀ-ǃƖƼƽℓꜰꜱꞮꞯꟲ-ꟴ]|[ªº]\p{L}/u;
/** Letters and digits in another style, which compatibility forms (NFKC) make plain: 𝐩𝐫𝐨𝐝, ⓟ, ｐ, ⅼ. */
const STYLED =
  /[\u2100-\u214F\u2160-\u217F\u2460-\u24FF\uFF10-\uFF5A\u{1D400}-\u{1D7FF}\u{1F100}-\u{1F189}\u{1FBF0}-\u{1FBF9}]/u;
/** A letter or number of letters that stands for several plain ones: ﬁ, ĳ, Ⅷ. */
const SEVERAL = /(?![ªº])[\p{L}\p{Nl}]/u;
/** Signs that stand for several plain ones, and raised and lowered letters and digits, as people write them in sentences: `Wait… 10 m², № 7`. */
const IN_SENTENCES = /[…‼⁇⁈⁉™℠№℡ªº²³¹⁰⁴-⁹₀-₉\u3250-\u33FF]/u;
/** Several dots in one sign, as a part of a path. */
const FALSE_PARENT = /[‥…][/\\]|[/\\][‥…]/u;
/** Between plain letters and signs: what looks like `/ \ . : @ ? # % * ~ ' - _` and is none. */
const SIGNS =
  /[\w./:@~=-][⁄∕⧸╱⫽⫻ノ丿〳⼃⧵∖⟍。｡․﹒∶꞉：ː˸﹕։׃＠﹫？＃﹟％﹪∗⁎∼˜＇＊～／＼．‚‐‑‒−﹣－➖˗⁃᠆⁻₋─━⎯╴ꟷ־＿][\w./:@~=-]/u;
/** All that look like a hyphen. Above those of prose are left out: they part words. */
const DASHES = '‐‑‒–—―−﹘﹣－➖˗⁃᠆⁻₋─━⎯╴ꟷ־';
/** In front of a word: a dash that is none of a command line's. */
const FALSE_FLAG = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{P}])[${DASHES}]+[A-Za-z0-9]|(?<=["'=([{,:])[${DASHES}]+[A-Za-z]`,
  'u',
);
/** The same of letters that are one stroke, where no language is written that has them. */
const STROKE = /[一ーㅡ]/gu;
const STROKE_FLAG = /(?<![\p{L}\p{N}\p{P}])[一ーㅡ]+[A-Za-z]|[A-Za-z0-9][一ーㅡ]+[A-Za-z0-9]/u;
/** A dash of prose inside of what is one word, as an id. */
const LONG_HYPHEN = /^(?=.*[a-z0-9_][–—﹘][a-z])\S+$/u;
/** Looks like what parts commands, wherever it stands: `|` that is none. Others of that kind are found by their compatibility forms. */
const FALSE_PIPE = /[∣❘⏐│┃￨]/u;
/** Letters of a language that has digits and signs of its own. */
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/u;
const ADDRESS =
  /\b(?:(?:https?|wss?|ftp):[/\\]{0,8}|[a-z][a-z0-9+.-]{1,20}:[/\\]{2})([^\s/?#"'<>]{1,300})/giu;
/** As anybody reads it: two slashes. */
const USUAL = /^[a-z][a-z0-9+.-]*:\/\/[^/\\]/i;
/** In front of a host, and nobody takes it for one: what was redacted, which stands as `~`, and the name by which every client of git signs in. */
const NO_HOST = /^(?:~|git)@/;
const NAME_END = /[^\p{L}\p{N}.-]+/u;
const PUNYCODE = /(?:^|\.)xn--/i;
/** A card names some and counts the others, up to so many. */
const HOSTS_COUNTED = 50;

/** What in this text, as it was written, looks like something else. In an exact value also signs count that nobody minds in prose. */
export function lookAlikes(text: string, as: 'prose' | 'exact' = 'prose'): LookAlikes {
  return {
    letters:
      SIGNS.test(text) ||
      FALSE_FLAG.test(text) ||
      isStroke(text) ||
      oddWords(text) ||
      isStyled(text) ||
      hasForeignSign(text) ||
      (as === 'exact' && hasFalseSign(text)),
    hosts: [...new Set([...addressesIn(text), ...encodedNames(text)])].slice(0, HOSTS_COUNTED),
  };
}

const isStroke = (text: string): boolean =>
  LONG_HYPHEN.test(text) || (STROKE_FLAG.test(text) && !OTHER_LETTER.test(text.replaceAll(STROKE, '')));

/** A word of two alphabets; or one that looks Latin to its last letter, where nothing says that it is of another language. */
function oddWords(text: string): boolean {
  const words = text.match(WORD) ?? [];
  if (ODD_LATIN.test(text) || FOREIGN_MARK.test(text) || words.some(isMixed)) return true;
  const foreign = words.filter((word) => !/\p{Script=Latin}/u.test(word));
  const posing = foreign.filter((word) => LOOKS_LATIN.test(word));
  if (posing.length === 0) return false;
  // Of a sentence in that language some words are short and look Latin: not so in what holds Latin letters too and no space.
  const isSentence = posing.length < foreign.length;
  return (
    !isSentence ||
    text.split(/\s+/u).some((part) => /[A-Za-z]/.test(part) && posing.some((word) => part.includes(word)))
  );
}

const encodedNames = (text: string): readonly string[] =>
  /xn--/i.test(text) ? text.split(NAME_END).filter((name) => PUNYCODE.test(name)) : [];

/** Of two alphabets: Latin and any other but those that are written together, or two that look like each other. */
const isMixed = (word: string): boolean =>
  alphabetsOf(word) > 1 ||
  (/\p{Script=Latin}/u.test(word) && Array.from(word).some((letter) => !WRITTEN_TOGETHER.test(letter)));

/**
 * A Latin letter that carries a mark of another script: the points of Hebrew and Arabic, vowels and dots of Indic scripts, Slavonic titlos. Marks
 * of no script are many languages' own.
 */
const FOREIGN_MARK =
  /\p{Script=Latin}\p{M}*(?:(?!\p{Script=Inherited})(?!\p{Script=Latin})\p{M}|[\u064B-\u0655\u0670\u0485\u0486\u0951-\u0954\u1CD0-\u1CFA\u302A-\u302D\u3099\u309A])/u;

/** Digits that are not 0 to 9, and signs that look like those of commands, where no language is written that has them. */
function hasForeignSign(text: string): boolean {
  const odd = Array.from(text).filter((char) => FOREIGN_DIGIT.test(char) || isDisguisedSign(char));
  if (odd.length === 0) return false;
  return (
    !OTHER_LETTER.test(text) ||
    text.split(/\s+/u).some((part) => FOREIGN_DIGIT.test(part) && /[A-Za-z0-9]/.test(part))
  );
}

const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/u;
/** One sign of ASCII in a form for compatibility, as ； ＆ ｜ and the Greek question mark, or what looks like a pipe. */
const isDisguisedSign = (char: string): boolean =>
  char > '\u007F' && (FALSE_PIPE.test(char) || /^[!-/:-@[-`{-~]$/.test(char.normalize('NFKC')));

const alphabetsOf = (word: string): number => ALPHABETS.filter((alphabet) => alphabet.test(word)).length;

/** Is a letter of another style here that stands for a plain one? Signs such as ℃ or № are what they look like. */
const isStyled = (text: string): boolean =>
  Array.from(text).some(
    (char) =>
      (STYLED.test(char) && /^[A-Za-z0-9]$/.test(char.normalize('NFKC'))) ||
      (SEVERAL.test(char) && standsForPlain(char)),
  );

/** No character of ASCII, and read as some: by its compatibility form (NFKC). */
const standsForPlain = (char: string): boolean => char > '\u007F' && /^[!-~]+$/.test(char.normalize('NFKC'));

/** In what is one word each such sign counts; in a sentence those that people write there do not, nor any where another script is written. */
function hasFalseSign(text: string): boolean {
  if (FALSE_PARENT.test(text)) return true;
  const isSentence = /\s/u.test(text);
  return (
    !OTHER_LETTER.test(text.replaceAll(/[ªº]/gu, '')) &&
    Array.from(text).some((char) => standsForPlain(char) && !(isSentence && IN_SENTENCES.test(char)))
  );
}

/** Real hosts of addresses with a name in front of them, letters beyond ASCII, a number for a name, or what a browser reads in another way. */
function* addressesIn(text: string): Generator<string> {
  for (const [address, authority = ''] of text.matchAll(ADDRESS)) {
    if (
      USUAL.test(address) ? isPlainHost(authority.replace(NO_HOST, '')) : !leadsAnywhere(address, authority)
    )
      continue;
    yield hostOf(address) ?? authority.slice(authority.lastIndexOf('@') + 1);
  }
}

/** Without slashes it may be a word before a colon: a name with a dot or an @ makes an address of it all the same. */
const leadsAnywhere = (address: string, authority: string): boolean =>
  /:[/\\]/.test(address) || /[^.:]\.[a-z]|@./i.test(authority);

/** A name of ASCII letters, or four numbers, or an address in brackets; with a port or without. */
const isPlainHost = (authority: string): boolean =>
  /^\[[\da-f:.]+\](?::\d*)?[,;.)\]}]*$/i.test(authority) ||
  /^\d{1,3}(?:\.\d{1,3}){3}(?::\d*)?[,;.)\]}]*$/.test(authority) ||
  (/^[a-z0-9_.*$(){},;|-]+(?::\d*)?[,;.)\]}]*$/i.test(authority) && !isNumber(authority));

const isNumber = (authority: string): boolean =>
  /^(?:0x[\da-f]*|\d+)(?:\.(?:0x[\da-f]*|\d+))*(?::\d*)?$/i.test(authority);

/** As browsers read it: of `https:` whatever the scheme says, since that is where people would paste it. */
function hostOf(address: string): string | undefined {
  try {
    return new URL(address.replace(/^[a-z][a-z0-9+.-]*:/i, 'https:')).hostname;
  } catch {
    return undefined;
  }
}
