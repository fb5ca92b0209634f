// How a detector of secrets is written: a pattern, bounded in all its repetitions, and what of it is the secret. Pure.
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

/** A pattern, and what it finds. */
export interface Detector {
  readonly pattern: RegExp;
  /** Of the match, the group that is the secret; the whole of it where there is none. */
  readonly group?: number;
  readonly kind: SecretKind | 'by name';
  /** The groups `name` and `secret` are a name and what stands as its value: is it one? */
  readonly isSecret?: (name: string, value: string) => boolean;
}

/** What stands in quotes and is no command: nothing of a shell that a line or a substitution could begin with. */
const quoted = (least: number): string =>
  `(?:"[^"\\n$\`;|&<>\\\\]{${least},200}"|'[^'\\n$\`;|&<>]{${least},200}')`;
/** One word of a shell, with escaped blanks and what stands in quotes inside. `signs`: those of a value without quotes, as a class. */
export function word(first: string, signs: string, least: number): string {
  const sign = `(?:${signs}|\\\\ )`;
  return `(?:${first}${sign}{${least - 1},}|${sign}{0,${least - 1}}${quoted(3)})(?:${quoted(0)}|${sign})*`;
}
