// Free text lies in rows of its own; events and the request carry only its digest. So a text can be redacted or
// erased and the chain still verifies. The salt keeps a short text from being guessed out of its digest.
import { createHash } from 'node:crypto';
import type { Row } from '../ports.ts';
import type { Text } from '../words.ts';

/** UTF-16 characters a comment, a withdrawal's words or an outcome's detail may have. */
export const COMMENT_LIMIT = 1000;
/** Newest comments kept in the request row; all are in the chain. This number is format: a row that
 * keeps another one is not what its events come to. */
export const KEPT_COMMENTS = 20;

type Salted = { readonly salt: string };

/** Digest of a text: SHA-256 (base64url) over the request's salt, the number of the event that brought it, and the text. */
export function digestText(request: Salted, seq: number, text: string): string {
  return createHash('sha256').update(`${request.salt}.${seq}\n${text}`, 'utf8').digest('base64url');
}

/** The row that keeps the text. One event brings at most one text, so its key is its own. */
export function textRow(request: Salted, seq: number, text: string): { digest: string; row: Row } {
  const digest = digestText(request, seq, text);
  const data: Text = { digest, salt: `${request.salt}.${seq}`, text };
  return { digest, row: { key: textKey(digest), data } };
}

/** The key of a text's row. */
export const textKey = (digest: string): string => `text-${digest}`;
