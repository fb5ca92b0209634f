// Posting and updating cards: the port of Show over the adapter.
import type { CardDesk } from '../approvals/ports.ts';
import type { Adapter } from './adapter.ts';
import { buildCard } from './cards/build-card.ts';
import { summarise } from './cards/summary.ts';

/** Draws a view and sends it. */
export function createCardDesk(adapter: Pick<Adapter, 'post' | 'update'>): CardDesk {
  return {
    post: (conversation, view) => adapter.post(conversation, buildCard(view), summarise(view)),
    update: (conversation, activityId, view) =>
      adapter.update(conversation, activityId, buildCard(view), summarise(view)),
  };
}
