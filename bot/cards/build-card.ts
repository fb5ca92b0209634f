// Which card a request has now. View in, JSON out; the same view always gives the same bytes.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { channelSummary } from './channel-summary.ts';
import { CARD_BYTES } from './fit-rows.ts';
import { outcomeCard } from './outcome-card.ts';
import { ownerCard } from './owner-card.ts';
import { type Drawn, type Surface, size } from './parts.ts';
import { recordCard } from './record-card.ts';
import { requestCard } from './request-card.ts';
import { smallCard } from './small-card.ts';
import { trialCard } from './trial-card.ts';
import { replacedCard } from './urging.ts';
import { withdrawnCard } from './withdrawn-card.ts';

/** The content type Teams knows a card by. */
export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** The card that tells the request as it stands. On the review page it is the same, without inputs and buttons. */
export const buildCard = (view: CardView, surface: Surface = 'teams'): IAdaptiveCard =>
  drawCard(view, surface).card;

/** The same, with whether everything that counts is on it. One that grew too large, as letters of three bytes can make it, leads to the page. */
export function drawCard(view: CardView, surface: Surface): Drawn {
  const drawn = draw(view, surface);
  const isBound = view.summary === true || view.withdrawn === true || surface === 'page';
  return isBound || size(drawn.card) <= CARD_BYTES ? drawn : smallCard(view);
}

function draw(view: CardView, surface: Surface): Drawn {
  // Before everything else: no other card may be drawn of it.
  if (view.withdrawn === true) return withdrawnCard(view);
  if (view.summary === true) return channelSummary(view);
  const { record, trial } = view.request;
  const isReplaced = view.prompt.replaced === true && view.request.status === 'pending';
  if (view.prompt.small === true && surface === 'teams')
    return isReplaced ? replacedCard(view) : smallCard(view);
  if (view.toldAs === 'owner' && surface === 'teams') return ownerCard(view, draw(view, 'page'));
  if (trial !== undefined) return trialCard(view, trial, surface);
  if (record !== undefined) return recordCard(view, record, surface);
  if (view.request.status !== 'pending') return outcomeCard(view, surface);
  return isReplaced ? replacedCard(view) : requestCard(view, surface);
}
