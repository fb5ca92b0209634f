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
const WORD =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}]+/gu;
/** Letters of other alphabets that look Latin. Of Cherokee, Lisu and Deseret most do: all count. */
const LOOKS_LATIN =
  /^[асеорхуѕіјԁԛԝһӏкгпвмнтьАВЕЅІЈКМНОРСТХҮУԌԚԜАҺӀαοριυνκγτωηχΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϲϳՕօՏՍսոցզհլյքⲟⲣⲥⲭⲢⲤⲎⲘⲚⲞⲦⲬ\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Deseret}]+$/u;
/** Latin letters that look like other Latin letters or like a sign: ɑ ɡ ɩ ı ſ ʟ ɴ ʀ, clicks, letters small and raised by shape alone. */
const ODD_LATIN = /[ɑɡɩıſʟɴʀʙᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱǀǃƖℓ]/u;
/** Letters and digits in another style, which compatibility forms (NFKC) make plain: 𝐩𝐫𝐨𝐝, ⓟ, ｐ, ⅼ. */
const STYLED =
  /[\u2100-\u214F\u2160-\u217F\u2460-\u24FF\uFF10-\uFF5A\u{1D400}-\u{1D7FF}\u{1F100}-\u{1F189}\u{1FBF0}-\u{1FBF9}]/u;
/** Between plain letters: signs that look like `/ . : @ ? # % - _` and are none. */
const SIGNS = /[A-Za-z0-9][⁄∕⧸／╱․．。｡﹒∶꞉：ː﹕＠﹫？＃﹟％﹪‐‑‒−﹣－＿][A-Za-z0-9]/u;
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:(?:\/|\\){2}([^\s/?#"'<>]{1,300})/giu;
const NAME_END = /[^\p{L}\p{N}.-]+/u;
const PUNYCODE = /(?:^|\.)xn--/i;
const HOSTS_TOLD = 3;

/** What in this text, as it was written, looks like something else. */
export function lookAlikes(text: string): LookAlikes {
  return {
    letters: SIGNS.test(text) || oddWords(text) || isStyled(text),
    hosts: [...new Set([...addressesIn(text), ...encodedNames(text)])].slice(0, HOSTS_TOLD),
  };
}

/** A word of two alphabets; or one that looks Latin to its last letter, where nothing says that it is of another language. */
function oddWords(text: string): boolean {
  const words = text.match(WORD) ?? [];
  if (words.some((word) => alphabetsOf(word) > 1 || ODD_LATIN.test(word))) return true;
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

const alphabetsOf = (word: string): number => ALPHABETS.filter((alphabet) => alphabet.test(word)).length;

/** Is a letter of another style here that stands for a plain one? Signs such as ℃ or № are what they look like. */
const isStyled = (text: string): boolean =>
  Array.from(text).some((char) => STYLED.test(char) && /^[A-Za-z0-9]$/.test(char.normalize('NFKC')));

/** Real hosts of addresses with a name in front of them, letters beyond ASCII, a number for a name, or what a browser reads in another way. */
function* addressesIn(text: string): Generator<string> {
  for (const [address, authority = ''] of text.matchAll(ADDRESS)) {
    if (isPlainHost(authority) && !address.includes('\\')) continue;
    yield hostOf(address) ?? authority.slice(authority.lastIndexOf('@') + 1);
  }
}

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
