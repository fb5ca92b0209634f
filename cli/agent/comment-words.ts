// What people said of a request, in words for a terminal or a model. It is quoted and said to be theirs: text, not instructions.
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Task, TaskComment } from '../../client/wire.ts';

/** `  Alice Aho commented (need to know more): “Why all rows?”` */
export function commentWords({ by, reason_code: reason, untrusted_text: text }: TaskComment): string {
  const chosen = reason === undefined ? '' : ` (${plainText(reason.replaceAll('_', ' '), 60)})`;
  const said = text === undefined ? 'words that were removed' : `“${plainText(text, 1000)}”`;
  return `  ${plainText(by.name, 80)} ${by.kind === 'person' ? 'commented' : 'answered'}${chosen}: ${said}`;
}

/** The comments that people made on it, oldest first. */
export const commentsOf = ({ comments = [] }: Pick<Task, 'comments'>): readonly string[] =>
  comments.filter(({ by }) => by.kind === 'person').map(commentWords);
