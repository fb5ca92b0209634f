// What an approved request's card tells: whether the approval is unused, taken back, lapsed or used, and what came of it.
// Promise: what the agent or the target reports is told as their report.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { Outcome } from '../../approvals/words.ts';
import { type Ending, WORDS_MAX } from './ending.ts';
import { type Element, fact, ours, QUIET, type Run, theirs } from './parts.ts';
import { pausedEnding } from './paused-ending.ts';
import { NAME_MAX, textRun, voteRuns } from './people.ts';
import type { TellTime } from './tell-time.ts';

/** The end of a request that was approved. */
export function approvedEnding(view: CardView, time: TellTime): Ending {
  const { request } = view;
  const { grant } = request;
  const asked = { what: 'asked', at: request.createdAt };
  const decided = grant === undefined ? [] : [{ what: 'decided', at: grant.approvedAt }];
  const usual = {
    tense: 'asked' as const,
    heading: 'What was approved',
    last: '',
    canTakeBack: false,
    facts: [approvedBy(view, time)],
  };
  if (grant === undefined || grant.state === 'unused') {
    const until = grant === undefined ? [] : [{ what: 'usable until', at: grant.expiresAt }];
    if (view.paused !== undefined)
      return { ...usual, ...pausedEnding(view.paused, until, usual.facts, time) };
    return {
      ...usual,
      sign: '✓',
      color: 'Good',
      times: until,
      tense: 'may',
      heading: 'Exactly this, once',
      canTakeBack: grant !== undefined,
    };
  }
  if (grant.state === 'lapsed') {
    const at = grant.endedAt ?? grant.expiresAt;
    const times = [asked, ...decided, { what: 'lapsed', at }];
    return { ...usual, sign: '○', color: 'Default', times, last: 'It did not run with this approval' };
  }
  if (grant.state === 'revoked') {
    const by = grant.endedBy === undefined ? ours('an approver') : theirs(grant.endedBy.name, NAME_MAX);
    const at = grant.endedAt === undefined ? '' : ` ${time.short(grant.endedAt)}`;
    const facts = [
      ...usual.facts,
      fact(
        'Taken back',
        [ours('by '), by, ours(at, QUIET)].filter((run) => run.text !== ''),
      ),
    ];
    return {
      ...usual,
      sign: '↩',
      color: 'Default',
      times: [asked, ...decided],
      facts,
      last: 'It did not run with this approval',
    };
  }
  const used = grant.redemption === undefined ? [] : [{ what: 'used', at: grant.redemption.at }];
  return { ...usual, times: [asked, ...decided, ...used], ...afterUse(view, time, usual.facts) };
}

/** The end of the execution, told as what it is: somebody's report. */
function afterUse(
  view: CardView,
  time: TellTime,
  facts: readonly Element[],
): Pick<Ending, 'sign' | 'color' | 'facts'> {
  const { grant } = view.request;
  const outcome = grant?.outcome;
  if (outcome === undefined) {
    const due = grant?.outcomeDueAt === undefined ? '' : `, due by ${time.short(grant.outcomeDueAt)}`;
    return { sign: '▶', color: 'Accent', facts: [...facts, fact('Outcome', [ours(`no report yet${due}`)])] };
  }
  if (outcome.result === 'unknown') {
    const report = fact('Outcome', [ours(`no report by ${time.short(grant?.outcomeDueAt ?? outcome.at)}`)]);
    const advice = fact('What now', [ours('Check the target. It will not be tried again.')]);
    return { sign: '?', color: 'Warning', facts: [...facts, report, advice] };
  }
  const report = fact('Outcome', reportRuns(view, outcome));
  return outcome.result === 'succeeded'
    ? { sign: '✓', color: 'Good', facts: [...facts, report] }
    : { sign: '!', color: 'Attention', facts: [...facts, report] };
}

function reportRuns(view: CardView, outcome: Outcome): readonly Run[] {
  const did = outcome.result === 'succeeded' ? 'success' : 'failure';
  return [
    // Whoever used the approval reports: the target, where the agent handed it on.
    theirs(outcome.by ?? view.request.agent.name, NAME_MAX),
    ours(` reports ${did}${outcome.text === undefined ? '' : ': '}`),
    ...(outcome.text === undefined ? [] : [textRun(view, outcome.text, WORDS_MAX)]),
  ];
}

function approvedBy(view: CardView, time: TellTime): Element {
  const { votes, verdict } = view.request;
  const approvals = votes.filter((vote) => vote.choice === 'approve');
  if (approvals.length > 0) return fact('Approved by', voteRuns(view, approvals, time));
  const rule = verdict.rules.find((each) => each.effect === 'allow');
  return fact(
    'Approved by',
    rule === undefined ? [ours('policy')] : [ours('policy, rule '), theirs(rule.id, NAME_MAX)],
  );
}
