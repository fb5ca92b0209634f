// What the card of a request tells that ended without an approval: who or what said no, why, and what was missing.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { type Ending, WORDS_MAX } from './ending.ts';
import { type Element, fact, ours, QUIET, quoted, type Run, sentence, theirs } from './parts.ts';
import { openWho, reasonTitle, textRun, voteRuns } from './people.ts';
import { NAME_MAX, personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';
import { urgingLines } from './urging.ts';

/** The end of a request that was denied, expired, withdrawn or could not be decided. */
export function closedEnding(view: CardView, time: TellTime): Ending {
  const { request } = view;
  const asked = { tell: say.ending.asked, at: request.createdAt };
  const at = request.endedAt ?? request.expiresAt;
  const usual = {
    sign: '○',
    color: 'Default' as const,
    tense: 'asked' as const,
    heading: say.ending.whatWasAsked,
    last: say.ending.mayNotRun,
    canTakeBack: false,
  };
  switch (request.status) {
    case 'denied':
      return {
        ...usual,
        sign: '✕',
        color: 'Attention',
        times: [asked, { tell: say.ending.decided, at }],
        facts: deniedFacts(view, time),
      };
    case 'expired':
      return {
        ...usual,
        times: [asked, { tell: say.ending.closed, at }],
        facts: [stillNeeded(view, time), ...urgingLines(view, time)],
      };
    case 'cancelled':
      return {
        ...usual,
        times: [asked, { tell: say.ending.withdrawn, at }],
        facts: [...earlierApprovals(view, time), ...endReason(view, say.ending.agentSays)],
      };
    default:
      return {
        ...usual,
        sign: '!',
        color: 'Warning',
        times: [asked, { tell: say.ending.closed, at }],
        facts: [
          ...earlierApprovals(view, time),
          ...endReason(view, say.ending.why),
          fact(say.ending.whatNow, [ours(say.ending.askAdministrator)]),
        ],
      };
  }
}

function deniedFacts(view: CardView, time: TellTime): readonly Element[] {
  const { votes, verdict, endedBy, coolDown } = view.request;
  if (endedBy !== undefined) {
    const pausedBy = sentence(say.ending.whoPaused(personRun(endedBy.name)));
    return [fact(say.ending.deniedBy, pausedBy), ...whyPaused(view), ...earlierApprovals(view, time)];
  }
  if (coolDown !== undefined) {
    const { by } = view.earlier ?? {};
    const when = ours(` ${time.short(coolDown.deniedAt)}`, QUIET);
    return [
      fact(say.ending.deniedBy, [by === undefined ? ours(say.ending.aPerson) : personRun(by), when]),
      fact(say.ending.why, sentence(say.ending.deniedAs(theirs(coolDown.request, NAME_MAX)))),
      fact(say.ending.askedAgain, [ours(say.ending.atTheEarliest(time.short(coolDown.until)))]),
      ...earlierApprovals(view, time),
    ];
  }
  const deny = votes.find((vote) => vote.choice === 'deny');
  if (deny === undefined) {
    const rules = verdict.rules.filter((rule) => rule.effect === 'deny').slice(0, 3);
    const named = say.ending.byRules(rules.map((rule) => theirs(rule.id, NAME_MAX)));
    return [
      fact(say.ending.deniedBy, sentence(named.length === 0 ? [say.ending.byPolicy] : named)),
      ...endReason(view, say.ending.why),
    ];
  }
  const reason = reasonTitle(deny.reason);
  const why: readonly Run[] = [
    ...(reason === undefined ? [] : [ours(reason)]),
    ...(deny.text === undefined
      ? []
      : [ours(reason === undefined ? '' : ': '), textRun(view, deny.text, WORDS_MAX)]),
  ].filter((run) => run.text !== '');
  return [
    fact(say.ending.deniedBy, [personRun(deny.person.name), ours(` ${time.short(deny.at)}`, QUIET)]),
    ...(why.length === 0 ? [] : [fact(say.ending.why, why)]),
    ...(view.request.reported === undefined || view.request.reported.late !== undefined
      ? []
      : [fact(say.ending.reported, [ours(say.ending.asSuspicious)])]),
    ...earlierApprovals(view, time),
  ];
}

/** In whose words, or for which report, the agent was paused. */
function whyPaused({ pauseReason }: CardView): readonly Element[] {
  if (pauseReason === undefined) return [];
  const why =
    'text' in pauseReason
      ? [quoted(pauseReason.text, WORDS_MAX, {}, { isRedacted: true })]
      : sentence(say.ending.reportedRequest(theirs(pauseReason.reported, NAME_MAX)));
  return [fact(say.ending.why, why)];
}

/** Who had said yes before it ended without an approval: nobody's vote vanishes from a card. */
function earlierApprovals(view: CardView, time: TellTime): readonly Element[] {
  const approvals = view.request.votes.filter((vote) => vote.choice === 'approve');
  return approvals.length === 0 ? [] : [fact(say.people.approvals, voteRuns(view, approvals, time))];
}

function stillNeeded(view: CardView, time: TellTime): Element {
  const approvals = view.request.votes.filter((vote) => vote.choice === 'approve');
  const who = openWho(view);
  return fact(
    say.people.approvals,
    approvals.length === 0
      ? [ours(say.people.none(...who))]
      : [...voteRuns(view, approvals, time), ours(` · ${say.people.missing(...who)}`, QUIET)],
  );
}

/** The stored reason: a rule's words, or the agent's own when it withdrew. */
function endReason(view: CardView, label: string): readonly Element[] {
  const { status, endReason: reason } = view.request;
  if (reason === undefined || reason === '') return [];
  // Only a withdrawal's words are a text of their own.
  const run = status === 'cancelled' ? textRun(view, reason, WORDS_MAX) : theirs(reason, WORDS_MAX);
  return [fact(label, [run])];
}
