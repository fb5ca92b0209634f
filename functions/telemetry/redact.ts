// The last guard of text that others wrote: messages of libraries, of errors nobody expected. What looks like a secret or an address of
// a person is taken out before the text is printed. Our own lines need none of it (line.ts): they are made of ids, words and numbers.

const GONE = '[redacted]';
/** No message needs more; and no pattern below reads more. */
const LONGEST = 8192;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g, GONE],
  // Tokens in three or five parts (JWT, JWE), also cut off in the middle.
  [/\beyJ[\w-]{4,}(?:\.[\w-]*){0,4}/g, GONE],
  [/\b(Bearer|Basic|Negotiate|SharedKey(?:Lite)?|SharedAccessSignature)\s+[^\s"',;]+/gi, `$1 ${GONE}`],
  // `name: value`, `name=value`, `"name":"value"`, `'name': 'value'`, and the parts of connection strings.
  [
    /(["']?\b(?:[\w-]*(?:authorization|secret|password|passwd|passphrase|pwd|cookie|credentials?|api[_-]?key|account[_-]?key|access[_-]?key|functions-key|master[_-]?key|private[_-]?key|signature|token|assertion)|sig)["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s"',;&}\])]+)/gi,
    `$1${GONE}`,
  ],
  // Private members of a JWK.
  [/(["'](?:d|p|q|dp|dq|qi|k)["']\s*:\s*)["'][\w+/=-]+["']?/g, `$1${GONE}`],
  // Whatever stands behind an address, and whoever stands in front of it.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"'<>@]*@/gi, `$1${GONE}@`],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, `$1?${GONE}`],
  [/\bwhsec_[\w+/=-]+/g, GONE],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|sk_live_|rk_live_|npm_)[\w-]{8,}/g, GONE],
  [/\bAKIA[0-9A-Z]{12,}/g, GONE],
  // Client secrets of Entra have this mark in their middle.
  [/[\w.~-]{3}\dQ~[\w.~-]{20,}/g, GONE],
  [/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}/g, GONE],
];
/** A key in base64 or base64url: long, and of all kinds of characters. A hash in hexadecimal digits is none. */
const KEY = /[A-Za-z0-9+/_-]{40,}={0,2}/g;

/** The text without what looks like a secret; lines stay lines. Cut off behind 8,192 characters. */
export function redact(text: string): string {
  let clean = text.length > LONGEST ? `${text.slice(0, LONGEST)} [cut]` : text;
  for (const [pattern, instead] of PATTERNS) clean = clean.replace(pattern, instead);
  return clean.replace(KEY, (word) => (isKey(word) ? GONE : word));
}

/** The text as one line of a log: nothing in it can begin another line, or steer a terminal. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign === '\n' ? '\\n' : sign === '\t' ? ' ' : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );

const isKey = (word: string): boolean => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
