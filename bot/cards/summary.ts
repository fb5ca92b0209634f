// One line about a request for where no card is drawn: the toast, the feed, the reader's voice, a client too old for cards.
// The toast is plain text and may carry names; what stands in for the card is read as markdown, so it holds our words only.

import type { AfterTheFact } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { changeSummary } from '../../approvals/proposal/told-lines.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { keyOf, quoted } from './parts.ts';
import { NAME_MAX, personWords } from './person.ts';
import { policyChange } from './policy-change.ts';
import { targetWords } from './quotation.ts';
import { createTellTime } from './tell-time.ts';

const RESOURCE_MAX = 80;

/** The toast: plain text. */
export function summarise(view: CardView): string {
  const { request } = view;
  if (view.withdrawn === true) return say.withdrawn.title;
  if (view.summary === true) return request.status === 'pending' ? spokenRequest(view) : spokenOutcome(view);
  const { resource, verdict, action } = request;
  const what = verdict.display.listed
    ? plainText(verdict.display.verb, NAME_MAX)
    : say.summary.ownWord(quoted(action, NAME_MAX, {}, keyOf(view)).text);
  const change = policyChange(view);
  const target =
    change === undefined
      ? targetWords(resource, RESOURCE_MAX, keyOf(view).key)
      : say.summary.policy(changeSummary(change, say.policyChange.edits));
  if (request.record !== undefined) {
    const by = personWords(request.record.by.name);
    return say.summary.recorded(stateWords(view), by, what, target);
  }
  if (request.trial !== undefined) return spokenTrial(view);
  const name = plainText(request.agent.name, NAME_MAX);
  if (request.status === 'pending') {
    return `${newsWords(view)}${riskWords(view)}${say.summary.asks(name, what, target)} ${openSentence(view)}`;
  }
  return say.summary.asked(stateWords(view), name, what, target);
}

/** What stands in for a pending request's card. */
export function spokenRequest(view: CardView): string {
  return `${riskWords(view)}${say.summary.asksForApproval(speaker(view))} ${openSentence(view)}`;
}

/** What stands in for an ended request's card. */
export function spokenOutcome(view: CardView): string {
  if (view.request.record !== undefined) return say.summary.unapproved(stateWords(view));
  return say.summary.whatWasAsked(stateWords(view), speaker(view));
}

/** What stands in for the card of a test, and its toast. */
export function spokenTrial(view: CardView): string {
  const until = view.request.status === 'pending' ? ` ${openSentence(view)}` : '';
  return `${say.summary.trial(stateWords(view))}${until}`;
}

/** The state in a few words of ours, for the toast, the voice and the card's first line alike. */
export function stateWords(view: CardView): string {
  const words = wordsOfState(view);
  return view.request.reported?.late === undefined ? words : say.state.reported(words);
}

function wordsOfState(view: CardView): string {
  const { paused } = view;
  const { status, grant, votes, endedBy, coolDown, record, reported, trial } = view.request;
  const { state } = say;
  if (trial !== undefined) return state[TRIAL_STATES[status]];
  if (record !== undefined) return recordWords(record);
  switch (status) {
    case 'pending':
      return state.waiting;
    case 'denied':
      if (endedBy !== undefined) return state.deniedByPause;
      if (coolDown !== undefined) return state.deniedAsBefore;
      if (reported !== undefined && reported.late === undefined) return state.deniedReported;
      return votes.some((vote) => vote.choice === 'deny') ? state.denied : state.deniedByPolicy;
    case 'expired':
      return votes.some((vote) => vote.choice === 'approve' && vote.counted)
        ? state.expiredShort
        : state.expired;
    case 'cancelled':
      return state.withdrawn;
    case 'failed':
      return state.failed;
    case 'approved':
      return paused === undefined ? approvedWords(grant) : say.state.unusedPaused;
  }
}

/** Until when it can be decided, for the same places: `open until 16:30 (15:30 UTC)`. */
export const openWords = (view: CardView): string => say.openUntil(endTime(view));

/** A test ends as withdrawn, whoever pressed what; `approved` and `denied` it never is. */
const TRIAL_STATES = {
  pending: 'trialWaiting',
  cancelled: 'trialAnswered',
  approved: 'trialOver',
  denied: 'trialOver',
  expired: 'trialUnanswered',
  failed: 'trialFailed',
} as const satisfies Readonly<Record<CardView['request']['status'], string>>;

function recordWords({ look }: AfterTheFact): string {
  if (look === undefined) return say.state.recorded;
  return look.finding === 'looks_right' ? say.state.recordedRight : say.state.recordedFollowUp;
}

function approvedWords(grant: CardView['request']['grant']): string {
  if (grant === undefined || grant.state === 'unused') return say.state.unused;
  if (grant.state === 'lapsed') return say.state.lapsed;
  if (grant.state === 'revoked') return say.state.takenBack;
  switch (grant.outcome?.result) {
    case undefined:
      return say.state.running;
    case 'succeeded':
      return say.state.used;
    case 'failed':
      return say.state.usedFailed;
    case 'unknown':
      return say.state.usedUnknown;
  }
}

/** What is new where a card is not the first one. */
const newsWords = ({ request, toldAs }: CardView): string =>
  toldAs === 'owner' ? ownersNews(request) : callWords(request);

const ownersNews = ({ commentCount }: CardView['request']): string =>
  commentCount > 0 ? say.owner.news : '';

/** Why this card comes, where it is not the first one. */
function callWords({ reminded, escalated = [] }: CardView['request']): string {
  const last = escalated.at(-1)?.at ?? '';
  if (reminded !== undefined && reminded.at >= last) return say.summary.reminder;
  return last === '' ? '' : say.summary.escalated;
}

function riskWords(view: CardView): string {
  return say.summary[RISK_WORDS[view.request.verdict.risk.level]];
}

const RISK_WORDS = {
  low: 'lowRisk',
  medium: 'mediumRisk',
  high: 'highRisk',
  critical: 'criticalRisk',
} as const satisfies Readonly<Record<CardView['request']['verdict']['risk']['level'], string>>;

/** A registered name is the administrator's word; anybody else's could be markdown. */
function speaker(view: CardView): string | undefined {
  const { agent } = view.request;
  if (!agent.registered || !/^[\w .-]{1,48}$/.test(agent.name)) return undefined;
  return plainText(agent.name, NAME_MAX) === agent.name ? agent.name : undefined;
}

const openSentence = (view: CardView): string => say.openUntilSentence(endTime(view));
const endTime = ({ request, timeZone }: CardView): string =>
  createTellTime(timeZone, request.createdAt).full(request.expiresAt);
