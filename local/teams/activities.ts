// The activities Teams sends to a bot, member by member as the real client and channel make them.
// Promises: pure; every id is fresh.
import { randomUUID } from 'node:crypto';
import type { CardAction } from './cards.ts';
import { CHANNEL, type Conversation, TEAM } from './conversations.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** An activity on its way to the bot. */
export type Activity = Readonly<Record<string, unknown>>;

/** Who does something, where, and in a channel under which post. */
export interface Turn {
  readonly person: Person;
  readonly conversation: Conversation;
  readonly thread?: string | undefined;
}

/** A click on a card's button, or a card's own refresh (`automatic`). */
export function cardAction(
  world: World,
  turn: Turn,
  click: {
    readonly messageId: string;
    readonly action: CardAction;
    readonly trigger: 'manual' | 'automatic';
  },
): Activity {
  const { messageId, action, trigger } = click;
  return {
    ...envelope(world, turn),
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:${randomUUID()}`,
    replyToId: messageId,
    value: { action, trigger },
  };
}

/** Something a person wrote; `@Countersign` in it becomes a mention. */
export function message(world: World, turn: Turn, text: string, messageId: string): Activity {
  const { bot } = world;
  const tag = `<at>${bot.name}</at>`;
  const marked = text.replace(mentionPattern(bot.name), tag);
  const base = envelope(world, turn);
  const mention = { type: 'mention', mentioned: { id: bot.id, name: bot.name }, text: tag };
  return {
    ...base,
    type: 'message',
    id: messageId,
    text: marked,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${escapeHtml(text)}</p>` }],
    entities: marked === text ? base.entities : [...base.entities, mention],
  };
}

/** Is the bot mentioned? In a channel and a group chat it hears nothing else. */
export function mentionsBot(world: World, text: string): boolean {
  return mentionPattern(world.bot.name).test(text);
}

/** The app was added to a conversation or removed from it. */
export function installation(world: World, turn: Turn, action: 'add' | 'remove'): Activity {
  return {
    ...nameless(envelope(world, turn)),
    type: 'installationUpdate',
    action,
    id: `f:${randomUUID()}`,
  };
}

/** The roster's side of an installation: the bot joined or left. */
export function rosterChange(world: World, turn: Turn, action: 'add' | 'remove'): Activity {
  const base = nameless(envelope(world, turn));
  const who = [{ id: world.bot.id }];
  const eventType = action === 'add' ? 'teamMemberAdded' : 'teamMemberRemoved';
  const inChannel = turn.conversation.type === 'channel';
  return {
    ...base,
    type: 'conversationUpdate',
    id: `f:${randomUUID()}`,
    ...(action === 'add' ? { membersAdded: who } : { membersRemoved: who }),
    channelData: inChannel ? { ...base.channelData, eventType } : base.channelData,
  };
}

function envelope(world: World, { person, conversation, thread }: Turn) {
  const inChannel = conversation.type === 'channel';
  const now = new Date().toISOString();
  return {
    timestamp: now,
    localTimestamp: now,
    localTimezone: 'Europe/Paris',
    locale: 'en-US',
    channelId: 'msteams',
    serviceUrl: world.serviceUrl(),
    from: { id: person.mri, name: person.name, aadObjectId: person.id },
    recipient: { id: world.bot.id, name: world.bot.name },
    conversation: {
      id: thread === undefined || !inChannel ? conversation.id : `${conversation.id};messageid=${thread}`,
      conversationType: conversation.type,
      // The conversation is ours whoever speaks in it; only channelData tells whose person that is.
      tenantId: world.tenant,
      ...(conversation.type === 'personal' ? {} : { isGroup: true }),
    },
    channelData: { ...(inChannel ? channelFacts() : {}), tenant: { id: person.tenant } },
    entities: [
      { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Europe/Paris' },
    ] as readonly Readonly<Record<string, unknown>>[],
  };
}

function channelFacts() {
  return {
    teamsChannelId: CHANNEL.id,
    teamsTeamId: TEAM.id,
    channel: { id: CHANNEL.id },
    team: { id: TEAM.id, name: TEAM.name },
  };
}

// Events of the roster carry ids only.
function nameless(base: ReturnType<typeof envelope>) {
  return { ...base, from: { id: base.from.id, aadObjectId: base.from.aadObjectId } };
}

function mentionPattern(name: string): RegExp {
  return new RegExp(`(?<![\\w@])@${name}(?!\\w)`, 'i');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
