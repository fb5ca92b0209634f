// The card of somebody who owns the agent: all of it to be read, nothing to be decided. The review page takes their comment.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import type { Drawn } from './parts.ts';

/** The card as `drawn` to be read, with the way to the page. */
export const ownerCard = (view: CardView, drawn: Drawn): Drawn => ({
  ...drawn,
  card: {
    ...drawn.card,
    actions: [
      {
        type: 'Action.OpenUrl',
        title: view.request.status === 'pending' ? say.owner.readAndComment : say.owner.openPage,
        url: view.reviewLink,
      },
    ],
  },
});
