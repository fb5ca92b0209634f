// Everything Teams may tell the bot, once the sender is proven: a click, a message, an installation. What is unknown is ignored
// politely: an invoke without an answer, or an error, reads as "Unable to reach app".
import type { AnswerClick } from '../approvals/prompt/card-ports.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import type { Adapter } from './adapter.ts';
import { answerMessage, type CommandParts, hello, type Saying } from './commands.ts';
import type { Activity, OnActivity } from './incoming.ts';
import { notice, onClick } from './on-click.ts';
import { learnOwnChat, type OwnChatParts } from './own-chat.ts';
import { readSender, type Where } from './sender.ts';

/** Conversations greeted by this process: install events may come again at any time. */
const GREETED_MAX = 1000;

interface ActivityParts extends CommandParts, OwnChatParts {
  readonly answer: AnswerClick;
  /** The bot is in this conversation for certain: what was given up there may come now. */
  readonly isHere?: (conversation: Conversation, person: Person | undefined) => Promise<unknown>;
  readonly adapter: Pick<Adapter, 'say' | 'post'>;
}

/** Makes the handler for proven activities. */
export function createOnActivity(parts: ActivityParts): OnActivity {
  const greeted = new Set<string>();

  async function say({ to, say: what }: Saying): Promise<void> {
    try {
      if (typeof what === 'string') await parts.adapter.say(to, what);
      else await parts.adapter.post(to, what);
    } catch (error) {
      // Nobody can be told; repeating it would only post it twice.
      parts.onFault(error);
    }
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

  return async (activity) => {
    if (activity.type === 'invoke') {
      return activity.name === 'adaptiveCard/action'
        ? await onClick(activity, parts)
        : notice('Countersign does not know this. Nothing was changed.');
    }
    const where = readSender(activity, parts.tenant);
    if (where === undefined) return undefined;
    await learn(activity, where);
    if (activity.type === 'message' && typeof activity.text === 'string') {
      for (const each of await answerMessage(activity.text, where, parts)) await say(each);
    }
    if (activity.type === 'installationUpdate' && activity.action === 'add') {
      const { id } = where.conversation;
      if (greeted.has(id)) return undefined;
      if (greeted.size >= GREETED_MAX) greeted.clear();
      greeted.add(id);
      await say({ to: where.thread, say: hello(where.conversation) });
    }
    return undefined;
  };
}
