// What a card tells to the one who clicked alone, and why an agent was paused: beside the requests of views.ts.
import type { CardView } from '../../../approvals/prompt/card-ports.ts';

const TOLD: Readonly<Record<string, Partial<CardView>>> = {
  'waiting-reason-missing': { missing: { choice: 'approve', reason: 'too_much', comment: '👍' } },
  'waiting-vote-counted': { counted: true },
  'approved-late-deny': {
    late: { click: 'deny', reason: 'wrong_target', comment: 'That bucket is public!' },
  },
  'denied-by-pause': { pauseReason: { text: 'Its key is on a public page.' } },
};

/** Nothing in most states. */
export const toldAlone = (state: string): Partial<CardView> => TOLD[state] ?? {};
