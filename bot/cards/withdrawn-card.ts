// What stands in the chat of somebody who may not read a request any more, in place of its card.
// Promise: nothing of the request is on it but its ID, in no state, and nothing can be pressed.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { card, type Drawn, footer, line, ours, statusLine } from './parts.ts';

/** The same in every state. */
export const withdrawnCard = ({ request }: CardView): Drawn => ({
  card: card(say.withdrawn.title, [
    statusLine('○', 'Default', say.withdrawn.title, ''),
    line([ours(say.withdrawn.why)], { spacing: 'Medium' }),
    footer(say.withdrawn.request(request.id)),
  ]),
  isComplete: false,
});
