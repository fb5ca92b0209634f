// A refusal in one short plain message, seen only by the person who clicked: why it was not accepted, and what to do.
// An exhaustive switch: a new reason does not compile until it has words here.
import type { GrantEnd, GrantTrouble, Refusal } from '../../approvals/refusal.ts';
import type { ApprovalRequest, Instant, Status } from '../../approvals/words.ts';

/** What a person reads after a fault. The answer may have been lost after the write, so it does not say that nothing changed. */
export const FAULT_MESSAGE =
  'Countersign could not check this just now. Look at the card again; if it has not changed, try again.';

/** What a person reads when the answer is not there in time. The click may still be stored, and the same again is the same vote. */
export const LATE_MESSAGE =
  'Countersign is slow just now: your click is on its way, and it is not known yet whether it counts. Look at the card in a moment: it shows what is true. Clicking again does no harm.';
/** The same of a look at the card, which changes nothing. */
export const LATE_REFRESH_MESSAGE =
  'Countersign is slow just now, so this card may be out of date. Look again in a moment.';

/** Tells a refusal. Clients may read the message as markdown, so it holds none of an agent's words. */
export function tellRefusal(refusal: Refusal, request?: ApprovalRequest): string {
  switch (refusal.reason) {
    case 'not_approver':
      if (request?.status === 'approved') {
        return `Only ${listed(refusal.groups)} can take this back. Your click changed nothing.`;
      }
      return `Only members of ${listed(refusal.groups)} can ${request?.record === undefined ? 'decide' : 'look at'} this. Your click changed nothing. If you should be one of them, ask an administrator.`;
    case 'own_request':
      return `${OWN[refusal.because]}, so somebody else has to ${request?.record === undefined ? 'decide' : 'look at it'}. Your click changed nothing.`;
    case 'step_up_required':
      return 'This approval needs a fresh sign-in. Choose Review and approve on the card. Your click changed nothing.';
    case 'reason_missing':
      return `A reason is required to ${refusal.choice} this. Your click changed nothing. Write it in Comment and choose the button again.`;
    case 'guest':
      return 'Guests cannot decide or comment here. Your click changed nothing. Ask a member of the organisation.';
    case 'foreign_tenant':
      return 'Only people of this organisation can decide or comment here. Your click changed nothing.';
    case 'disabled_person':
      return 'Your account is disabled in Microsoft Entra ID, so your click changed nothing. Ask an administrator.';
    case 'not_a_person':
      return 'This is the account of an agent. Only people can decide or comment here. Nothing was changed.';
    case 'already_ended':
      return `This request has already ended: it was ${ENDED[refusal.status]}. Your click changed nothing.`;
    case 'same_denied':
      return `The same was denied on ${momentOf(refusal.at)}, on another request of this agent, so this one is denied too. The newest card says by whom.`;
    case 'already_looked_at':
      return 'Somebody else has looked at this already. Your click changed nothing.';
    case 'agent_paused':
      return `An administrator paused this agent on ${momentOf(refusal.since)}, after this was asked. It cannot be approved; Countersign is denying it.`;
    case 'own_pause':
      return 'You paused this agent, so another administrator has to resume it. Nothing was changed.';
    case 'no_agent':
      return refusal.is === 'enforcer'
        ? `That is the enforcer ${refusal.name}, so nothing was changed. Pause the agents it asks for, or take its app role away in Entra.`
        : `That is the blueprint of ${refusal.name}, so nothing was changed. Pause the agent identities made from it, each by its own client id.`;
    case 'unknown_agent':
      return `No agent is registered under this name.${refusal.meant === undefined ? '' : ` Did you mean ${refusal.meant}?`} Write a name under agents in countersign.yaml, or a client id.`;
    case 'stale_card':
      return 'This card no longer belongs to the request. Your click changed nothing. Use the newest card of this request.';
    case 'unknown_request':
      return 'Countersign does not know this request. Your click changed nothing. Use the card in the original conversation.';
    case 'comment_empty':
      return 'Write a comment first, then choose Send comment only.';
    case 'comment_too_long':
      return `A comment can have at most ${refusal.limit} characters. Shorten it and try again.`;
    case 'could_not_verify':
      return 'Countersign could not check your group memberships just now. Nothing was changed. Try again.';
    case 'not_known_yet':
      return 'It is not known yet whether your click was saved. Look at the card again in a moment before you click once more.';
    case 'busy':
      return 'Several people are clicking on this request at once. Nothing of yours was changed. Try again.';
    case 'newer_version':
      return 'A newer version of Countersign wrote this, so this one only shows it. Nothing was changed. Try again in a minute; if it stays so, ask an administrator.';
    case 'not_permitted':
      return `This needs ${refusal.needs}. Your click changed nothing. Ask an administrator.`;
    case 'wrong_state':
      return wrongState(request);
    case 'limit_reached':
      return `A limit is reached. Nothing was changed. Try again in ${seconds(refusal.retryAfterSeconds)}.`;
    case 'too_large':
      return `What you sent is larger than ${Math.floor(refusal.limitBytes / 1024)} KB. Shorten it and try again.`;
    case 'invalid':
      return 'Countersign could not read this click. Nothing was changed. Reload Teams and try again.';
    case 'duplicate_request':
      return 'This was already asked with other contents. Nothing was changed. The agent has to ask anew.';
    case 'grant_unusable':
      return `The approval cannot be used: ${refusal.ended === undefined ? GRANT[refusal.why] : ENDED_BY[refusal.ended.by]}. The agent has to ask anew.`;
  }
}

const OWN = {
  owner: 'You own this agent',
  on_behalf_of: 'The agent acts for you',
  starter: 'You started the run that asks',
  recorder: 'You recorded this',
} as const;

const ENDED: Readonly<Record<Status, string>> = {
  pending: 'still waiting a moment ago',
  approved: 'approved',
  denied: 'denied',
  expired: 'closed because its time ran out',
  cancelled: 'withdrawn by the agent',
  failed: 'closed because nobody could decide it',
};

const GRANT: Readonly<Record<GrantTrouble, string>> = {
  approval_expired: 'its time ran out',
  out_of_scope: 'it was given for something else',
  grant_pending: 'it is not decided yet',
  policy_denied: 'the policy no longer allows it',
  approval_unverifiable: 'it could not be verified',
};

const ENDED_BY: Readonly<Record<GrantEnd['by'], string>> = {
  use: 'it was used already',
  own_use: 'it was used already',
  revocation: 'it was taken back',
};

function wrongState(request: ApprovalRequest | undefined): string {
  const grant = request?.grant;
  if (request?.status === 'pending')
    return 'There is nothing to take back yet: this request is still waiting.';
  if (grant?.state === 'redeemed') {
    return 'Too late to take back: the approval has already been used. Check the target instead.';
  }
  if (grant?.state === 'revoked') return 'This approval was already taken back. Nothing more is needed.';
  if (grant?.state === 'lapsed') return 'This approval ran out unused. Nothing more is needed.';
  return 'This cannot be done with the request as it stands now. Nothing was changed.';
}

const momentOf = (at: Instant): string => `${at.slice(0, 16).replace('T', ' at ')} UTC`;

/** Group names are the administrator's own. */
function listed(groups: readonly string[]): string {
  if (groups.length === 0) return 'the approver group';
  const shown = groups.slice(0, 4);
  const rest = groups.length - shown.length;
  return `${shown.join(' or ')}${rest > 0 ? ` or ${rest} more groups` : ''}`;
}

function seconds(count: number): string {
  if (count <= 90) return `${Math.max(1, Math.ceil(count))} seconds`;
  return `${Math.ceil(count / 60)} minutes`;
}
