// Posting and updating cards: the port of Show over the adapter.
import type { CardDesk, CardView } from '../approvals/prompt/card-ports.ts';
import type { Adapter } from './adapter.ts';
import { buildCard } from './cards/build-card.ts';
import { summarise } from './cards/summary.ts';
import type { CardMessage } from './outgoing.ts';

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
