// Everything Teams may tell the bot, once the sender is proven: a click, a message, an installation. What is unknown is ignored
// politely: an invoke without an answer, or an error, reads as "Unable to reach app".
import type { AnswerClick } from '../approvals/prompt/card-ports.ts';
import type { Instant, Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import { answerMessage, type CommandParts, hello } from './commands.ts';
import type { Activity, OnActivity } from './incoming.ts';
import { notice, onClick } from './on-click.ts';
import { learnOwnChat, type OwnChatParts } from './own-chat.ts';
import { readSender, type Where } from './sender.ts';
import { createSpeak, type SpeakParts } from './speak.ts';
import { within } from './within.ts';
import { say } from './words/words.ts';

/** Which conversations were greeted. Each throws `StoreFault`. */
export interface GreetingBook {
  /** Notes it down; `false`: it was greeted before. */
  first(conversation: string, at: Instant): Promise<boolean>;
  /** The app was taken out: who adds it again is greeted again. */
  forget(conversation: string): Promise<void>;
}

interface ActivityParts extends CommandParts, OwnChatParts, SpeakParts {
  readonly answer: AnswerClick;
  /** The bot is in this conversation for certain: what was given up there may come now. */
  readonly isHere?: (conversation: Conversation, person: Person | undefined) => Promise<void>;
  readonly greetings: GreetingBook;
}

/** Teams takes a bot that does not answer within fifteen seconds for dead: what is not done by then is done beside the turn. */
const TURN_MS = 8000;

/** Makes the handler for proven activities. */
export function createOnActivity(parts: ActivityParts): OnActivity {
  const speak = createSpeak(parts);

  async function tellLate({ oid }: Person, text: string): Promise<void> {
    const to = await parts.people.find(oid);
    if (to !== undefined) await speak({ to, say: text });
  }

  async function learn(activity: Activity, where: Where): Promise<void> {
    try {
      await learnOwnChat(activity, where, parts);
      const isHere = activity.type === 'message' || activity.action === 'add';
      if (isHere && where.conversation.tenant === parts.tenant.toLowerCase())
        await parts.isHere?.(where.conversation, where.person);
    } catch (error) {
      // Learned with their next message; what they wrote is answered all the same.
      parts.onFault(error);
    }
  }

  /** Install events come again at any time, and to any instance: only who puts the note down says hello, and takes it back if that does not stand. */
  async function greet({ action }: Activity, { conversation, thread }: Where): Promise<void> {
    if (conversation.tenant !== parts.tenant.toLowerCase()) return;
    try {
      if (action === 'remove') await parts.greetings.forget(conversation.id);
      if (action !== 'add' || !(await parts.greetings.first(conversation.id, parts.clock()))) return;
      if (!(await speak({ to: thread, say: hello(conversation) })))
        await parts.greetings.forget(conversation.id);
    } catch (error) {
      parts.onFault(error);
    }
  }

  /** Throws nothing. */
  async function heed(activity: Activity, where: Where): Promise<void> {
    await learn(activity, where);
    if (activity.type === 'message' && typeof activity.text === 'string')
      for (const each of await answerMessage(activity.text, where, parts)) await speak(each);
    if (activity.type === 'installationUpdate') await greet(activity, where);
  }

  return async (activity) => {
    if (activity.type === 'invoke') {
      return activity.name === 'adaptiveCard/action'
        ? await onClick(activity, { ...parts, tellLate })
        : notice(say.refusal.unknownInvoke);
    }
    const where = readSender(activity, parts.tenant);
    if (where === undefined) return undefined;
    await within(heed(activity, where), AbortSignal.timeout(TURN_MS)).catch(() => undefined);
    return undefined;
  };
}
