// What a card tells to the one who clicked alone, why an agent was paused, and what was reported as suspicious: beside the requests of views.ts.
import { ADMINISTRATORS } from '../../../approvals/mark.ts';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { ApprovalRequest, Vote } from '../../../approvals/words.ts';

const ALARM: Partial<CardView> = { toldAs: { group: ADMINISTRATORS } };

const TOLD: Readonly<Record<string, Partial<CardView>>> = {
  'waiting-reason-missing': { missing: { choice: 'approve', reason: 'too_much', comment: '👍' } },
  'waiting-vote-counted': { counted: true },
  'approved-late-deny': {
    late: { click: 'deny', reason: 'wrong_target', comment: 'That bucket is public!' },
  },
  'alarm-denied': ALARM,
  'alarm-late': ALARM,
  'denied-by-pause': { pauseReason: { text: 'Its key is on a public page.' } },
};

/** Nothing in most states. */
export const toldAlone = (state: string): Partial<CardView> => TOLD[state] ?? {};

/** What `denial` reports while the request waits and, by the same person, after its approval: as everybody reads it, and as administrators do. */
export function reportedBy(denial: Vote, pending: ApprovalRequest, approved: ApprovalRequest) {
  const { person, groups, text } = denial;
  const reported = { by: person.oid, at: denial.at, alert: 'invite-1' };
  const late: ApprovalRequest = {
    ...approved,
    reported: {
      ...reported,
      at: '2026-11-21T15:07:00.000Z',
      late: { person, groups, ...(text === undefined ? {} : { text }) },
    },
  };
  return {
    'approved-reported': late,
    'alarm-late': late,
    'alarm-denied': {
      ...pending,
      status: 'denied',
      endedAt: denial.at,
      votes: [{ ...denial, reason: 'suspicious' }],
      reported,
    },
  } satisfies Record<string, ApprovalRequest>;
}
