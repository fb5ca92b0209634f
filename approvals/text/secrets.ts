// What looks like a secret in a text or under a name: private keys, tokens, passwords, keys of services, parts of connection strings. Pure.
// A detector hides what people would otherwise read. In what will run it therefore takes only what cannot be a command or a list of them:
// else an agent could write what it wants to hide as somebody's password.

/** Words of ours for what was found. */
export type SecretKind =
  | 'credentials'
  | 'key'
  | 'password'
  | 'private key'
  | 'secret'
  | 'signature'
  | 'token';

/** Where a secret stands in a text: UTF-16 offsets. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
}

/** `prose`: nothing of it is ever run, so that more is taken out. `exact`: a value that may run. */
export type ReadAs = 'prose' | 'exact';

interface Detector {
  readonly pattern: RegExp;
  /** Of the match, the group that is the secret; the whole of it where there is none. */
  readonly group?: number;
  readonly kind: SecretKind | 'by name';
}

const SECRET_WORDS =
  'password|passwd|passphrase|pwd|api[_-]?key|account[_-]?key|access[_-]?key|shared[_-]?key|functions[_-]?key|private[_-]?key|client[_-]?secret|access[_-]?token|auth[_-]?token|refresh[_-]?token';
const NAMES = `(?:secret|${SECRET_WORDS})`;
/** A value in a connection string, without the blanks at its end. */
const IN_PARTS = `[^\\s;"'](?:(?![.!?,]\\s)[^;"'\\n]){2,200}[^\\s;"']`;
const NAMED = `\\b([\\w-]{0,40}${NAMES})`;

/** What stands in quotes and is no command: nothing of a shell that a line or a substitution could begin with. */
const quoted = (least: number): string =>
  `(?:"[^"\\n$\`;|&<>\\\\]{${least},200}"|'[^'\\n$\`;|&<>]{${least},200}')`;
/** One word of a shell, with what stands in quotes inside. `signs`: those of a value without quotes, as a class. */
const word = (first: string, signs: string, least: number): string =>
  `(?:${first}${signs}{${least - 1},}|${signs}{0,${least - 1}}${quoted(3)})(?:${quoted(0)}|${signs})*`;

const AWS_ID = '\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b';
const NEAR_AWS_ID = `(?:(?<=${AWS_ID}[\\s\\S]{1,200})|(?=[\\s\\S]{1,160}?${AWS_ID}))`;
/** Forty characters with letters of both cases and a digit: a commit or a digest has none in capitals. */
const awsKey = (signs: string): string =>
  `${['a-z', 'A-Z', '0-9'].map((each) => `(?=[A-Za-z0-9+/]{0,39}[${each}])`).join('')}[A-Za-z0-9${signs}]{40}(?![\\w+/=-])`;

const TOKENS: readonly Detector[] = [
  // `--password value`
  {
    pattern: new RegExp(
      `(--[\\w-]{0,40}${NAMES})\\s{1,4}(${word(`[^\\s"',;&$\`|<>(\\\\-]`, `[^\\s"',;&$\`|<>(\\\\]`, 4)})`,
      'gi',
    ),
    group: 2,
    kind: 'by name',
  },
  // Tokens in three or five parts (JWT, JWE), also cut off in the middle.
  { pattern: /\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, kind: 'token' },
  {
    pattern: /\b(?:SharedKey(?:Lite)?|SharedAccessSignature)\s+([\w.~+/=:-]{16,})/g,
    group: 1,
    kind: 'token',
  },
  { pattern: /\bbearer\s+([\w.~+/=:-]{16,})/gi, group: 1, kind: 'token' },
  { pattern: /\bBasic\s+([A-Za-z0-9+/]{8,}={0,2})(?![\w+/])/g, group: 1, kind: 'credentials' },
  { pattern: /[?&;]sig=([^\s"',;&}\])$`|<>(]{4,})/gi, group: 1, kind: 'signature' },
  // What stands before the @ of an address that names a user and a password.
  {
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s/?#"'<>@:\\]{0,200}:[^\s/?#"'<>@\\]{1,200})@/gi,
    group: 1,
    kind: 'credentials',
  },
  { pattern: /\bwhsec_[\w+/=-]{16,}/g, kind: 'secret' },
  {
    pattern:
      /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|npm_|hvs\.|dop_v1_|pypi-|dckr_pat_|shpat_|lin_api_|hf_)[\w-]{16,}/g,
    kind: 'token',
  },
  // Of Google, with a dot behind the mark.
  { pattern: /\b[Yy]a29\.(?:[a-z]\.)?[\w-]{16,}/g, kind: 'token' },
  // `token: value`, where the value looks like one: `token` alone names much else. What a script calls is none.
  {
    pattern:
      /\b[\w-]{0,40}(?:[Tt]oken|TOKEN)(?:\\?["'])?\s{0,4}[:=]\s{0,4}(?:\\?["'])?([0-9a-fA-F]{32,200}|(?=[\w+/~-]{0,200}[a-z])(?=[\w+/~-]{0,200}[A-Z])(?=[\w+/~-]{0,200}\d)[\w+/~-]{20,200}={0,2})(?!\.\w|[\w(+/[=~-])/g,
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
  // The password of `curl -u name:password` and of `mysql -ppassword`: a part of one word, and nothing of a shell.
  {
    pattern:
      /\b[Cc]url\b[^\n;|&]{0,200}?\s(?:-u\s{0,4}|--(?:proxy-)?user[\s=]{1,4})["']?[\w.@\\+-]{1,60}:([^\s"'`$;|&<>()\\]{3,200})/g,
    group: 1,
    kind: 'password',
  },
  // The same of curl in quotes: it ends where they do.
  {
    pattern:
      /\b[Cc]url\b[^\n;|&]{0,200}?\s(?:-u\s{0,4}|--(?:proxy-)?user[\s=]{1,4})(?:"[\w.@\\+-]{1,60}:(?=[^"\n]{0,200}")|'[\w.@\\+-]{1,60}:(?=[^'\n]{0,200}'))([^"'\n`$;|&<>()\\]{3,200})(?=["'])/g,
    group: 1,
    kind: 'password',
  },
  {
    pattern: new RegExp(
      `\\b(?:[Mm]ysql(?:dump|admin|import|show|check)?|[Mm]ariadb(?:-dump|-admin)?)\\b[^\\n;|&]{0,200}?\\s-p(${word(`[^\\s"'\`$;|&<>()\\\\-]`, `[^\\s"'\`$;|&<>()\\\\]`, 3)})`,
      'g',
    ),
    group: 1,
    kind: 'password',
  },
  { pattern: /\b[sr]k_(?:live|test)_[\w-]{16,}/g, kind: 'key' },
  { pattern: /\bsk-(?:[a-z]{2,8}-)?[\w-]{20,}/g, kind: 'key' },
  { pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, kind: 'key' },
  { pattern: /\bAIza[\w-]{35}(?![\w-])/g, kind: 'key' },
  { pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g, kind: 'key' },
  { pattern: /\bdapi[0-9a-f]{32}(?![\w-])/g, kind: 'token' },
  // Keys of Azure: of a storage account or a database, and those that carry a mark in their middle.
  { pattern: /(?<![\w+/])[A-Za-z0-9+/]{86}==/g, kind: 'key' },
  { pattern: /\b\w{30,80}(?:AzFu|AZDO|ACDb|AIoT|ASbE|AEhG|AzSe|APIM)\w{4,12}={0,2}/g, kind: 'key' },
  { pattern: /https:\/\/hooks\.slack\.com\/services\/([\w/]{20,})/gi, group: 1, kind: 'token' },
  // Client secrets of Entra have this mark in their middle.
  { pattern: /[\w.~-]{3}\dQ~[\w.~-]{20,}/g, kind: 'secret' },
];

const PROSE: readonly Detector[] = [
  {
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    kind: 'private key',
  },
  ...TOKENS,
  // `password=value`, `"clientSecret": "value"`, and the parts of connection strings.
  {
    pattern: new RegExp(
      `${NAMED}(?:\\\\?["'])?\\s{0,4}[:=]\\s{0,4}(\\\\"[^"\\n]{4,}?\\\\"|"[^"\\n]{4,}"|'[^'\\n]{4,}'|[^\\s"',;&}\\])\\\\]{4,})`,
      'gi',
    ),
    group: 2,
    kind: 'by name',
  },
  // Of a connection string a value runs to the `;`, blanks and all: to the end of the line where another part stands in front. No further
  // than a sentence. What may run is not read so, since a command follows there behind a blank.
  {
    pattern: new RegExp(`${NAMED}\\s{0,2}=\\s{0,2}(${IN_PARTS})(?=\\s{0,4};)`, 'gi'),
    group: 2,
    kind: 'by name',
  },
  {
    pattern: new RegExp(`(?<==[^;"'\\n]{0,200};\\s{0,4})${NAMED}\\s{0,2}=\\s{0,2}(${IN_PARTS})`, 'gi'),
    group: 2,
    kind: 'by name',
  },
  { pattern: new RegExp(`(?<![\\w+/=-])${awsKey('+/')}${NEAR_AWS_ID}`, 'g'), kind: 'key' },
];

/** A sign of a value without quotes, in what may run. */
const PLAIN = `[^\\s"',;&}\\])$\`|<>(\\\\]`;

const EXACT: readonly Detector[] = [
  // Lines of base64 alone: what stands between the two lines is no script.
  {
    pattern:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?:\s|\\[nr])+(?:Proc-Type|DEK-Info): [\w,-]{1,80})*(?:(?:\s|\\[nr])+[A-Za-z0-9+/=]{40,8000})*(?:\s|\\[nr])+[A-Za-z0-9+/=]{1,8000}(?:\s|\\[nr])*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    kind: 'private key',
  },
  ...TOKENS,
  {
    pattern: new RegExp(
      `${NAMED}(?:\\\\?["'])?\\s{0,4}[:=]\\s{0,4}(\\\\"[^"\\n$\`;|&<>\\\\]{4,}\\\\"|${word(PLAIN, PLAIN, 4)})`,
      'gi',
    ),
    group: 2,
    kind: 'by name',
  },
];

/** All secrets in a text, in order, none inside another. */
export function findSecrets(text: string, as: ReadAs): readonly FoundSecret[] {
  const found = (as === 'exact' ? EXACT : PROSE).flatMap((detector) => [...findBy(detector, text)]);
  const sorted = found.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = -1;
  return sorted.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}

/** Does a value under this name count as a secret, whatever it looks like? `secret` alone may name one; its value then has to look like one. */
export function namedSecret(name: string, value: string): SecretKind | undefined {
  if (value === '') return undefined;
  if (SECRET_NAME.test(name)) return kindOf(name);
  return MAYBE_SECRET_NAME.test(name) && looksRandom(value) ? kindOf(name) : undefined;
}

/** Is this word of a command line one whose next word is a secret? */
export const flagOfSecret = (word: string): boolean => /^--?[\w-]*$/.test(word) && SECRET_NAME.test(word);

/** Of a word of a command line that gives a secret by `=`: the flag with the sign, and what is given. */
export function givenSecret(word: string): readonly [flag: string, secret: string] | undefined {
  const [, flag = '', secret = ''] = /^(--?[\w-]+=)([^\n$`;|&<>]+)$/.exec(word) ?? [];
  return SECRET_NAME.test(flag.slice(0, -1)) ? [flag, secret] : undefined;
}

const SECRET_NAME = new RegExp(`(?:${SECRET_WORDS}|authorization)$`, 'i');
/** Is what stands under this name a connection string, which nothing runs? */
export const namesConnection = (name: string): boolean => CONNECTION_NAME.test(name);

const CONNECTION_NAME = /(?:connection|conn)(?:[_-]?(?:string|str))?$|dsn$/i;
const MAYBE_SECRET_NAME = /(?:secret|token|credentials?|connection[_-]?string|cookie|signature|sig)$/i;

/** Long, without spaces and of all kinds of characters, or all hexadecimal digits. */
const looksRandom = (value: string): boolean =>
  /^[0-9a-f]{32,}$/i.test(value) ||
  (/^[\w+/=.~:-]{16,}$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value));

function* findBy({ pattern, group, kind }: Detector, text: string): Generator<FoundSecret> {
  for (const match of text.matchAll(pattern)) {
    const found = group === undefined ? match[0] : (match[group] ?? '');
    const quotes = /^(\\?["'])(?:(?!\1)[\s\S])*\1$/.exec(found)?.[1]?.length ?? 0;
    const secret = found.slice(quotes, found.length - quotes);
    // It stands at the end of what was matched, but for a sign that closes it.
    const start = match.index + match[0].lastIndexOf(found) + quotes;
    if (secret !== '')
      yield { start, end: start + secret.length, kind: kind === 'by name' ? kindOf(match[1] ?? '') : kind };
  }
}

function kindOf(name: string): SecretKind {
  if (/pass|pwd/i.test(name)) return 'password';
  if (/token|authorization/i.test(name)) return 'token';
  if (/private[_-]?key$/i.test(name)) return 'private key';
  if (/key$/i.test(name)) return 'key';
  if (/sig/i.test(name)) return 'signature';
  return /credential/i.test(name) ? 'credentials' : 'secret';
}
