// The person in a story: waits for the next new card in the local Teams and presses a button on it, as on the page.
// By hand, the reader is that person.
import { setTimeout as sleep } from 'node:timers/promises';

/** Answers cards. */
export interface Answering {
  /**
   * Waits for a card on which `words` stand and that nobody answered yet in this story, and has `who` press `verb`.
   * Others may ask at the same time: their cards are left alone.
   */
  readonly card: (words: string, who: string, verb: 'approve' | 'deny', comment?: string) => Promise<void>;
}

interface Message {
  readonly messageId: string;
  readonly card: object | null;
}

/** Cards that stand there when it is made are left alone. */
export async function createAnswering(options: {
  readonly teamsUrl: string;
  readonly byHand: boolean;
  /** Object ids by first name. */
  readonly people: Readonly<Record<string, string>>;
}): Promise<Answering> {
  const { teamsUrl, byHand, people } = options;
  const seen = new Set((await messages(teamsUrl)).map(({ messageId }) => messageId));

  async function newCard(words: string): Promise<string> {
    for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(100)) {
      for (const { messageId, card } of await messages(teamsUrl)) {
        const text = JSON.stringify(card);
        if (!/"request":"req_\w{26}"/.test(text) || seen.has(messageId) || !text.includes(words)) continue;
        seen.add(messageId);
        return messageId;
      }
    }
    throw new Error(`No card with "${words}" came to ${teamsUrl} within a minute.`);
  }

  return {
    card: async (about, who, verb, comment) => {
      const messageId = await newCard(about);
      const words = comment === undefined ? '' : `, with the comment "${comment}"`;
      if (byHand) {
        console.log(`  > Your turn: open ${teamsUrl} and ${verb} as ${who}${words}.`);
        return;
      }
      console.log(`  > ${who} presses ${verb} on the card in Teams${words}.`);
      const data = comment === undefined ? {} : { comment };
      const user = people[who.toLowerCase()];
      if (user === undefined) throw new Error(`Nobody is called ${who} in the demo directory.`);
      const response = await fetch(`${teamsUrl}/_local/click`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messageId, user, verb, data }),
      });
      if (!response.ok) throw new Error(`Teams did not take the press: ${await response.text()}`);
    },
  };
}

const WAIT_MS = 60_000;

async function messages(teamsUrl: string): Promise<readonly Message[]> {
  const response = await fetch(`${teamsUrl}/_local/messages`);
  return (await response.json()) as readonly Message[];
}
