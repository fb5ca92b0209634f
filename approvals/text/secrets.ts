// What looks like a secret in a text: private keys, tokens, passwords, keys of services, parts of connection strings. Pure.
import { COMMANDS } from './command-secrets.ts';
import { type Detector, type SecretKind, word } from './detector.ts';
import { INVISIBLE } from './invisible.ts';
import { ASSIGNED_NAMES, isAssigned, isPairOfSecret, kindOf } from './secret-names.ts';
import { awsKey, IN_ADDRESSES, NEAR_AWS_ID, TOKENS } from './tokens.ts';

/** Where a secret stands in a text: UTF-16 offsets. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
}

/** `prose`: nothing of it is ever run, so that more is taken out. `exact`: a value that may run. */
export type ReadAs = 'prose' | 'exact';

/** A value in a connection string, without the blanks at its end. */
const IN_PARTS = `[^\\s;"'](?:(?![.!?,]\\s)[^;"'\\n]){2,200}[^\\s;"']`;
const NAMED = `\\b([\\w-]{0,40}${ASSIGNED_NAMES})`;

/** A value in words that nobody runs. */
const QUOTED_OR_WORD = `\\\\"[^"\\n]{4,}?\\\\"|"[^"\\n]{4,}"|'[^'\\n]{4,}'|(?:[^\\s"',;&}\\])\\\\]|\\\\ ){4,}`;
/** A sign of a value without quotes, in what may run. */
const PLAIN = `[^\\s"',;&}\\])$\`|<>(\\\\]`;
/** A value in what may run. */
const NO_COMMAND = `\\\\"[^"\\n$\`;|&<>\\\\]{4,}\\\\"|${word(PLAIN, PLAIN, 4)}`;

const PROSE: readonly Detector[] = [
  {
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    kind: 'private key',
  },
  ...TOKENS,
  ...COMMANDS,
  IN_ADDRESSES.prose,
  ...pairs(QUOTED_OR_WORD),
  // `password=value`, `"clientSecret": "value"`, and the parts of connection strings.
  {
    pattern: new RegExp(`${NAMED}(?:\\\\?["'])?\\s{0,4}[:=]\\s{0,4}(${QUOTED_OR_WORD})`, 'gi'),
    group: 2,
    kind: 'by name',
    isSecret: isAssigned,
  },
  // Of a connection string a value runs to the `;`, blanks and all: to the end of the line where another part stands in front. No further
  // than a sentence. What may run is not read so, since a command follows there behind a blank.
  {
    pattern: new RegExp(`${NAMED}\\s{0,2}=\\s{0,2}(${IN_PARTS})(?=\\s{0,4};)`, 'gi'),
    group: 2,
    kind: 'by name',
    isSecret: isAssigned,
  },
  {
    pattern: new RegExp(`(?<==[^;"'\\n]{0,200};\\s{0,4})${NAMED}\\s{0,2}=\\s{0,2}(${IN_PARTS})`, 'gi'),
    group: 2,
    kind: 'by name',
    isSecret: isAssigned,
  },
  { pattern: new RegExp(`(?<![\\w+/=-])${awsKey('+/')}${NEAR_AWS_ID}`, 'g'), kind: 'key' },
];

const EXACT: readonly Detector[] = [
  // Lines of base64 alone: what stands between the two lines is no script.
  {
    pattern:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?:\s|\\[nr])+(?:Proc-Type|DEK-Info): [\w,-]{1,80})*(?:(?:\s|\\[nr])+[A-Za-z0-9+/=]{40,8000})*(?:\s|\\[nr])+[A-Za-z0-9+/=]{1,8000}(?:\s|\\[nr])*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    kind: 'private key',
  },
  ...TOKENS,
  ...COMMANDS,
  IN_ADDRESSES.exact,
  ...pairs(NO_COMMAND),
  {
    pattern: new RegExp(`${NAMED}(?:\\\\?["'])?\\s{0,4}[:=]\\s{0,4}(${NO_COMMAND})`, 'gi'),
    group: 2,
    kind: 'by name',
    isSecret: isAssigned,
  },
];

/** All secrets in a text, in order, none inside another. What nobody sees inside of a secret keeps none of it from being found. */
export function findSecrets(text: string, as: ReadAs): readonly FoundSecret[] {
  const found = [...search(text, as), ...searchUnderHidden(text, as)];
  const sorted = found.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = -1;
  return sorted.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}

function search(text: string, as: ReadAs): readonly FoundSecret[] {
  if (as === 'prose') return PROSE.flatMap((detector) => [...findBy(detector, text)]);
  const found = EXACT.flatMap((detector) => [...findBy(detector, text)]);
  const handedOn = text.search(HANDS_ON);
  if (handedOn === -1) return found;
  return found.map((each) => (each.start > handedOn ? toBlank(each, text) : each));
}

/** Reads its words once more: what one shell took for one value may be a command to the next. */
const HANDS_ON =
  /(?<![\w.-])(?:eval|ssh|su|xargs|parallel|watch|cmd(?:\.exe)?|powershell|pwsh)(?=\s)|\s-[a-z]{0,4}c(?=\s)|\s-S(?=\s)/;

/** Only to its first blank, so that no command stands in it. A key with its lines holds none. */
function toBlank(each: FoundSecret, text: string): FoundSecret {
  const blank = each.kind === 'private key' ? -1 : text.slice(each.start, each.end).search(/\\?\s/);
  return blank === -1 ? each : { ...each, end: each.start + blank };
}

/** What is found once all that nobody sees is taken away, at the place where it really stands. */
function searchUnderHidden(text: string, as: ReadAs): readonly FoundSecret[] {
  if (!INVISIBLE.test(text)) return [];
  const places: number[] = [];
  let seen = '';
  let at = 0;
  for (const char of text) {
    if (!INVISIBLE.test(char) || /[\t-\r\p{Z}]/u.test(char)) {
      for (let unit = 0; unit < char.length; unit++) places.push(at + unit);
      seen += char;
    }
    at += char.length;
  }
  if (seen.length === text.length) return [];
  return search(seen, as).map(({ start, end, kind }) => ({
    start: places[start] ?? 0,
    end: (places[end - 1] ?? 0) + 1,
    kind,
  }));
}

function* findBy({ pattern, group, kind, isSecret }: Detector, text: string): Generator<FoundSecret> {
  for (const match of text.matchAll(pattern)) {
    const name = match.groups?.name ?? match[1] ?? '';
    const found = match.groups?.secret ?? (group === undefined ? match[0] : (match[group] ?? ''));
    const quotes = /^(\\?["'])(?:(?!\1)[\s\S])*\1$/.exec(found)?.[1]?.length ?? 0;
    const secret = found.slice(quotes, found.length - quotes);
    // It stands at the end of what was matched, but for a sign that closes it.
    const start = match.index + match[0].lastIndexOf(found) + quotes;
    if (secret !== '' && isSecret?.(name, secret) !== false)
      yield { start, end: start + secret.length, kind: kind === 'by name' ? kindOf(name) : kind };
  }
}

/** `name: DB_PASSWORD` beside `value: …`, in YAML, in JSON and in what is like them, whichever comes first. */
function pairs(value: string): readonly Detector[] {
  const quote = `(?:\\\\?["'])?`;
  const member = (name: string) => `(?<![\\w.-])${quote}${name}${quote}\\s{0,4}[:=]\\s{0,4}`;
  const named = `${member('(?:name|key)')}${quote}(?<name>[\\w.-]{1,80})(?![\\w.-])${quote}`;
  const given = `${member('value')}(?<secret>${value})`;
  const between = `\\s{0,4},?\\s{0,80}`;
  return [`${named}${between}${given}`, `${given}(?=${quote}${between}${named})`].map((pattern) => ({
    pattern: new RegExp(pattern, 'gi'),
    kind: 'by name',
    isSecret: isPairOfSecret,
  }));
}
