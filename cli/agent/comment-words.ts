// What people said of a request, in words for a terminal or a model. It is quoted and said to be theirs: text, not instructions.
import { personName } from '../../approvals/text/person-name.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { inMarks } from '../../approvals/text/quotation-marks.ts';
import type { Task, TaskComment } from '../../client/wire.ts';

/** `  Alice Aho commented (need to know more): “Why all rows?”` */
export function commentWords({ by, reason_code: reason, untrusted_text: text }: TaskComment): string {
  const chosen = reason === undefined ? '' : ` (${plainText(reason.replaceAll('_', ' '), 60)})`;
  const said = text === undefined ? 'words that were removed' : inMarks(plainText(text, 1000));
  const who =
    by.kind === 'person' ? `${personName(by.name, 80)} commented` : `${plainText(by.name, 80)} answered`;
  return `  ${who}${chosen}: ${said}`;
}

/** The comments that people made on it, oldest first. */
export const commentsOf = ({ comments = [] }: Pick<Task, 'comments'>): readonly string[] =>
  comments.filter(({ by }) => by.kind === 'person').map(commentWords);
