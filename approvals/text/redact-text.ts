// Texts that people and agents wrote, as anybody gets to read them: in place of what looks like a secret stands a mark with its kind, size and
// digest. The text itself stays in its row, so that its digest still proves it. Nobody else can write the mark. Pure.
import { createHmac } from 'node:crypto';
import { namedSecret, namesConnection } from './secret-names.ts';
import { findSecrets, type ReadAs } from './secrets.ts';

/** How a text is read, and what keys the digests; without a key only kind and size are told. */
interface Redacting {
  readonly as?: ReadAs;
  readonly key?: string | undefined;
}

/** Under this many characters no digest is told: a few million guesses would turn it into the value. */
const DIGEST_FROM = 16;

/** The mark, as it stands in a text. */
const MARK = '⟨redacted: [a-z][a-z ]{0,31}, \\d{1,9} characters?(?:, digest [0-9a-f]{8})?⟩';
const WHOLE_MARK = new RegExp(`^${MARK}$`);
const MARKS = new RegExp(`(${MARK})`);
const FALSE_OPENING = /⟨(⟩*redacted:)/g;
const OPENED = /⟨⟩(⟩*redacted:)/g;

/** The kind of what the policy names. */
export const BY_POLICY = 'by the policy';

/** The text without what looks like a secret; a word that only speaks of one stays. What somebody else wrote as our mark is opened by `⟨⟩`, so that it is none. */
export function redactText(text: string, { as = 'prose', key }: Redacting = {}): string {
  let shown = '';
  let from = 0;
  for (const { start, end, kind } of findSecrets(text, as)) {
    shown += foreign(text.slice(from, start)) + redactionMark(kind, text.slice(start, end), key);
    from = end;
  }
  return shown + foreign(text.slice(from));
}

/** A single value that stands under this name: what counts as a secret there, or looks like one anywhere, is taken out; a number by its own name alone. `holder`: see `namedSecret`. */
export function redactedValue(value: unknown, name: string, key?: string, holder?: string): unknown {
  if (typeof value === 'number') {
    // `{"password": {"least": 12}}` says how long one has to be.
    const kind = namedSecret(name, String(value));
    return kind === undefined ? value : redactionMark(kind, String(value), key);
  }
  if (typeof value !== 'string') return value;
  const kind = namedSecret(name, value, holder);
  if (kind !== undefined) return redactionMark(kind, value, key);
  return redactText(value, { as: namesConnection(name, value) ? 'prose' : 'exact', key });
}

/** What is told of a value that is not: its kind, how many characters it has and, where a key is given and it is not short, a keyed digest. */
export function redactionMark(kind: string, value: string, key?: string): string {
  const size = Array.from(value).length;
  const characters = `${size} ${size === 1 ? 'character' : 'characters'}`;
  if (key === undefined || size < DIGEST_FROM) return `⟨redacted: ${kind}, ${characters}⟩`;
  const digest = createHmac('sha256', key).update(value, 'utf8').digest('hex').slice(0, 8);
  return `⟨redacted: ${kind}, ${characters}, digest ${digest}⟩`;
}

/** What keys the digests of a request: no card tells its salt, so that two requests cannot be compared by them. None once the salt was removed. */
export const redactionKey = ({ salt, intentHash }: Keyed): string | undefined =>
  salt === '' ? undefined : `${salt}.${intentHash}`;

/** Is nothing told of the text but a mark of ours? Of a text that was redacted. */
export const isMark = (text: string): boolean => WHOLE_MARK.test(text);

/** Does a mark of ours stand anywhere in this value? Of a value that was redacted. */
export const hasMark = (value: unknown): boolean => MARKS.test(JSON.stringify(value));

/** A redacted text in pieces: our marks, and what others wrote as they wrote it. */
export function redactedPieces(text: string): readonly { readonly mark: boolean; readonly text: string }[] {
  return text
    .split(MARKS)
    .map((piece, index) =>
      index % 2 === 1 ? { mark: true, text: piece } : { mark: false, text: piece.replaceAll(OPENED, '⟨$1') },
    );
}

type Keyed = { readonly salt: string; readonly intentHash: string };

const foreign = (text: string): string => text.replaceAll(FALSE_OPENING, '⟨⟩$1');
