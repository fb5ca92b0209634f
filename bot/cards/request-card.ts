// The card of a request that waits: what exactly would run, how risky, in whose words, who is still needed, and the buttons.
// Promise: Approve is offered only when every parameter is on the card. View in, JSON out.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Risk } from '../../approvals/verdict.ts';
import { deniedBefore, deniedBeforeSentence } from './denied-before.ts';
import { details } from './details.ts';
import { changedSinceApproved, historyFact } from './history.ts';
import { inputs } from './inputs.ts';
import { isLimitReason, normallyFree } from './normally-free.ts';
import { CARD_BYTES, parameterRows } from './parameters.ts';
import {
  BOLD,
  box,
  button,
  card,
  type Drawn,
  type Element,
  line,
  openButton,
  ours,
  QUIET,
  type Run,
  type Surface,
  size,
  statusLine,
  theirs,
} from './parts.ts';
import { approvalsFact, commentLines, textRun } from './people.ts';
import { reportLine } from './report.ts';
import { spokenRequest, untilWords } from './summary.ts';
import { createTellTime } from './tell-time.ts';
import { cutFromTitle, titleLine, titleTraps } from './title.ts';
import { escalationLines, whyHere } from './urging.ts';
import { yourVote } from './your-vote.ts';

const JUSTIFICATION_MAX = 600;
const REASON_MAX = 140;
const REASONS_SHOWN = 4;
const RISK_WORDS: Readonly<Record<Risk, string>> = {
  low: 'Low risk',
  medium: 'Medium risk',
  high: 'High risk',
  critical: 'Critical risk',
};

/** The card of a pending request. */
export function requestCard(view: CardView, surface: Surface): Drawn {
  const blank = { rows: [], last: [], complete: true, hidden: [], mixed: [], secret: [] };
  const roomBeside = (extra: readonly Element[]) =>
    // Warnings about hidden characters and the refusal to approve are written only once the rows are known.
    CARD_BYTES - size(build(view, blank, surface, extra)) - 1200;
  const wanted = surface === 'teams' ? reportLine(view) : [];
  // Where others have written that much, the review page has the way to report.
  const extra = roomBeside(wanted) > 0 ? wanted : [];
  const parameters = parameterRows(view, cutFromTitle(view), roomBeside(extra));
  const compared = build(view, withComparison(parameters, changedSinceApproved(view)), surface, extra);
  return {
    card: size(compared) <= CARD_BYTES ? compared : build(view, parameters, surface, extra),
    isComplete: parameters.complete,
  };
}

/** What is different from the last approved is no part of what is approved: it stands below, where there is room. */
const withComparison = (
  parameters: ReturnType<typeof parameterRows>,
  lines: readonly Element[],
): ReturnType<typeof parameterRows> => ({ ...parameters, rows: [...parameters.rows, ...lines] });

function build(
  view: CardView,
  parameters: ReturnType<typeof parameterRows>,
  surface: Surface,
  extra: readonly Element[],
): IAdaptiveCard {
  const { request } = view;
  const time = createTellTime(view.timeZone, request.createdAt);
  // One tap approves only what stands on the card whole, and what no rule wants a fresh sign-in for.
  const isOneTap = parameters.complete && request.verdict.stepUp === undefined;
  const rows: readonly Element[] =
    parameters.rows.length > 0
      ? parameters.rows
      : [line([ours('no parameters', QUIET)], { spacing: 'Small' })];
  return card(
    spokenRequest(view),
    [
      statusLine('●', 'Warning', 'Waiting for approval', `open ${untilWords(view)}`),
      ...yourVote(view),
      ...whyHere(view, time),
      titleLine(view, 'asks'),
      ...normallyFree(view),
      riskBox(view, parameters),
      box(parameters.complete ? 'You approve exactly this' : 'What is asked, in part', rows),
      ...justification(view),
      ...(parameters.last.length === 0
        ? []
        : [
            box(
              parameters.complete ? 'Sizes and digests you approve too' : 'Sizes and digests',
              parameters.last,
            ),
          ]),
      approvalsFact(view, time),
      ...escalationLines(view, time),
      ...deniedBefore(view, time),
      ...historyFact(view, time),
      ...commentLines(view, time),
      ...details(view, isOneTap && surface === 'teams'),
      ...extra,
      ...(surface === 'teams' ? inputs(view, parameters.complete, isOneTap) : []),
    ],
    surface === 'teams'
      ? [
          isOneTap
            ? button(view, 'approve', buttonTitle(view), 'positive')
            : openButton(view, 'Review and approve'),
          button(view, 'deny', 'Deny', 'destructive'),
          button(view, 'comment', 'Send comment only', 'default'),
        ]
      : [],
  );
}

function riskBox(view: CardView, parameters: ReturnType<typeof parameterRows>): Element | undefined {
  const { risk, display } = view.request.verdict;
  const told = risk.reasons.filter((reason) => !isLimitReason(view, reason));
  const title = titleTraps(view);
  const hidden = [...title.hidden, ...parameters.hidden];
  const mixed = [...title.mixed, ...parameters.mixed];
  const secret = [...title.secret, ...parameters.secret];
  const before = deniedBeforeSentence(view);
  const quiet = risk.level === 'low' && display.reversible && told.length === 0 && before.length === 0;
  if (quiet && hidden.length + mixed.length + secret.length === 0 && view.request.agent.registered)
    return undefined;
  const head = `${RISK_WORDS[risk.level]}${display.reversible ? '' : ', cannot be undone'}.`;
  const reasons = told.slice(0, REASONS_SHOWN).map((reason) => theirs(`  ${asSentence(reason)}`, REASON_MAX));
  const more = told.length - REASONS_SHOWN;
  const lines: readonly (readonly Run[])[] = [
    [ours(head, BOLD), ...reasons, ...(more > 0 ? [ours(`  And ${more} more reasons.`)] : []), ...before],
    ...(view.request.agent.registered ? [] : [[ours('This agent is not registered in countersign.yaml.')]]),
    ...(hidden.length === 0 ? [] : [[ours('Hidden characters, shown as \\u{…}, in: '), ...named(hidden)]]),
    ...(mixed.length === 0
      ? []
      : [[ours('Letters of look-alike alphabets are mixed in: '), ...named(mixed)]]),
    ...(secret.length === 0
      ? []
      : [[ours('What looks like a secret is told by size and digest alone, in: '), ...named(secret)]]),
  ];
  return {
    type: 'Container',
    style: risk.level === 'high' || risk.level === 'critical' ? 'attention' : 'warning',
    spacing: 'Medium',
    items: lines.map((runs, index) => line(runs, index === 0 ? {} : { spacing: 'Small' })),
  };
}

function named(names: readonly string[]): readonly Run[] {
  const more = names.length - 4;
  return [
    ...names.slice(0, 4).map((name, index) => theirs(`${index === 0 ? '' : ', '}${name}`, 40)),
    ours(more > 0 ? ` and ${more} more` : ''),
  ].filter((run) => run.text !== '');
}

function justification(view: CardView): readonly Element[] {
  const { justification: digest } = view.request;
  if (digest === undefined) return [];
  return [
    {
      type: 'Container',
      spacing: 'Medium',
      items: [
        line([ours('In the agent’s own words (not verified)', QUIET)]),
        line([textRun(view, digest, JUSTIFICATION_MAX)], { spacing: 'Small' }),
      ],
    },
  ];
}

/** The policy's word for the button, never an agent's; it must stay one line on a phone. */
export function buttonTitle(view: CardView): string {
  const { listed, button: title } = view.request.verdict.display;
  return listed && title.length <= 40 ? plainText(title, 40) : 'Approve';
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
