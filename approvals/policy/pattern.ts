// Patterns over resource ids and words of commands: `*` stands for any run of characters, everything else for itself.

/**
 * Whether the pattern names this id. An id that may be read as another one is named by no pattern: one that climbs (`dev/../prod/x`), however
 * that is spelt, and one with characters that nobody sees.
 */
export function matchesPattern(pattern: string, id: string): boolean {
  return !isDevious(id) && fitsWildcard(pattern, id);
}

/** Controls, formats, line separators; as they are and as a URL spells them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|%(?:[01][0-9a-f]|7f)/iu;
/** What is spelt longer than UTF-8 allows, or by a percent sign that is spelt itself: readers differ in how they decode it, and whether. */
const SPELT_ODDLY = /%25|%c[01]|%[ef]0%80|%u[0-9a-f]{4}/i;
const SPELT = /%([0-9a-f]{2})/gi;

/** Whether an id may be read as another one. */
export function isDevious(id: string): boolean {
  // Dots and slashes have look-alikes that some readers take for them.
  const plain = id.normalize('NFKC');
  if (UNSEEN.test(plain) || UNSEEN.test(id) || isSpeltOddly(plain)) return true;
  const decoded = plain
    .replaceAll(/%2e/gi, '.')
    .replaceAll(/%2f|%5c|\\/gi, '/')
    .replaceAll(/%3b/gi, ';')
    .replaceAll(/%3f/gi, '?')
    .replaceAll(/%23/g, '#')
    .replaceAll(/%20/g, ' ');
  return decoded.split('/').some((segment) => {
    // `..;x` is `..` to readers that know parameters of a path, `..?x` and `..#x` to those of an address.
    const name = segment.split(/[;?#]/)[0]?.trim();
    return name === '.' || name === '..';
  });
}

/** Longer than it must be, or twice: `%%32%65` and `%2%65` are `%2e` to whoever decodes once, and a dot to the next. */
function isSpeltOddly(id: string): boolean {
  const once = id.replaceAll(SPELT, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return SPELT_ODDLY.test(id) || SPELT_ODDLY.test(once) || once.search(SPELT) >= 0;
}

/** Whether a text fits a pattern. Goes back only to the last `*`, so a text made to be slow costs pattern times text at most. A RegExp could hang here. */
export function fitsWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let read = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = read;
      at += 1;
    } else if (at < pattern.length && pattern[at] === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      resume += 1;
      read = resume;
      at = star + 1;
    } else return false;
  }
  return [...pattern.slice(at)].every((character) => character === '*');
}
