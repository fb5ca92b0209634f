// Posting and updating cards: the port of Show over the adapter.
import type { CardDesk, CardView } from '../approvals/prompt/card-ports.ts';
import type { DigestCards, DigestView } from '../approvals/prompt/digest-ports.ts';
import type { Adapter } from './adapter.ts';
import { buildCard } from './cards/build-card.ts';
import { digestCard, digestWords } from './cards/digest-card.ts';
import { summarise } from './cards/summary.ts';
import type { CardMessage } from './outgoing.ts';

/** Draws a digest and sends it. */
export function createDigestCards(adapter: Pick<Adapter, 'post' | 'update'>): DigestCards {
  const told = (view: DigestView): CardMessage => ({ card: digestCard(view), summary: digestWords(view) });
  return {
    post: (conversation, view) => adapter.post(conversation, told(view)),
    update: (conversation, activityId, view) => adapter.update(conversation, activityId, told(view)),
  };
}

/** Draws a view and sends it. */
export function createCardDesk(adapter: Pick<Adapter, 'post' | 'update'>): CardDesk {
  return {
    post: (conversation, view) => adapter.post(conversation, messageOf(view)),
    update: (conversation, activityId, view) => adapter.update(conversation, activityId, messageOf(view)),
  };
}

const messageOf = (view: CardView): CardMessage => ({
  card: buildCard(view),
  summary: summarise(view),
  trace: view.request.trace,
});
