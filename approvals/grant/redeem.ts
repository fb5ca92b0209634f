// The one use of a grant. Whoever gets `true` may run the action once; the same caller repeating the same X-Request-ID gets the
// same answer while the grant still stands; everybody else is refused. Every failure is a `false` that says what to do next.
import { timingSafeEqual } from 'node:crypto';
import { type Pause, pausedRefusal, pauseOf, standingId } from '../agent/standing.ts';
import { lapsed } from '../change/time-out.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Started } from '../mark.ts';
import type { Desk, Stored } from '../ports.ts';
import { type Answer, type GrantEnd, type GrantTrouble, refuse } from '../refusal.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, Grant, Instant, RequestId } from '../words.ts';

/** A grant as a caller presents it, to run what `intentHash` stands for. */
export interface Presentation {
  /** `approval.id` and `approval.state` as received; the signature was verified before. */
  readonly grantId: string;
  readonly token: string;
  /** The caller's X-Request-ID. */
  readonly requestId: string;
  readonly caller: { readonly clientId: string; readonly kind: 'agent' | 'enforcer'; readonly name: string };
  /** The hash of what is to run now. */
  readonly intentHash: string;
  /** True when the policy in force now denies this intent, or no longer takes its parameters. */
  readonly deniedNow: boolean;
  /**
   * What the caller starts at once, with nobody in between: our own gateway. "Started" then stands in the record with the use, before
   * anything is sent.
   */
  readonly starts?: Started;
}

/**
 * A use in the very commit that approves: a rule allowed it, and an enforcer of our own runs it at once. All of it is minted before the first
 * try of that commit, so that every try is the same.
 */
export interface UseAtBirth extends Required<Pick<Presentation, 'requestId' | 'caller' | 'starts'>> {
  /** Id of the redemption. */
  readonly redemption: string;
}

/** What such a use changes of a request approved `now`, by the same rule as every other use. */
export function usedAtBirth(
  approved: ApprovalRequest,
  { redemption, ...shown }: UseAtBirth,
  now: Instant,
  baseUrl: string,
): Step {
  const { id: grantId = '', token = '' } = approved.grant ?? {};
  const presented = { ...shown, grantId, token, intentHash: approved.intentHash, deniedNow: false };
  // Whether the agent is paused was asked before anything was recorded (submit.ts).
  return use(approved, presented, now, { mint: () => redemption, baseUrl }, undefined);
}

/** Redeems, by `seen` where the caller has just read the request. Refusals: `grant_unusable` with the profile's reason, `agent_paused`, and those of `transition`. */
export async function redeem(
  desk: Desk,
  id: RequestId,
  shown: Presentation,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const rule = async (request: ApprovalRequest, now: Instant): Promise<Step> => {
    // Read for each try: from the moment a pause is recorded no further use begins.
    const standing = (await desk.standings.load(standingId(request.agent.clientId)))?.data;
    return use(request, shown, now, desk, pauseOf(standing));
  };
  const settled = await transition(desk, id, rule, seen);
  // A use that came too late recorded the lapse instead.
  if (settled.ok && settled.value.request.grant?.redemption?.requestId !== shown.requestId) {
    return refuse({ reason: 'grant_unusable', why: 'approval_expired' });
  }
  return settled;
}

function use(
  request: ApprovalRequest,
  shown: Presentation,
  now: Instant,
  desk: Pick<Desk, 'mint' | 'baseUrl'>,
  pause: Pause | undefined,
): Step {
  const grant = request.grant;
  if (request.status === 'pending') return no('grant_pending');
  if (grant === undefined || grant.id !== shown.grantId || !sameBytes(grant.token, shown.token)) {
    return no('approval_unverifiable');
  }
  if (!mayRedeem(request, shown.caller)) return no('approval_unverifiable');
  if (shown.intentHash !== request.intentHash) return no('out_of_scope');
  // Nothing is used up: once the agent goes on, the approval works again while it lasts.
  if (pause !== undefined) return { do: 'refuse', refusal: pausedRefusal(pause) };
  const ended = endOf(grant, shown);
  // Checked again at each repeat: a late repeat must not start what the grant no longer covers.
  const isRepeat = grant.state === 'redeemed' && ended?.by === 'own_use' && now < grant.expiresAt;
  // Before the policy is asked: who hears of a new denial alone would not look for what came of the use.
  if (grant.state !== 'unused' && !isRepeat) return no('approval_expired', ended);
  if (shown.deniedNow) return no('policy_denied');
  if (isRepeat) return { do: 'keep' };
  if (now >= grant.expiresAt) return lapsed(request, now, desk.baseUrl);

  const redemption = {
    id: desk.mint('rdm'),
    by: shown.caller.clientId,
    requestId: shown.requestId,
    at: now,
    ...(shown.starts === undefined ? {} : { starts: shown.starts }),
  };
  const actor = { kind: shown.caller.kind, id: shown.caller.clientId, name: shown.caller.name };
  return {
    do: 'write',
    before: grant.expiresAt,
    change: {
      grant: {
        ...grant,
        state: 'redeemed',
        redemption,
        outcomeDueAt: later(now, request.verdict.outcomeWithinMs),
      },
    },
    events: [
      {
        type: 'redeemed',
        actor,
        facts: {
          grant: grant.id,
          redemption: redemption.id,
          x_request_id: shown.requestId,
          intent_hash: shown.intentHash,
        },
      },
      ...(shown.starts === undefined
        ? []
        : [
            {
              type: 'started' as const,
              actor,
              facts: { grant: grant.id, redemption: redemption.id, ...shown.starts },
            },
          ]),
    ],
  };
}

/**
 * What ended the grant of a token that is past its time, told to who might have redeemed it: "past its time" alone would have them ask anew for
 * what was done. Changes nothing.
 */
export function endOfGrant(
  request: ApprovalRequest,
  shown: Pick<Presentation, 'grantId' | 'token' | 'requestId' | 'caller'>,
): GrantEnd | undefined {
  const { grant } = request;
  const isTheirs =
    grant?.id === shown.grantId && sameBytes(grant.token, shown.token) && mayRedeem(request, shown.caller);
  return isTheirs ? endOf(grant, shown) : undefined;
}

function endOf(grant: Grant, shown: Pick<Presentation, 'requestId' | 'caller'>): GrantEnd | undefined {
  const { redemption, endedAt } = grant;
  if (grant.state === 'revoked' && endedAt !== undefined) return { by: 'revocation', at: endedAt };
  if (redemption === undefined) return undefined;
  const isOwn = redemption.by === shown.caller.clientId && redemption.requestId === shown.requestId;
  return { by: isOwn ? 'own_use' : 'use', at: redemption.at };
}

/** The agent itself, or an enforcer: the one that asked where one asked. The door has checked the enforcer's resource types. */
function mayRedeem(request: ApprovalRequest, caller: Presentation['caller']): boolean {
  if (caller.kind === 'agent')
    return caller.clientId === request.agent.clientId && request.enforcer === undefined;
  return request.enforcer === undefined || request.enforcer.clientId === caller.clientId;
}

function sameBytes(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const no = (why: GrantTrouble, ended?: GrantEnd): Step => ({
  do: 'refuse',
  refusal: { reason: 'grant_unusable', why, ...(ended === undefined ? {} : { ended }) },
});
