// Does the card of a view hold all that is approved? Asked where a decision is taken, of the very card that people get.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { drawCard } from './build-card.ts';

/** As one who decides gets it now: a card that a newer one replaced asks nothing, and so proves nothing. */
export function holdsAll(view: CardView): boolean {
  const { replaced: _taken, ...prompt } = view.prompt;
  return drawCard({ ...view, prompt }, 'teams').isComplete;
}
