// The card of a request whose whole card Teams found too big: what it is about, and the way to the page where all of it stands. It decides
// nothing by itself: what is not on a card is not approved by a tap on it.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { card, type Drawn, line, openButton, ours, QUIET, statusLine } from './parts.ts';
import { openWords, spokenOutcome, spokenRequest, stateWords } from './summary.ts';
import { titleLine } from './title.ts';

/** The same in every state: the state, the sentence, and the page. */
export function smallCard(view: CardView): Drawn {
  const isOpen = view.request.status === 'pending';
  const words = stateWords(view);
  const drawn = card(
    isOpen ? spokenRequest(view) : spokenOutcome(view),
    [
      statusLine(isOpen ? '●' : '○', isOpen ? 'Warning' : 'Default', words, isOpen ? openWords(view) : ''),
      titleLine(view, isOpen ? 'asks' : 'asked'),
      line([ours(say.small.tooLarge, QUIET)]),
    ],
    [openButton(view, isOpen ? say.small.review : say.small.see)],
  );
  return { card: drawn, isComplete: false };
}
