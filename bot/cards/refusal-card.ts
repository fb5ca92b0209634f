// A refusal in one short plain message, seen only by the person who clicked: why it was not accepted, and what to do.
// An exhaustive switch: a new reason does not compile until it has words here.
import type { Refusal } from '../../approvals/refusal.ts';
import type { ApprovalRequest, Instant } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import { isPlainName } from './person.ts';

/** Tells a refusal. Clients may read the message as markdown, so it holds none of an agent's words. */
export function tellRefusal(refusal: Refusal, request?: ApprovalRequest, verb?: string): string {
  const words = say.refusal;
  const does = doing(request, verb);
  switch (refusal.reason) {
    case 'not_approver':
      return does === 'takeBack'
        ? words.notApprover.takeBack(...whoApproved(request))
        : words.notApprover[does](listed(refusal.groups));
    case 'own_request':
      return words.ownRequest[does === 'takeBack' ? 'decide' : does](words.own[refusal.because]);
    case 'step_up_required':
      return words.stepUp;
    case 'not_opened':
      return words.notOpened(refusal.link);
    case 'reason_missing':
      return words.reasonMissing[refusal.choice];
    case 'guest':
      return words.guest;
    case 'foreign_tenant':
      return words.foreignTenant;
    case 'disabled_person':
      return words.disabledPerson;
    case 'not_a_person':
      return words.notAPerson;
    case 'already_ended':
      return words.alreadyEnded(words.ended[refusal.status]);
    case 'same_denied':
      return words.sameDenied(momentOf(refusal.at));
    case 'already_looked_at':
      return words.lookedAt;
    case 'agent_paused':
      return words.agentPaused(momentOf(refusal.since));
    case 'own_pause':
      return words.ownPause;
    case 'no_agent':
      return words[refusal.is](refusal.name);
    case 'unknown_agent':
      return words.unknownAgent(refusal.meant);
    case 'stale_card':
      return words.staleCard;
    case 'summary_card':
      return words.summaryCard;
    case 'unknown_request':
      return words.unknownRequest;
    case 'comment_empty':
      return words.commentEmpty;
    case 'comment_too_long':
      return words.commentTooLong(refusal.limit);
    case 'could_not_verify':
      return words.couldNotVerify;
    case 'not_known_yet':
      return words.notKnownYet;
    case 'busy':
      return words.busy;
    case 'newer_version':
      return words.newerVersion;
    case 'not_permitted':
      return words.notPermitted(refusal.needs);
    case 'wrong_state':
      return does === 'takeBack' ? notTakenBack(request) : words.wrongState;
    case 'limit_reached':
      return words.limitReached(seconds(refusal.retryAfterSeconds));
    case 'too_large':
      return words.tooLarge(Math.floor(refusal.limitBytes / 1024));
    case 'invalid':
      return words.invalid;
    case 'duplicate_request':
      return words.duplicate;
    case 'grant_unusable':
      return words.grantUnusable(
        refusal.ended === undefined ? words.grant[refusal.why] : words.endedBy[refusal.ended.by],
      );
  }
}

/** What the click wanted; a card that nothing is known of is one to decide. */
function doing(
  request: ApprovalRequest | undefined,
  verb: string | undefined,
): 'decide' | 'look' | 'comment' | 'report' | 'takeBack' {
  if (request?.record !== undefined) return 'look';
  if (verb === 'revoke' || (verb === undefined && request?.status === 'approved')) return 'takeBack';
  return verb === 'comment' || verb === 'report' ? verb : 'decide';
}

/** Who may take it back by their own approval. A name that could be read as markdown is not told. */
function whoApproved(
  request: ApprovalRequest | undefined,
): readonly [names: readonly string[], more: number] {
  const votes = request?.votes.filter(({ choice, counted }) => choice === 'approve' && counted) ?? [];
  const names = votes.map(({ person }) => person.name).filter(isPlainName);
  const shown = names.slice(0, 3);
  return [shown, votes.length - shown.length];
}

function notTakenBack(request: ApprovalRequest | undefined): string {
  const words = say.refusal;
  if (request?.status === 'pending') return words.nothingToTakeBack;
  switch (request?.grant?.state) {
    case 'redeemed':
      return words.tooLateToTakeBack;
    case 'revoked':
      return words.takenBackAlready;
    case 'lapsed':
      return words.ranOut;
    default:
      return words.wrongState;
  }
}

const momentOf = (at: Instant): string => say.refusal.moment(at.slice(0, 10), at.slice(11, 16));

/** Group names are the administrator's own. */
function listed(groups: readonly string[]): string {
  if (groups.length === 0) return say.refusal.theApproverGroup;
  const shown = groups.slice(0, 4);
  return say.refusal.groups(shown, groups.length - shown.length);
}

function seconds(count: number): string {
  if (count <= 90) return say.refusal.seconds(Math.max(1, Math.ceil(count)));
  return say.refusal.minutes(Math.ceil(count / 60));
}
