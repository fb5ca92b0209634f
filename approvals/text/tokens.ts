// Secrets that are known by what they look like, or by what stands beside them: tokens, keys of services, passwords in addresses. Pure.
import type { Detector } from './detector.ts';

const AWS_ID = '\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b';
/** Part of a pattern: the id of a key of AWS is near. */
export const NEAR_AWS_ID = `(?:(?<=${AWS_ID}[\\s\\S]{1,200})|(?=[\\s\\S]{1,160}?${AWS_ID}))`;
/** Part of a pattern: forty characters with letters of both cases and a digit: a commit or a digest has none in capitals. */
export const awsKey = (signs: string): string =>
  `${['a-z', 'A-Z', '0-9'].map((each) => `(?=[A-Za-z0-9+/]{0,39}[${each}])`).join('')}[A-Za-z0-9${signs}]{40}(?![\\w+/=-])`;

/** What stands before the last @ of an authority that names a user and a password, as those read it who connect. `sign`: one of it. */
const inAddress = (sign: string): Detector => ({
  pattern: new RegExp(`\\b[a-z][a-z0-9+.-]{1,20}://(${sign}{0,200}:(?:${sign}|:){1,200})@`, 'gi'),
  group: 1,
  kind: 'credentials',
});

/** A name and a password in an address; of what may run, with nothing that parts commands. */
export const IN_ADDRESSES = {
  prose: inAddress(`[^\\s/?#"'<>:\\\\]`),
  exact: inAddress(`(?:[^\\s/?#"'<>:\\\\$\`;|&()]|\\$(?!\\{))`),
} as const;

/** All of them but those in addresses. The first letter may be a capital: a token that begins a sentence has one on a card. */
export const TOKENS: readonly Detector[] = [
  // Tokens in three or five parts (JWT, JWE), also cut off in the middle.
  { pattern: /\b[eE]yJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, kind: 'token' },
  {
    pattern: /\b(?:SharedKey(?:Lite)?|SharedAccessSignature)\s+([\w.~+/=:-]{16,})/g,
    group: 1,
    kind: 'token',
  },
  { pattern: /\bbearer\s+([\w.~+/=:-]{16,})/gi, group: 1, kind: 'token' },
  { pattern: /\bBasic\s+([A-Za-z0-9+/]{8,}={0,2})(?![\w+/])/g, group: 1, kind: 'credentials' },
  { pattern: /(?:[?&;]|\\u0026)sig=([^\s"',;&}\])$`|<>(]{4,})/gi, group: 1, kind: 'signature' },
  { pattern: /\b[wW]hsec_[\w+/=-]{16,}/g, kind: 'secret' },
  {
    pattern:
      /\b(?:[gG]h[pousr]_|[gG]ithub_pat_|[gG]lpat-|[xX]ox[abeoprs]-|[nN]pm_|[hH]vs\.|[dD]op_v1_|[pP]ypi-|[dD]ckr_pat_|[sS]hpat_|[lL]in_api_|[hH]f_|[gG]sk_|[xX]ai-|[tT]skey-|[gG]l(?:sa|c)_|ATATT3)[\w-]{16,}/g,
    kind: 'token',
  },
  // Of Google, with a dot behind the mark.
  { pattern: /\b[Yy]a29\.(?:[a-z]\.)?[\w-]{16,}/g, kind: 'token' },
  // `token: value`, where the value looks like one: `token` alone names much else. What a script calls is none.
  {
    pattern:
      /\b[\w-]{0,40}(?:[Tt]oken|TOKEN)(?:\\?["'])?\s{0,4}[:=]\s{0,4}(?:\\?["'])?([0-9a-fA-F]{20,200}|(?=[\w+/~-]{0,200}[a-z])(?=[\w+/~-]{0,200}[A-Z])(?=[\w+/~-]{0,200}\d)[\w+/~-]{20,200}={0,2})(?!\.\w|[\w(+/[=~-])/g,
    group: 1,
    kind: 'token',
  },
  // A secret key of AWS beside the id of one, or behind its name. Nothing of a path is one, but where it stands as a value.
  { pattern: new RegExp(`(?<![\\w+/=-])${awsKey('+')}${NEAR_AWS_ID}`, 'g'), kind: 'key' },
  { pattern: new RegExp(`(?<=[=:,]\\s?["']?)${awsKey('+/')}${NEAR_AWS_ID}`, 'g'), kind: 'key' },
  {
    pattern: new RegExp(
      `\\b(?:aws|AWS)[_-]?(?:[Ss]ecret|SECRET)[\\w-]{0,30}["']?[\\s:=]{1,4}["']?(${awsKey('+/')})`,
      'g',
    ),
    group: 1,
    kind: 'key',
  },
  { pattern: /\b[srSR]k_(?:live|test)_[\w-]{16,}/g, kind: 'key' },
  { pattern: /\b[sS]k-(?:[a-z]{2,8}-)?[\w-]{20,}/g, kind: 'key' },
  { pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, kind: 'key' },
  { pattern: /\bAIza[\w-]{35}(?![\w-])/g, kind: 'key' },
  { pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g, kind: 'key' },
  { pattern: /\b[dD]api[0-9a-f]{32}(?![\w-])/g, kind: 'token' },
  // Keys of Azure: of a storage account or a database, and those that carry a mark in their middle.
  { pattern: /(?<![\w+/])[A-Za-z0-9+/]{86}==/g, kind: 'key' },
  { pattern: /\b\w{30,80}(?:AzFu|AZDO|ACDb|AIoT|ASbE|AEhG|AzSe|APIM)\w{4,12}={0,2}/g, kind: 'key' },
  { pattern: /https:\/\/hooks\.slack\.com\/services\/([\w/]{20,})/gi, group: 1, kind: 'token' },
  {
    pattern: /\bdiscord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{5,25}\/([\w-]{20,})/gi,
    group: 1,
    kind: 'token',
  },
  // Whoever has the address of a webhook of Teams may post there; that of a flow is signed.
  {
    pattern:
      /\b(?:webhook|outlook)\.office\.com\/webhook(?:b2)?\/([\w-]{8,}(?:@[\w-]{8,})?\/IncomingWebhook\/[\w/-]{8,})/gi,
    group: 1,
    kind: 'token',
  },
  // Of a bot of Telegram.
  { pattern: /(?<!\d)\d{6,12}:AA[\w-]{30,}/g, kind: 'token' },
  { pattern: /\bAGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{40,}/gi, kind: 'private key' },
  // Client secrets of Entra have this mark in their middle.
  { pattern: /[\w.~-]{3}\dQ~[\w.~-]{20,}/g, kind: 'secret' },
];
