// Where a person is reached one-to-one: in their own chat with the app, which Teams tells of when they add the app or write in it, and takes
// back when they remove it. The app never installs itself for anybody.
// Promises: learned from a proven activity alone, of a person and a conversation of our tenant; nothing else is believed.
import { z } from 'zod';
import type { Clock } from '../approvals/ports.ts';
import type { PeopleBook } from '../approvals/prompt/card-ports.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import type { Activity } from './incoming.ts';
import type { Where } from './sender.ts';

/** What learning needs. */
export interface OwnChatParts {
  readonly tenant: string;
  readonly people: PeopleBook;
  readonly clock: Clock;
  /** Called before a chat is written down, each time that Teams tells of it. Throws `StoreFault`. */
  readonly expect?: (person: Person, chat: Conversation) => Promise<unknown>;
}

const rosterSchema = z.object({
  recipient: z.object({ id: z.string().min(1) }),
  membersAdded: z.array(z.object({ id: z.string() })).exactOptional(),
  membersRemoved: z.array(z.object({ id: z.string() })).exactOptional(),
});

/** Remembers or forgets a person's chat, if that is what the activity tells. Throws `StoreFault`. */
export async function learnOwnChat(activity: Activity, where: Where, parts: OwnChatParts): Promise<void> {
  const says = whatItTells(activity);
  if (says === 'nothing' || !isTheirs(where, parts.tenant)) return;
  const { person, conversation } = where;
  if (says === 'gone') return await parts.people.forget(person.oid, conversation.id);
  try {
    await parts.expect?.(person, conversation);
  } finally {
    // Approvers are reached here: that is worth more than what was to come of it.
    await parts.people.remember(person.oid, conversation, parts.clock());
  }
}

/** A chat between the bot and one person, both of our tenant. */
function isTheirs(where: Where, tenant: string): where is Where & { readonly person: Person } {
  const ours = tenant.toLowerCase();
  const { person, conversation } = where;
  return conversation.type === 'personal' && conversation.tenant === ours && person?.tenant === ours;
}

function whatItTells(activity: Activity): 'here' | 'gone' | 'nothing' {
  switch (activity.type) {
    case 'message':
      return 'here';
    case 'installationUpdate':
      // An upgrade of the app removes nothing: it comes as `remove-upgrade` and `add-upgrade`.
      if (activity.action === 'add' || activity.action === 'add-upgrade') return 'here';
      return activity.action === 'remove' ? 'gone' : 'nothing';
    case 'conversationUpdate':
      return rosterTells(activity);
    default:
      return 'nothing';
  }
}

/** The bot itself joined or left; anybody else is no news about the chat. */
function rosterTells(activity: Activity): 'here' | 'gone' | 'nothing' {
  const parsed = rosterSchema.safeParse(activity);
  if (!parsed.success) return 'nothing';
  const { recipient, membersAdded = [], membersRemoved = [] } = parsed.data;
  const isBot = ({ id }: { readonly id: string }) => id === recipient.id;
  if (membersAdded.some(isBot)) return 'here';
  return membersRemoved.some(isBot) ? 'gone' : 'nothing';
}
