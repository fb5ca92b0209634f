// Which of a request's texts tell differences. Secrets were taken out of them value by value before they were kept (`changedParts`): looked
// through once more, as one text, what stands between two values could be taken for a secret, and values would vanish. Pure.
import { redactText } from '../text/redact-text.ts';
import type { ApprovalRequest, Text } from '../words.ts';

/** What names the texts of differences; of a newer version, or an agent's standing, as far as it does. */
export type NamesDifferences = Partial<Pick<ApprovalRequest, 'deniedBefore' | 'history'>>;

/** Digests of the texts that tell what differs from an earlier request. */
export const differencesOf = ({ deniedBefore, history }: NamesDifferences): readonly string[] =>
  [deniedBefore?.changes, history?.approved?.changes].filter((digest) => digest !== undefined);

/** A text of this request as anybody may read it. */
export const shownText = (request: NamesDifferences, { digest, salt, text }: Text): string =>
  differencesOf(request).includes(digest) ? text : redactText(text, { key: salt });
