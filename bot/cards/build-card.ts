// Which card a request has now. View in, JSON out; the same view always gives the same bytes.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/ports.ts';
import { outcomeCard } from './outcome-card.ts';
import { recordCard } from './record-card.ts';
import { requestCard } from './request-card.ts';

/** The content type Teams knows a card by. */
export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** The card that tells the request as it stands. */
export function buildCard(view: CardView): IAdaptiveCard {
  const { record } = view.request;
  if (record !== undefined) return recordCard(view, record);
  return view.request.status === 'pending' ? requestCard(view) : outcomeCard(view);
}
