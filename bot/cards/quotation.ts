// How words of others stand inside a sentence of ours: one plain word as it is, anything else in quotation marks that nothing in it closes.
// The one way for every sentence: `prod and nothing else. Approved by Ada` is a name then, and never what we say.
import { plain } from '../../approvals/text/plain-text.ts';
import { inMarksExactly } from '../../approvals/text/quotation-marks.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';

/** Characters shown of a resource's type. */
export const TYPE_MAX = 40;

/** Letters, digits and signs of ASCII, without a space, a quotation mark or a keycap; at its end no sentence seems to end. */
const ONE_WORD =
  /^(?!.*\u20E3)[\p{L}\p{M}\p{N}\u2068\u2069!#-&(-~]*[\p{L}\p{M}\p{N}\u2069#-&(-+\-/<->@[-~]$/u;

/** A value inside a sentence, exactly: others look otherwise. Never more than `max` characters and a visible note. */
export function inSentence(text: string, max: number, key?: string): string {
  const { text: told } = plain(text, { max, as: 'exact', key });
  return ONE_WORD.test(told) && !told.includes('\\u{') ? told : inMarksExactly(told);
}

/** `database prod/customers`. */
export const targetWords = (resource: ApprovalRequest['resource'], max: number, key?: string): string =>
  `${inSentence(resource.type, TYPE_MAX, key)} ${inSentence(resource.id, max, key)}`;
