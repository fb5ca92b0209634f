// Posting and updating cards: the port of Show over the adapter.
import { SendFault } from '../approvals/faults.ts';
import type { CardDesk, CardView } from '../approvals/prompt/card-ports.ts';
import type { DigestCards, DigestView } from '../approvals/prompt/digest-ports.ts';
import type { Adapter } from './adapter.ts';
import { buildCard } from './cards/build-card.ts';
import { digestCard, digestWords } from './cards/digest-card.ts';
import { withMentions } from './cards/mentions.ts';
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
    post: async (conversation, view) => {
      try {
        return await adapter.post(conversation, messageOf(view));
      } catch (error) {
        // Teams may take no mention of this person here: the card is worth more than the ping.
        if (view.mentions === undefined || !isRefusedAsWritten(error)) throw error;
        const { mentions: _refused, ...rest } = view;
        return await adapter.post(conversation, messageOf(rest));
      }
    },
    update: (conversation, activityId, view) => adapter.update(conversation, activityId, messageOf(view)),
  };
}

const messageOf = (view: CardView): CardMessage => ({
  card: withMentions(buildCard(view), view),
  summary: summarise(view),
  trace: view.request.trace,
});

/** What was sent is not well formed, by Teams' word (400), and so was not posted. */
function isRefusedAsWritten(error: unknown): boolean {
  if (!(error instanceof SendFault) || error.kind !== 'refused') return false;
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'statusCode' in cause && cause.statusCode === 400;
}
