// Secrets among the words of a command line that is given as a list: a word ends where it ends, whatever blanks it holds. Pure.
import type { SecretKind } from './detector.ts';
import { flagOfSecret, namedSecret } from './secret-names.ts';
import * as takes from './secret-programs.ts';

/** A word of which a part, or all, is a secret. */
export interface ArgumentSecret {
  /** What stands in front of it in the word. */
  readonly before: string;
  readonly secret: string;
  readonly kind: SecretKind;
}

/** Which word of them is the program, as a name or a path. */
const program = (names: string): RegExp => new RegExp(`(?:^|[/\\\\])(?:${names})(?:\\.exe)?$`, 'i');
const CURL = program(takes.CURL);
const MYSQL = program(takes.MYSQL);
const SSHPASS = program(takes.SSHPASS);
const LOGIN = program(takes.LOGIN_PROGRAMS);
const USER = new RegExp(`^(?:${takes.CURL_SHORT}|${takes.CURL_LONG})$`);
const USER_WITHIN = new RegExp(`^((?:${takes.CURL_SHORT}|${takes.CURL_LONG}=)[^:]{0,200}:)([\\s\\S]+)$`);
/** Takes its words together and has them read again, so that a blank begins a word there. */
const HANDS_ON = program('(?:ba|z|da|k|fi)?sh|ssh|su|eval|xargs|parallel|watch|cmd|powershell|pwsh');
/** What a shell could begin a command with. */
const OPERATOR = /[$`;|&<>\n]/;

/** What of the word at this place is a secret; nothing where it could be a command. */
export function argumentSecret(words: readonly unknown[], at: number): ArgumentSecret | undefined {
  const word = asWord(words[at]);
  if (typeof word !== 'string' || OPERATOR.test(word)) return undefined;
  const before = line(words.slice(0, at));
  const found = byFlag(before, word) ?? byProgram(before, word);
  if (found === undefined || found.secret === '') return undefined;
  return /\s/.test(found.secret) && before.some((each) => HANDS_ON.test(each)) ? undefined : found;
}

/** A port or a count is a word like any other. */
const asWord = (word: unknown): unknown => (typeof word === 'number' ? String(word) : word);

/** The words of the command that is not yet over. */
function line(words: readonly unknown[]): readonly string[] {
  const texts = words.map(asWord).map((word) => (typeof word === 'string' ? word : ';'));
  return texts.slice(texts.findLastIndex((word) => /^[;|&\n]+$/.test(word)) + 1);
}

function byFlag(before: readonly string[], word: string): ArgumentSecret | undefined {
  const flag = before.at(-1);
  const next = flag !== undefined && flagOfSecret(flag) ? namedSecret(flag, word) : undefined;
  if (next !== undefined) return { before: '', secret: word, kind: next };
  const [, name = '', given = ''] = /^(--?[\w-]+)=([\s\S]+)$/.exec(word) ?? [];
  const kind = flagOfSecret(name) ? namedSecret(name, given) : undefined;
  return kind && { before: `${name}=`, secret: given, kind };
}

function byProgram(before: readonly string[], word: string): ArgumentSecret | undefined {
  const has = (name: RegExp) => before.some((each) => name.test(each));
  const flag = before.at(-1) ?? '';
  const isLogin = has(SSHPASS) || (has(LOGIN) && before.includes('login'));
  if (isLogin && flag === '-p') return { before: '', secret: word, kind: 'password' };
  if ((isLogin || has(MYSQL)) && word.startsWith('-p'))
    return { before: '-p', secret: word.slice(2), kind: 'password' };
  if (!has(CURL)) return undefined;
  const user = USER.test(flag) ? /^([^:]{0,200}:)([\s\S]+)$/.exec(word) : USER_WITHIN.exec(word);
  return user === null ? undefined : { before: user[1] ?? '', secret: user[2] ?? '', kind: 'password' };
}

/** Does the flag in front of it name a secret? Then no other name counts. */
export function followsFlag(words: readonly unknown[], at: number): boolean {
  const before = words[at - 1];
  return typeof before === 'string' && flagOfSecret(before);
}
