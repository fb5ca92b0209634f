// The pause that a report of suspicion brings. It is a commit of its own, on the agent's record: what a crash left undone the sweep does, as
// long as it looks at the reported request. Ended by an administrator, as every pause.
import type { Step } from '../change/change.ts';

import { STANDING_KEY } from '../row-keys.ts';
import { textRow } from '../text/text.ts';
import type { ApprovalRequest, Instant, RequestId, Vote } from '../words.ts';
import { changeStanding } from './change-standing.ts';
import { type DenyDesk, denyPending } from './deny-pending.ts';
import { blankStanding, type Pause, pauseOf, type Standing, standingId } from './standing.ts';

/**
 * Pauses the agent of a reported request, unless it is paused or that report has paused it before, and denies what it has pending until
 * `until`. `false`: it could not be recorded just now. Throws `StoreFault`.
 */
export async function pauseReported(
  desk: DenyDesk,
  request: ApprovalRequest,
  until: Instant,
): Promise<boolean> {
  const reporter = reporterOf(request);
  if (reporter === undefined) return true;
  const id = standingId(request.agent.clientId);
  const seen = await desk.standings.load(id);
  if (seen === undefined) {
    const blank = blankStanding(request.agent.clientId, request.tenant, desk.mint('s'));
    await desk.standings.insert(id, { key: STANDING_KEY, data: blank });
  }
  const rule = (standing: Standing, now: Instant) => pauseRule(standing, request.id, reporter, now);
  const paused = await changeStanding(desk, id, rule, seen);
  if (!paused.ok) return false;
  await denyPending(desk, paused.value.record, until);
  return true;
}

type Reporter = Pick<Vote, 'person' | 'groups' | 'at'>;

/** Who reported it, and the groups that gave them a say: by the vote that denied it, or after the end. */
function reporterOf({ reported, votes }: ApprovalRequest): Reporter | undefined {
  if (reported?.late !== undefined) return { ...reported.late, at: reported.at };
  return votes.find(({ person, choice }) => person.oid === reported?.by && choice === 'deny');
}

function pauseRule(
  standing: Standing,
  request: RequestId,
  { person, groups, at }: Reporter,
  now: Instant,
): Step<Standing> {
  if (pauseOf(standing) !== undefined || isCarriedOut(standing.pause, request, at)) return { do: 'keep' };
  const seq = standing.seq + 1;
  const { digest, row } = textRow(standing, seq, `Reported as suspicious: ${request}`);
  const pause: Pause = { by: person, at: now, seq, text: digest, denying: true, reported: request };
  return {
    do: 'write',
    change: { pause },
    events: [
      {
        type: 'paused',
        actor: { kind: 'person', id: person.oid },
        facts: {
          agent: standing.clientId,
          reported: request,
          member_of: groups,
          checked_at: at,
          text: digest,
        },
      },
    ],
    rows: [row],
  };
}

/** An administrator has let the agent go on since the report: a late look must not pause it again. */
const isCarriedOut = (pause: Pause | undefined, request: RequestId, at: Instant): boolean =>
  pause?.reported === request || (pause?.ended !== undefined && pause.ended.at >= at);
