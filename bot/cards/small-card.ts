// The card of a request whose whole card Teams found too big: what it is about, how grave it is, and the way to the page where all of it
// stands. Whoever has read enough to refuse can deny or ask right here. What is not on a card is not approved by a tap on it.
import type { ActionArray } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { NO_ROWS } from './fit-rows.ts';
import { inputs } from './inputs.ts';
import { openedFact } from './opened.ts';
import {
  button,
  card,
  type Drawn,
  type Element,
  line,
  openButton,
  ours,
  QUIET,
  statusLine,
} from './parts.ts';
import { approvalsFact } from './people.ts';
import { riskBox } from './request-card.ts';
import { openWords, spokenOutcome, spokenRequest, stateWords } from './summary.ts';
import { createTellTime } from './tell-time.ts';
import { titleLine } from './title.ts';
import { yourVote } from './your-vote.ts';

/** The state, the sentence, and the page; while it waits for people the rest of what fits in any case. */
export function smallCard(view: CardView): Drawn {
  const { status, trial } = view.request;
  const isOpen = status === 'pending';
  // A test has a page to press on, and an owner decides nothing.
  const isAsking = isOpen && trial === undefined && view.toldAs !== 'owner';
  const drawn = card(
    isOpen ? spokenRequest(view) : spokenOutcome(view),
    [
      statusLine(
        isOpen ? '●' : '○',
        isOpen ? 'Warning' : 'Default',
        stateWords(view),
        isOpen ? openWords(view) : '',
      ),
      ...yourVote(view),
      titleLine(view, isOpen ? 'asks' : 'asked'),
      ...(isAsking ? [riskBox(view, NO_ROWS)] : []),
      line([ours(say.small.tooLarge, QUIET)]),
      ...(isAsking ? asked(view) : []),
    ],
    [openButton(view, isOpen ? say.small.review : say.small.see), ...(isAsking ? buttons(view) : [])],
  );
  return { card: drawn, isComplete: false };
}

function asked(view: CardView): readonly Element[] {
  const time = createTellTime(view.timeZone, view.request.createdAt);
  return [approvalsFact(view, time), ...openedFact(view, time), ...inputs(view, false, false)];
}

const buttons = (view: CardView): ActionArray => [
  button(view, 'deny', say.request.deny, 'destructive'),
  button(view, 'comment', say.request.commentOnly, 'default'),
];
