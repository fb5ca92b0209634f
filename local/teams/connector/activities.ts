// Send, reply, update, delete: the connector's calls on messages.
// Promises: the bot changes only its own messages; what is gone stays gone.
import type { Reply } from '../../support/local-door.ts';
import { CHANNEL, parseConversationId } from '../conversations.ts';
import type { Message } from '../state.ts';
import type { World } from '../world.ts';
import { ACTIVITY_NOT_FOUND, NOT_IN_ROSTER, refusal } from './errors.ts';
import { mentionedIn, type OutgoingActivity, readActivity } from './read-activity.ts';

/** Posts a message. In a channel it is a new post, or stands under the one that the ids name. */
export function sendActivity(
  world: World,
  conversationId: string,
  replyTo: string | undefined,
  body: unknown,
): Reply {
  const read = readActivity(body);
  if (!read.ok) return read.reply;
  const { id, thread } = parseConversationId(conversationId);
  if (!world.state.isInstalled(id)) return NOT_IN_ROSTER;
  const { activity } = read;
  if (activity.type === 'typing') return { status: 201, body: { id: String(Date.now()) } };
  const under = id === CHANNEL.id ? (thread ?? threadOf(world, id, replyTo)) : undefined;
  if (under !== undefined && world.state.message(under)?.conversation !== id) return ACTIVITY_NOT_FOUND;
  return { status: 201, body: post(world, id, under, activity) };
}

/** Replaces what a message says, at once or, where a script asked for it, late. */
export function updateActivity(
  world: World,
  conversationId: string,
  messageId: string,
  body: unknown,
): Reply {
  const read = readActivity(body);
  if (!read.ok) return read.reply;
  const refused = refuseChange(world, conversationId, messageId);
  if (refused !== undefined) return refused;
  const { activity } = read;
  world.late.apply(messageId, () => {
    if (world.state.message(messageId)?.deleted === false) world.state.update(messageId, activity);
  });
  return { status: 200, body: { id: messageId } };
}

/** Deletes a message. */
export function deleteActivity(world: World, conversationId: string, messageId: string): Reply {
  const refused = refuseChange(world, conversationId, messageId);
  if (refused !== undefined) return refused;
  world.state.remove(messageId);
  return { status: 200 };
}

/** Posts and answers with the id, as Teams does: text and card in one activity become two messages, and no id comes back. */
export function post(
  world: World,
  conversation: string,
  thread: string | undefined,
  activity: OutgoingActivity,
): { readonly id?: string } {
  const from = { id: world.bot.id, name: world.bot.name };
  const { text, card, summary } = activity;
  const mentioned = card === null ? [] : mentionedIn(card);
  if (text === '' || card === null) {
    return {
      id: world.state.post({
        conversation,
        thread,
        from,
        text,
        card,
        summary,
        ...(mentioned.length > 0 ? { mentioned } : {}),
      }).messageId,
    };
  }
  const first = world.state.post({ conversation, thread, from, text, card: null, summary });
  world.state.post({ conversation, thread: thread ?? first.thread, from, text: '', card, summary });
  return {};
}

// An invoke's own id comes here as replyTo too; it is no message, and Teams then starts a new post.
function threadOf(world: World, conversation: string, replyTo: string | undefined): string | undefined {
  const message = replyTo === undefined ? undefined : world.state.message(replyTo);
  return message?.conversation === conversation ? message.thread : undefined;
}

function refuseChange(world: World, conversationId: string, messageId: string): Reply | undefined {
  const { id } = parseConversationId(conversationId);
  if (!world.state.isInstalled(id)) return NOT_IN_ROSTER;
  const message: Message | undefined = world.state.message(messageId);
  if (message === undefined || message.deleted || message.conversation !== id) return ACTIVITY_NOT_FOUND;
  if (message.from.id !== world.bot.id) {
    return refusal(403, 'NotEnoughPermissions', 'A bot can change only the messages it has sent.');
  }
  return undefined;
}
