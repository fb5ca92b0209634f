// Names that a secret stands under, in parameters, in a text and as flags of a command line. Pure.
import type { SecretKind } from './detector.ts';

const SECRET_WORDS =
  'password|passwd|passphrase|pwd|api[_-]?key|account[_-]?key|access[_-]?key|shared[_-]?key|functions[_-]?key|private[_-]?key|client[_-]?secret|secret[_-]key(?:[_-]base)?|encryption[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token';
/** Part of a pattern: what the name of a secret ends in. */
export const NAMES = `(?:secret|${SECRET_WORDS})`;
/** The same, and `DB_PASS`, where a name and its value stand in an assignment: `bypass` and `compass` are none. */
export const ASSIGNED_NAMES = `(?:secret|(?<![a-z])pass|${SECRET_WORDS})`;

const SECRET_NAME = new RegExp(`(?:${SECRET_WORDS}|authorization)s?$`, 'i');
const PASS_NAME = /(?:^|[_.-])pass$/i;
const MAYBE_SECRET_NAME = /(?:secret|token|credential|connection[_-]?string|cookie|signature|sig)s?$/i;
const SECRETS_NAME = /(?:secret|credential)s?$/i;
const CONNECTION_NAME = /(?:connection|conn)(?:[_-]?(?:string|str))?$|dsn$/i;
const ADDRESS_NAME = /ur[il]$/i;
/** Says which secret, or what becomes of it: people decide about that. */
const ABOUT =
  /(?:name|id|ref|path|type|kind|version|vault|store|namespace|user|email|role|host|ur[il]|region|environment|action|operation|mode|command|arg|policy|algorithm|provider|source|target|description)s?$/i;
/** Nothing of a shell, and no blank that a command could stand behind. */
const ONE_WORD = /^[^\s$`;|&<>]+$/;

/**
 * Does a value under this name count as a secret, whatever it looks like? `secret` alone may name one; its value then has to look like one.
 * `holder`: the name of the object it stands in, where that is one of secrets.
 */
export function namedSecret(name: string, value: string, holder = ''): SecretKind | undefined {
  if (value === '') return undefined;
  if (SECRET_NAME.test(name)) return kindOf(name);
  if (PASS_NAME.test(name) && isAssigned(name, value)) return 'password';
  if (MAYBE_SECRET_NAME.test(name) && looksRandom(value)) return kindOf(name);
  return isHolder(holder) && ONE_WORD.test(value) && !ABOUT.test(name) ? kindOf(holder) : undefined;
}

/** The holder for a member: the name of its object, or the one above; of a pair, the `member` that its `step` stands for. */
export const holderOf = (step: string, member: string, name: string, holder: string): string =>
  [step === member ? '' : member, name].find(isHolder) ?? holder;

/** Does an object under this name hold secrets? */
const isHolder = (name: string): boolean => SECRET_NAME.test(name) || SECRETS_NAME.test(name);

/** Are this name and what stands as its value, in a list of such pairs, those of a secret? */
export const isPairOfSecret = (name: string, value: string): boolean =>
  namedSecret(name, value) !== undefined || SECRETS_NAME.test(name);

/** Is what is assigned to the name a secret? A `pass` alone is as often a run over something: what is no password then stays. */
export function isAssigned(name: string, value: string): boolean {
  if (!PASS_NAME.test(name)) return true;
  return /^pass$/i.test(name)
    ? /[\d!@#%^*?+]/.test(value) && /[a-z]/i.test(value)
    : !/^(?:true|false|none|null|done|fail|failed|skip|skipped|auto)$/i.test(value);
}

/** `{"name": "DB_PASSWORD", "value": "…"}`: the name under which this member of an object really stands. */
export function nameOfMember(members: object, step: string): string {
  if (!/^value$/i.test(step)) return step;
  const names = Object.entries(members).filter(([member]) => /^(?:name|key)$/i.test(member));
  const named = names.map(([, name]) => String(name));
  return (
    named.find((name) => [SECRET_NAME, MAYBE_SECRET_NAME, PASS_NAME].some((each) => each.test(name))) ?? step
  );
}

/** Is what stands under this name a connection string or an address, which nothing runs? */
export const namesConnection = (name: string, value: string): boolean =>
  CONNECTION_NAME.test(name) || (ADDRESS_NAME.test(name) && !/\s/.test(value));

/** Is this word of a command line one whose next word may be a secret? */
export const flagOfSecret = (word: string): boolean =>
  /^--?[\w-]*$/.test(word) && (SECRET_NAME.test(word) || MAYBE_SECRET_NAME.test(word));

/** Long, without spaces and of all kinds of characters, or all hexadecimal digits. */
const looksRandom = (value: string): boolean =>
  /^(?=.*\d)[0-9a-f]{16,}$/i.test(value) ||
  (/^[\w+/=.~:-]{16,}$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value));

/** What is told of a value under this name. */
export function kindOf(name: string): SecretKind {
  if (/pass|pwd/i.test(name)) return 'password';
  if (/token|authorization/i.test(name)) return 'token';
  if (/private[_-]?key$/i.test(name)) return 'private key';
  if (/key(?:[_-]base)?$/i.test(name)) return 'key';
  if (/sig/i.test(name)) return 'signature';
  return /credential/i.test(name) ? 'credentials' : 'secret';
}
