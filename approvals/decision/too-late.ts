// What is told to the one whose click came after the end: which click it was, what they had chosen and written, and whether they may take
// the approval back themselves. Pure; nothing of it is stored.
import type { Reported } from '../mark.ts';
import type { CardView, Click } from '../prompt/card-ports.ts';
import type { ApprovalRequest, Person } from '../words.ts';

const CLICKS = {
  approve: 'approve',
  deny: 'deny',
  comment: 'comment',
  report: 'report',
  looks_right: 'look',
  needs_follow_up: 'look',
} as const satisfies Readonly<Record<string, NonNullable<CardView['late']>['click']>>;

/** Nothing for a button that no open card has. */
export function tooLate(
  { votes, reported }: ApprovalRequest,
  { verb, person, reason, comment }: Click,
): Pick<CardView, 'late'> {
  if (!Object.hasOwn(CLICKS, verb)) return {};
  const approved = votes.some(
    (vote) => vote.person.oid === person.oid && vote.choice === 'approve' && vote.counted,
  );
  return {
    late: {
      click: verb === 'report' ? reportClick(reported, person) : CLICKS[verb as keyof typeof CLICKS],
      ...(reason?.trim() ? { reason } : {}),
      ...(comment?.trim() ? { comment } : {}),
      ...(approved ? { approved: true } : {}),
    },
  };
}

/** Of a report only the decision comes too late, unless it was reported before. */
function reportClick(reported: Reported | undefined, { oid }: Person): 'report' | 'reported' | 'known' {
  if (reported === undefined) return 'report';
  return reported.late?.person.oid === oid ? 'reported' : 'known';
}
