// What came of the execution, as the one who ran it tells it. A claim: recorded and shown as a claim.
// A report that comes after `unknown` is a correction; a second, different report is refused.

import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Desk } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import { textRow } from '../text/text.ts';
import type { ApprovalRequest, Instant, RequestId, Result } from '../words.ts';

/** What came of it, and who says so. */
export interface Report {
  readonly clientId: string;
  readonly kind: 'agent' | 'enforcer';
  readonly name: string;
  /** `unknown`: whoever ran it knows that the end is unclear, and says so at once. */
  readonly result: Result;
  readonly detail?: string;
}

/** Records the outcome of a redeemed grant. Refusals: `wrong_state`, `not_permitted`, and those of `transition`. */
export function reportOutcome(desk: Desk, id: RequestId, report: Report): Promise<Answer<Settled>> {
  return transition(desk, id, (request, now) => record(request, report, now));
}

function record(request: ApprovalRequest, report: Report, now: Instant): Step {
  const grant = request.grant;
  if (grant?.state !== 'redeemed') {
    return {
      do: 'refuse',
      refusal: {
        reason: 'wrong_state',
        message: 'The approval was not redeemed, so nothing may have run.',
      },
    };
  }
  // An agent must not be able to speak for the enforcer that ran it.
  if (grant.redemption?.by !== report.clientId) {
    return {
      do: 'refuse',
      refusal: { reason: 'not_permitted', needs: 'to be the caller that redeemed the approval' },
    };
  }
  const told = grant.outcome;
  if (told?.result === 'unknown' && report.result === 'unknown') return { do: 'keep' };
  if (told !== undefined && told.result !== 'unknown') {
    if (told.result === report.result) return { do: 'keep' };
    return {
      do: 'refuse',
      refusal: { reason: 'wrong_state', message: `The outcome was reported as ${told.result} already.` },
    };
  }
  const text = report.detail?.trim() ? textRow(request, request.seq + 1, report.detail) : undefined;
  return {
    do: 'write',
    change: {
      grant: {
        ...grant,
        outcome: {
          result: report.result,
          at: now,
          by: report.name,
          ...(text === undefined ? {} : { text: text.digest }),
        },
      },
    },
    rows: text === undefined ? [] : [text.row],
    events: [
      {
        type: told === undefined ? 'outcome' : 'outcome_corrected',
        actor: { kind: report.kind, id: report.clientId, name: report.name },
        facts: {
          grant: grant.id,
          result: report.result,
          ...(text === undefined ? {} : { text: text.digest }),
        },
      },
    ],
  };
}
