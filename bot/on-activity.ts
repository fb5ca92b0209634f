// Everything Teams may tell the bot, once the sender is proven: a click, a message, an installation. What is unknown is ignored
// politely: an invoke without an answer, or an error, reads as "Unable to reach app".
import type { AnswerClick } from '../approvals/ports.ts';
import type { Conversation } from '../approvals/work.ts';
import type { Adapter } from './adapter.ts';
import { answerMessage, type CommandParts, hello } from './commands.ts';
import type { OnActivity } from './incoming.ts';
import { notice, onClick } from './on-click.ts';
import { readSender } from './sender.ts';

/** Conversations greeted by this process: install events may come again at any time. */
const GREETED_MAX = 1000;

interface ActivityParts extends CommandParts {
  readonly answer: AnswerClick;
  readonly adapter: Pick<Adapter, 'say'>;
}

/** Makes the handler for proven activities. */
export function createOnActivity(parts: ActivityParts): OnActivity {
  const greeted = new Set<string>();

  async function say(to: Conversation, text: string): Promise<void> {
    try {
      await parts.adapter.say(to, text);
    } catch (error) {
      // Nobody can be told; repeating it would only post it twice.
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
    if (activity.type === 'message' && typeof activity.text === 'string') {
      await say(where.thread, await answerMessage(activity.text, where, parts));
    }
    if (activity.type === 'installationUpdate' && activity.action === 'add') {
      const { id } = where.conversation;
      if (greeted.has(id)) return undefined;
      if (greeted.size >= GREETED_MAX) greeted.clear();
      greeted.add(id);
      await say(where.thread, hello(where.conversation));
    }
    return undefined;
  };
}
