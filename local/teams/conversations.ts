// The conversations there are: one channel of one team, one group chat, and a chat with the bot for each person of the tenant.
// Promises: ids have Teams' shape; who is in a conversation is answered from the directory alone.
import { PEOPLE } from '../directory.ts';
import type { Directory, Person } from './people.ts';

/** A conversation as scripts and the page see it. */
export interface Conversation {
  readonly id: string;
  readonly name: string;
  readonly type: 'channel' | 'groupChat' | 'personal';
}

/** What a conversation id of the wire names: the conversation, and the post it stands under. */
export interface ConversationRef {
  readonly id: string;
  readonly thread: string | undefined;
}

/** The team that has the channel. */
export const TEAM = { id: '19:contoso-data@thread.tacv2', name: 'Contoso Data' } as const;

/** The channel where requests are shown. */
export const CHANNEL: Conversation = {
  id: '19:data-approvals@thread.tacv2',
  name: '#data-approvals',
  type: 'channel',
};

/** A group chat of a few people; the bot is not in it until somebody adds it. */
export const GROUP_CHAT: Conversation = {
  id: '19:night-shift@thread.v2',
  name: 'Night shift',
  type: 'groupChat',
};

/** Who is in the group chat: approvers, an administrator, who is on call, and one person who decides nothing. */
const IN_GROUP_CHAT: readonly string[] = [PEOPLE.alice, PEOPLE.bob, PEOPLE.sam, PEOPLE.ada, PEOPLE.olivia];

/** Splits `19:…;messageid=…` into channel and post. */
export function parseConversationId(id: string): ConversationRef {
  const [base = '', thread] = id.split(';messageid=', 2);
  return { id: base, thread };
}

/** The chat of the bot with this person. */
export function personalChat(person: Person): Conversation {
  return { id: `a:${person.id}`, name: person.name, type: 'personal' };
}

/** The conversation with this id (a post's id counts as its channel), or undefined. */
export function findConversation(id: string, directory: Directory): Conversation | undefined {
  const { id: base } = parseConversationId(id);
  if (base === CHANNEL.id) return CHANNEL;
  if (base === GROUP_CHAT.id) return GROUP_CHAT;
  const person = directory.people.find((candidate) => `a:${candidate.id}` === base);
  return person !== undefined && mayInstall(person) ? personalChat(person) : undefined;
}

/** Everybody is in the channel, a few people in the group chat, one person in a chat. */
export function membersOf(conversation: Conversation, directory: Directory): readonly Person[] {
  if (conversation.type === 'channel') return directory.people;
  if (conversation.type === 'groupChat') {
    return directory.people.filter(({ id }) => IN_GROUP_CHAT.includes(id));
  }
  return directory.people.filter((person) => `a:${person.id}` === conversation.id);
}

/** An organisation installs apps for its own people, not for those of another. */
export function mayInstall(person: Person): boolean {
  return person.kind !== 'external';
}

/** Where the bot is at first: the channel, and the chats of everyone who is in a group. */
export function installedAtFirst(directory: Directory): readonly string[] {
  const people = directory.people.filter((person) => person.kind === 'member' && person.groups.length > 0);
  return [CHANNEL.id, ...people.map((person) => personalChat(person).id)];
}
