// One line about a request for where no card is drawn: the toast, the feed, the reader's voice, a client too old for cards.
// The toast is plain text and may carry names; what stands in for the card is read as markdown, so it holds our words only.

import type { AfterTheFact } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { changeSummary } from '../../approvals/proposal/told-lines.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { keyOf, theirs } from './parts.ts';
import { NAME_MAX } from './people.ts';
import { policyChange } from './policy-change.ts';
import { createTellTime } from './tell-time.ts';

const RESOURCE_MAX = 80;

/** The toast: plain text. */
export function summarise(view: CardView): string {
  const { request } = view;
  const { resource, verdict, action } = request;
  const what = verdict.display.listed
    ? plainText(verdict.display.verb, NAME_MAX)
    : `do “${asked(view, action, NAME_MAX)}”`;
  const change = policyChange(view);
  const target =
    change === undefined
      ? `${asked(view, resource.type, 32)} ${asked(view, resource.id, RESOURCE_MAX)}`
      : `the policy (${changeSummary(change)})`;
  if (request.record !== undefined) {
    const by = plainText(request.record.by.name, NAME_MAX);
    return `${stateWords(view)}: ${by} recorded that this was done without an approval: ${what} ${target}.`;
  }
  if (request.trial !== undefined) return spokenTrial(view);
  const name = plainText(request.agent.name, NAME_MAX);
  if (request.status === 'pending') {
    return `${callWords(request)}${riskWords(view)}${name} asks to ${what} ${target}. ${openUntil(view)}`;
  }
  return `${stateWords(view)}: ${name} asked to ${what} ${target}.`;
}

/** What the agent asks for, in its own letters, as the card tells it. */
const asked = (view: CardView, text: string, max: number): string => theirs(text, max, {}, keyOf(view)).text;

/** What stands in for a pending request's card. */
export function spokenRequest(view: CardView): string {
  return `${riskWords(view)}${speaker(view)} asks for an approval. ${openUntil(view)}`;
}

/** What stands in for an ended request's card. */
export function spokenOutcome(view: CardView): string {
  if (view.request.record !== undefined) return `${stateWords(view)}: an action that nobody had approved.`;
  return `${stateWords(view)}: what ${speaker(view).replace(/^An/, 'an')} asked for.`;
}

/** What stands in for the card of a test, and its toast. */
export function spokenTrial(view: CardView): string {
  const until = view.request.status === 'pending' ? ` ${openUntil(view)}` : '';
  return `Test: deciding this does nothing. ${stateWords(view)}.${until}`;
}

/** The state in a few words of ours, for the toast, the voice and the card's first line alike. */
export function stateWords(view: CardView): string {
  const { status, grant, votes, endedBy, coolDown, record, trial } = view.request;
  if (trial !== undefined) return TRIAL_WORDS[status];
  if (record !== undefined) return recordWords(record);
  switch (status) {
    case 'pending':
      return 'Waiting for approval';
    case 'denied':
      if (endedBy !== undefined) return 'Denied, the agent was paused';
      if (coolDown !== undefined) return 'Denied, as the same was before';
      return votes.some((vote) => vote.choice === 'deny') ? 'Denied' : 'Denied by policy';
    case 'expired':
      return votes.some((vote) => vote.choice === 'approve' && vote.counted)
        ? 'Expired, not enough approvals'
        : 'Expired, nobody decided';
    case 'cancelled':
      return 'Withdrawn by the agent';
    case 'failed':
      return 'Could not be decided';
    case 'approved':
      return approvedWords(grant);
  }
}

/** Until when it can be decided, for the same places. */
export const untilWords = ({ request, timeZone }: CardView): string =>
  `until ${createTellTime(timeZone, request.createdAt).full(request.expiresAt)}`;

/** A test ends as withdrawn, whoever pressed what; `approved` and `denied` it never is. */
const TRIAL_WORDS: Readonly<Record<CardView['request']['status'], string>> = {
  pending: 'Waiting for anybody who may approve',
  cancelled: 'The way to a person and back works',
  approved: 'Over',
  denied: 'Over',
  expired: 'Nobody answered the test',
  failed: 'Nobody could answer the test',
};

function recordWords({ look }: AfterTheFact): string {
  if (look === undefined) return 'Recorded after the fact, not looked at yet';
  return look.finding === 'looks_right'
    ? 'Recorded after the fact, looks right'
    : 'Recorded after the fact, needs follow-up';
}

function approvedWords(grant: CardView['request']['grant']): string {
  if (grant === undefined || grant.state === 'unused') return 'Approved, not used yet';
  if (grant.state === 'lapsed') return 'Approved and never used';
  if (grant.state === 'revoked') return 'Approved, then taken back';
  switch (grant.outcome?.result) {
    case undefined:
      return 'Approved and used, still running';
    case 'succeeded':
      return 'Approved and used once';
    case 'failed':
      return 'Approved and used, it failed';
    case 'unknown':
      return 'Approved and used, end unknown';
  }
}

/** Why this card comes, where it is not the first one. */
function callWords({ reminded, escalated = [] }: CardView['request']): string {
  const last = escalated.at(-1)?.at ?? '';
  if (reminded !== undefined && reminded.at >= last) return 'Reminder: ';
  return last === '' ? '' : 'Escalated: ';
}

function riskWords(view: CardView): string {
  const { level } = view.request.verdict.risk;
  if (level === 'critical') return 'Critical risk: ';
  return level === 'high' ? 'High risk: ' : '';
}

/** A registered name is the administrator's word; anybody else's could be markdown. */
function speaker(view: CardView): string {
  const { agent } = view.request;
  if (!agent.registered || !/^[\w .-]{1,48}$/.test(agent.name)) return 'An agent';
  return plainText(agent.name, NAME_MAX) === agent.name ? agent.name : 'An agent';
}

const openUntil = (view: CardView): string => `Open ${untilWords(view)}.`;
