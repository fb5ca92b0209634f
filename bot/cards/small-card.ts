// The card of a request whose whole card Teams found too big: all that the whole one tells but the parameters, and the way to the page where
// they stand. Whoever has read enough to refuse can deny or ask right here, and an unused approval can be taken back. What is not on a card is
// not approved by a tap on it.
import type { ActionArray, IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { endedHead, soFar, type Told, waitingHead } from './around.ts';
import { details, detailsAfter, fingerprint } from './details.ts';
import { NO_ROWS } from './fit-rows.ts';
import { inputs } from './inputs.ts';
import { endingOf } from './outcome-card.ts';
import {
  button,
  card,
  type Drawn,
  type Element,
  footer,
  line,
  openButton,
  ours,
  QUIET,
  size,
} from './parts.ts';
import { commentLines, removedLines } from './people.ts';
import { smallRecord } from './record-card.ts';
import { reportLine } from './report.ts';
import { justification } from './request-card.ts';
import { riskBox, SMALL_ROOM } from './risk.ts';
import { spokenOutcome, spokenRequest } from './summary.ts';
import { createTellTime } from './tell-time.ts';
import { trapElements, trapsBeside } from './traps.ts';
import { trialCard } from './trial-card.ts';

/** Far under what Teams refused. */
const SMALL_BYTES = 14 * 1024;

/** What others wrote, told ever shorter until the card is small: the page has all of it. */
const LENGTHS: readonly Length[] = [
  { comments: 3, comment: 240, changes: true, claims: true, remarks: true },
  { comments: 3, comment: 240, changes: false, claims: true, remarks: true },
  { comments: 3, comment: 80, changes: false, claims: true, remarks: true },
  { comments: 3, comment: 80, changes: false, claims: false, remarks: true },
];
const SHORTEST: Length = { comments: 1, comment: 80, changes: false, claims: false, remarks: false };

interface Length extends Required<Told> {
  /** The agent's own words, and what it reports of itself. */
  readonly claims: boolean;
  /** What approvers wrote with their votes, what rules say of themselves, and the way to report. */
  readonly remarks: boolean;
}

/** The request as it stands, without its parameters. */
export function smallCard(view: CardView): Drawn {
  const { status, trial, record } = view.request;
  if (record !== undefined) return { card: smallRecord(view, record), isComplete: false };
  if (trial !== undefined) {
    // A test has a page to press on.
    const { card: told } = trialCard(view, trial, 'page');
    return { card: { ...told, actions: [wayToPage(view)] }, isComplete: false };
  }
  const build = status === 'pending' ? waiting : over;
  return {
    card: shortened((length) => build(length.remarks ? view : withoutRemarks(view), length)),
    isComplete: false,
  };
}

function shortened(build: (length: Length) => IAdaptiveCard): IAdaptiveCard {
  for (const length of LENGTHS) {
    const built = build(length);
    if (size(built) <= SMALL_BYTES) return built;
  }
  return build(SHORTEST);
}

/** A denial's reason stays. */
function withoutRemarks(view: CardView): CardView {
  const { request } = view;
  const votes = request.votes.map(({ text, ...vote }) =>
    vote.choice === 'deny' && text !== undefined ? { ...vote, text } : vote,
  );
  const rules = request.verdict.rules.map(({ description: _its, ...rule }) => rule);
  return { ...view, request: { ...request, votes, verdict: { ...request.verdict, rules } } };
}

function waiting(view: CardView, length: Length): IAdaptiveCard {
  const time = createTellTime(view.timeZone, view.request.createdAt);
  // An owner decides nothing.
  const isAsking = view.toldAs !== 'owner';
  return card(
    spokenRequest(view),
    [
      ...waitingHead(view, time),
      riskBox(view, NO_ROWS, SMALL_ROOM),
      tooLarge(),
      ...(length.claims ? justification(view) : []),
      ...soFar(view, time, length),
      ...details(view, false, length),
      ...(isAsking ? [...(length.remarks ? reportLine(view) : []), ...inputs(view, false, false)] : []),
    ],
    [wayToPage(view), ...(isAsking ? buttons(view) : [])],
  );
}

function over(view: CardView, length: Length): IAdaptiveCard {
  const time = createTellTime(view.timeZone, view.request.createdAt);
  const ending = endingOf(view, time);
  const canTakeBack = ending.canTakeBack && view.toldAs !== 'owner';
  return card(
    spokenOutcome(view),
    [
      ...endedHead(view, time, ending),
      ...(view.request.purged === undefined ? [tooLarge()] : []),
      ...trapElements(trapsBeside(view)),
      ...removedLines(view),
      ...commentLines(view, time, length.comments, length.comment),
      ...detailsAfter(view, false, { ...length, risk: SMALL_ROOM }),
      footer(say.ending.fingerprint(ending.last, fingerprint(view))),
    ],
    [wayToPage(view), ...(canTakeBack ? [button(view, 'revoke', say.ending.takeBack, 'destructive')] : [])],
  );
}

const tooLarge = (): Element => line([ours(say.small.tooLarge, QUIET)]);

const wayToPage = (view: CardView) =>
  openButton(view, view.request.status === 'pending' ? say.small.review : say.small.see);

const buttons = (view: CardView): ActionArray => [
  button(view, 'deny', say.request.deny, 'destructive'),
  button(view, 'comment', say.request.commentOnly, 'default'),
];
