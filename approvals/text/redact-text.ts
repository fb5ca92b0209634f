// Texts that people and agents wrote, as anybody gets to read them: what looks like a secret is taken out, whoever reads. The text itself
// stays in its row, so that its digest still proves it. Pure.

const GONE = '[taken out: looks like a secret]';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, GONE],
  // Tokens in three or five parts (JWT, JWE), also cut off in the middle.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, GONE],
  [/\b(Bearer|SharedKey(?:Lite)?|SharedAccessSignature)\s+[\w.~+/=:-]{16,}/g, `$1 ${GONE}`],
  // `password=value`, `"clientSecret": "value"`, and the parts of connection strings and signed addresses.
  [
    /(\b(?:[\w-]{0,40}(?:secret|password|passwd|passphrase|pwd|api[_-]?key|account[_-]?key|access[_-]?key|private[_-]?key))["']?\s{0,4}[:=]\s{0,4}|[?&;]sig=)(?:"[^"\n]{4,}"|'[^'\n]{4,}'|[^\s"',;&}\])]{4,})/gi,
    `$1${GONE}`,
  ],
  // What stands before the @ of an address that names a user and a password.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"'<>@:]{0,200}:[^\s/?#"'<>@]{1,200}@/gi, `$1${GONE}@`],
  [/\bwhsec_[\w+/=-]{16,}/g, GONE],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk_live_|rk_live_|npm_)[\w-]{16,}/g, GONE],
  [/\bsk-(?:[a-z]{2,8}-)?[\w-]{20,}/g, GONE],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, GONE],
  // Client secrets of Entra have this mark in their middle.
  [/[\w.~-]{3}\dQ~[\w.~-]{20,}/g, GONE],
];

/** The text without what looks like a secret. A word that only speaks of one stays. */
export function redactText(text: string): string {
  let shown = text;
  for (const [pattern, instead] of PATTERNS) shown = shown.replace(pattern, instead);
  return shown;
}
