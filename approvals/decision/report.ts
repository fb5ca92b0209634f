// "Report as suspicious": a denial that is more than a no. The agent is paused and the administrators are told, so that the next request of
// the same hand does not meet a tired person. Whoever may decide may report; only administrators let the agent go on.
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

/** What a report gives as its reason: one of DENIAL_REASONS. */
const SUSPICIOUS = 'suspicious';
/** A person waits for the answer; what is left of the pause the sweep does. */
const PAUSE_FOR_MS = 1000;

export type ReportDesk = DecideDesk & { readonly adminsGroup: string };

/**
 * Denies it as suspicious, pauses its agent and has the administrators told. The same again gets the same answer. Refusals: those of `decide`
 * for a deny; the report is its reason.
 */
export async function report(
  desk: ReportDesk,
  id: RequestId,
  ballot: Omit<Ballot, 'choice' | 'reason' | 'alerts'>,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const told = { name: ADMINISTRATORS, id: desk.adminsGroup };
  const denied = await decideInTurn(
    desk,
    id,
    { ...ballot, choice: 'deny', reason: SUSPICIOUS, alerts: told },
    seen,
  );
  if (!denied.ok) return denied;
  try {
    await pauseReported(desk, denied.value.request, later(desk.clock(), PAUSE_FOR_MS));
  } catch (error) {
    // The report stands; the sweep finds that its pause is missing.
    if (!(error instanceof StoreFault)) throw error;
  }
  return denied;
}
