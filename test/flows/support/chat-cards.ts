// The cards of requests that somebody reads in their own chat with the app.
import type { Shown } from './teams.ts';
import { until } from './until.ts';

/** Of one chat. */
export interface ChatCards {
  /** All of a request. */
  readonly of: (id: string) => Promise<readonly Shown[]>;
  /** The newest, once it says so. */
  readonly says: (id: string, words: RegExp) => Promise<Shown>;
}

/** Those of the chat with this id. */
export function createChatCards(
  teams: { cards(id: string): Promise<readonly Shown[]> },
  chat: string,
): ChatCards {
  const of = async (id: string) =>
    (await teams.cards(id)).filter(({ conversation }) => conversation.id === chat);
  return {
    of,
    says: (id, words) =>
      until(`a card in ${chat} with ${words}`, async () => {
        const card = (await of(id)).at(-1);
        return card !== undefined && words.test(card.words) ? card : undefined;
      }),
  };
}
