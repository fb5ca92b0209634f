// A request's card as it stood when somebody asked for it: a copy without inputs and buttons, which says so, and the way to what is true now.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { Review } from '../../approvals/decision/review.ts';
import type { Instant } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import { drawCard } from './build-card.ts';
import { footer } from './parts.ts';
import { inZone } from './tell-time.ts';

/** The copy. A card that is not the one kept up to date must never look as if it were. */
export function shownCard({ view, may }: Review, at: Instant): IAdaptiveCard {
  const { card } = drawCard(view, 'page');
  const decides = may.approve || may.deny || may.look;
  return {
    ...card,
    body: [...(card.body ?? []), footer(say.copy.asOf(inZone(at, view.timeZone)))],
    actions: [
      {
        type: 'Action.OpenUrl',
        title: decides ? say.copy.decide : say.copy.open,
        url: view.reviewLink,
      },
    ],
  };
}
