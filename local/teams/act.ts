// What people do in Teams: press a button, write, add the app. The page and the scripts both come through here.
// Promises: only people who are in a conversation act in it; the bot hears exactly what real Teams would tell it.
import { BadRequest } from '../support/local-door.ts';
import {
  type Activity,
  cardAction,
  installation,
  mentionsBot,
  message as messageActivity,
  rosterChange,
} from './activities.ts';
import { type CardAction, inputValuesOf, refreshOf } from './cards.ts';
import {
  type Conversation,
  findConversation,
  mayInstall,
  membersOf,
  parseConversationId,
} from './conversations.ts';
import { type BotReply, deliver } from './deliver.ts';
import { findPerson, type Person } from './people.ts';
import type { Message } from './state.ts';
import type { World } from './world.ts';

/** The bot's answer, and the activity it answered, so that a script can send the same one again. */
export interface Delivered extends BotReply {
  readonly activity: Activity;
}

/** Presses the button with this verb as `user`; `data` stands for what was typed. `automatic` is the card's own refresh. */
export async function pressVerb(
  world: World,
  press: {
    messageId: string;
    user: string;
    verb: string;
    data: Record<string, unknown>;
    trigger: 'manual' | 'automatic';
  },
): Promise<Delivered> {
  const { messageId, verb, trigger } = press;
  const message = mustFindMessage(world, messageId);
  const refresh = message.card === null ? undefined : refreshOf(message.card);
  const button =
    trigger === 'automatic' && refresh?.verb === verb ? refresh : world.state.button(messageId, verb);
  if (button === undefined) {
    throw new BadRequest(`Message ${messageId} has no button with the verb "${verb}".`, 404);
  }
  const typed = { ...(message.card === null ? {} : inputValuesOf(message.card)), ...press.data };
  const action: CardAction = { ...button, data: { ...button.data, ...typed } };
  return await pressAction(world, { messageId, user: press.user, action, trigger });
}

/** Sends this action as `user`: what the page does, whose client may show another card than the stored one. */
export async function pressAction(
  world: World,
  press: { messageId: string; user: string; action: CardAction; trigger: 'manual' | 'automatic' },
): Promise<Delivered> {
  const message = mustFindMessage(world, press.messageId);
  const { person, conversation } = await mustBeIn(world, message.conversation, press.user);
  const turn = { person, conversation, thread: message.thread };
  const activity = cardAction(world, turn, press);
  return { ...(await deliver(world, activity)), activity };
}

/** Writes `text` as `user`. The bot hears it in its own chat with a person, elsewhere when it is mentioned; else the answer is null. */
export async function say(
  world: World,
  line: { conversation: string; user: string; text: string },
): Promise<{ readonly messageId: string; readonly delivered: Delivered | null }> {
  const { person, conversation } = await mustBeIn(world, line.conversation, line.user);
  const { thread } = parseConversationId(line.conversation);
  const { messageId, thread: root } = world.state.post({
    conversation: conversation.id,
    thread: conversation.type === 'channel' ? thread : undefined,
    from: { id: person.mri, name: person.name, aadObjectId: person.id },
    text: line.text,
    card: null,
    summary: '',
  });
  const isMentioned = mentionsBot(world, line.text);
  // Who mentions an app that a chat does not have is asked to add it; here that is done at once.
  if (conversation.type === 'groupChat' && isMentioned && !world.state.isInstalled(conversation.id)) {
    await install(world, { conversation: conversation.id, user: person.id, action: 'add' });
  }
  const hears = world.state.isInstalled(conversation.id);
  if (!hears || (conversation.type !== 'personal' && !isMentioned)) {
    return { messageId, delivered: null };
  }
  const turn = { person, conversation, thread: root };
  const activity = messageActivity(world, turn, line.text, messageId);
  return { messageId, delivered: { ...(await deliver(world, activity)), activity } };
}

/** Adds the app to a conversation or takes it away, and tells the bot, which may hear it more than once. */
export async function install(
  world: World,
  change: { conversation: string; user?: string | undefined; action: 'add' | 'remove' },
): Promise<Delivered> {
  const directory = await world.readDirectory();
  const conversation = findConversation(change.conversation, directory);
  if (conversation === undefined) throw noConversation(change.conversation);
  const user = change.user ?? membersOf(conversation, directory).find(mayInstall)?.id ?? '';
  const { person } = await mustBeIn(world, conversation.id, user);
  world.state.setInstalled(conversation.id, change.action === 'add');
  const turn = { person, conversation };
  const activity = installation(world, turn, change.action);
  const reply = await deliver(world, activity);
  await deliver(world, rosterChange(world, turn, change.action));
  return { ...reply, activity };
}

function mustFindMessage(world: World, messageId: string): Message {
  const message = world.state.message(messageId);
  if (message === undefined) throw new BadRequest(`There is no message ${messageId}.`, 404);
  return message;
}

async function mustBeIn(
  world: World,
  conversationId: string,
  user: string,
): Promise<{ readonly person: Person; readonly conversation: Conversation }> {
  const directory = await world.readDirectory();
  const person = findPerson(directory, user);
  if (person === undefined) throw new BadRequest(`There is no person ${user}.`, 404);
  const conversation = findConversation(conversationId, directory);
  if (conversation === undefined) throw noConversation(conversationId);
  if (!membersOf(conversation, directory).includes(person)) {
    throw new BadRequest(
      `Invoke validation failed. User forbidden: ${person.name} is not in ${conversation.name}.`,
      403,
    );
  }
  return { person, conversation };
}

function noConversation(id: string): BadRequest {
  return new BadRequest(`There is no conversation ${id}. GET /_local/conversations lists them.`, 404);
}
