// What an approved request's card tells: whether the approval is unused, taken back, lapsed or used, and what came of it.
// Promise: what the agent or the target reports is told as their report.
import { readEnd } from '../../approvals/gateway/call-end.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { Outcome } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import { type Ending, WORDS_MAX } from './ending.ts';
import { type Element, fact, ours, QUIET, quoted, type Run, sentence, theirs } from './parts.ts';
import { pausedEnding } from './paused-ending.ts';
import { textRun, voteRuns } from './people.ts';
import { NAME_MAX, personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';

const METHOD_MAX = 16;

/** The end of a request that was approved. */
export function approvedEnding(view: CardView, time: TellTime): Ending {
  const { request } = view;
  const { grant } = request;
  const asked = { tell: say.ending.asked, at: request.createdAt };
  const decided = grant === undefined ? [] : [{ tell: say.ending.decided, at: grant.approvedAt }];
  const usual = {
    tense: 'asked' as const,
    heading: say.ending.whatWasApproved,
    last: '',
    canTakeBack: false,
    facts: [approvedBy(view, time)],
  };
  if (grant === undefined || grant.state === 'unused') {
    const until = grant === undefined ? [] : [{ tell: say.ending.usableUntil, at: grant.expiresAt }];
    if (view.paused !== undefined)
      return { ...usual, ...pausedEnding(view.paused, until, usual.facts, time) };
    return {
      ...usual,
      sign: '✓',
      color: 'Good',
      times: until,
      tense: 'may',
      heading: say.ending.exactlyThisOnce,
      canTakeBack: grant !== undefined,
    };
  }
  if (grant.state === 'lapsed') {
    const at = grant.endedAt ?? grant.expiresAt;
    const times = [asked, ...decided, { tell: say.ending.lapsed, at }];
    return { ...usual, sign: '○', color: 'Default', times, last: say.ending.didNotRun };
  }
  if (grant.state === 'revoked') {
    const by = grant.endedBy === undefined ? ours(say.ending.anApprover) : personRun(grant.endedBy.name);
    const at = grant.endedAt === undefined ? '' : ` ${time.short(grant.endedAt)}`;
    const facts = [
      ...usual.facts,
      fact(
        say.ending.takenBack,
        [...sentence(say.ending.takenBackBy(by)), ours(at, QUIET)].filter((run) => run.text !== ''),
      ),
    ];
    return {
      ...usual,
      sign: '↩',
      color: 'Default',
      times: [asked, ...decided],
      facts,
      last: say.ending.didNotRun,
    };
  }
  const used = grant.redemption === undefined ? [] : [{ tell: say.ending.used, at: grant.redemption.at }];
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
    const due =
      grant?.outcomeDueAt === undefined
        ? say.ending.noReportYet
        : say.ending.noReportYetDue(time.short(grant.outcomeDueAt));
    const runs = [...sent(view), ours(due)];
    return { sign: '▶', color: 'Accent', facts: [...facts, fact(say.ending.outcome, runs)] };
  }
  if (outcome.result === 'unknown') {
    // Whoever ran it may have said at once that its end is unclear; else its time ran out.
    const runs =
      outcome.text === undefined
        ? [...sent(view), ours(say.ending.noReportBy(time.short(grant?.outcomeDueAt ?? outcome.at)))]
        : reportRuns(view, outcome);
    const report = fact(say.ending.outcome, runs);
    const advice = fact(say.ending.whatNow, [ours(say.ending.checkTarget)]);
    return { sign: '?', color: 'Warning', facts: [...facts, report, advice] };
  }
  const report = fact(say.ending.outcome, reportRuns(view, outcome));
  return outcome.result === 'succeeded'
    ? { sign: '✓', color: 'Good', facts: [...facts, report] }
    : { sign: '!', color: 'Attention', facts: [...facts, report] };
}

/** That our own gateway sent it, which is no report but what we did. */
function sent({ request: { grant } }: CardView): readonly Run[] {
  const starts = grant?.redemption?.starts;
  if (starts === undefined) return [];
  const method = theirs(starts.method, METHOD_MAX);
  return sentence([...say.ending.sent(method, theirs(starts.target, NAME_MAX)), '; ']);
}

/** What our own gateway saw, as far as it is one of the ways it tells an end (approvals/gateway/call-end.ts). */
function seen(view: CardView, outcome: Outcome): readonly Run[] | undefined {
  if (view.request.grant?.redemption?.starts === undefined || outcome.text === undefined) return undefined;
  const end = readEnd(view.texts[outcome.text] ?? '');
  if (end !== undefined && 'status' in end) return [...sent(view), ours(say.ending.answered(end.status))];
  if (end !== undefined)
    return sentence(say.ending.notSent(quoted(end.notSent, WORDS_MAX, {}, { isRedacted: true })));
  return [...sent(view), ours(say.ending.sawThen), textRun(view, outcome.text, WORDS_MAX)];
}

function reportRuns(view: CardView, outcome: Outcome): readonly Run[] {
  const own = seen(view, outcome);
  if (own !== undefined) return own;
  const isGood = outcome.result === 'succeeded';
  // Whoever used the approval reports: the target, where the agent handed it on.
  const who = theirs(outcome.by ?? view.request.agent.name, NAME_MAX);
  if (outcome.text === undefined)
    return sentence(isGood ? say.ending.reportsSuccess(who) : say.ending.reportsFailure(who));
  const words = textRun(view, outcome.text, WORDS_MAX);
  if (outcome.result === 'unknown') return sentence(say.ending.reportsUnknownWith(who, words));
  return sentence(
    isGood ? say.ending.reportsSuccessWith(who, words) : say.ending.reportsFailureWith(who, words),
  );
}

function approvedBy(view: CardView, time: TellTime): Element {
  const { votes, verdict } = view.request;
  const approvals = votes.filter((vote) => vote.choice === 'approve');
  if (approvals.length > 0) return fact(say.ending.approvedBy, voteRuns(view, approvals, time));
  const rule = verdict.rules.find((each) => each.effect === 'allow');
  return fact(
    say.ending.approvedBy,
    sentence(rule === undefined ? [say.ending.byPolicy] : say.ending.byPolicyRule(theirs(rule.id, NAME_MAX))),
  );
}
