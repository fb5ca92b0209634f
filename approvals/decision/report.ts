// "Report as suspicious": a denial that is more than a no. The agent is paused and the administrators are told, so that the next request of
// the same hand does not meet a tired person. Whoever may decide may report; only administrators let the agent go on. A report that finds the
// request decided decides nothing any more, and stops the agent all the same.
import { pauseReported } from '../agent/pause-reported.ts';
import type { Settled } from '../change/transition.ts';
import { StoreFault } from '../faults.ts';
import { ADMINISTRATORS } from '../mark.ts';
import type { Stored } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { Ballot } from './ballot.ts';
import type { DecideDesk } from './decide.ts';
import { decideInTurn } from './decide-in-turn.ts';
import { reportEnded } from './report-ended.ts';
import { isReportable } from './suspicion.ts';

/** What a report gives as its reason: one of DENIAL_REASONS. */
const SUSPICIOUS = 'suspicious';
/** A person waits for the answer; what is left of the pause the sweep does. */
const PAUSE_FOR_MS = 1000;

export type ReportDesk = DecideDesk & { readonly adminsGroup: string };

/**
 * Denies it as suspicious, pauses its agent and has the administrators told; after the end without the denial. The same again gets the same
 * answer. Refusals: those of `decide` for a deny, whose reason the report is; `already_ended` where somebody else had reported it or there is
 * no agent to be stopped.
 */
export async function report(
  desk: ReportDesk,
  id: RequestId,
  ballot: Omit<Ballot, 'choice' | 'reason' | 'alerts'>,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const alerts = { name: ADMINISTRATORS, id: desk.adminsGroup };
  const denied = await decideInTurn(
    desk,
    id,
    { ...ballot, choice: 'deny', reason: SUSPICIOUS, alerts },
    seen,
  );
  const told = comesLate(denied) ? await reportEnded(desk, id, { ...ballot, alerts }) : denied;
  if (!told.ok) return told;
  try {
    await pauseReported(desk, told.value.request, later(desk.clock(), PAUSE_FOR_MS));
  } catch (error) {
    // The report stands; the sweep finds that its pause is missing.
    if (!(error instanceof StoreFault)) throw error;
  }
  return told;
}

/** It found the request decided: by somebody else, or by a denial of their own that was no report. */
const comesLate = (denied: Answer<Settled>): boolean =>
  denied.ok
    ? denied.value.request.reported === undefined && isReportable(denied.value.request)
    : denied.refusal.reason === 'already_ended';
