// Who speaks and where, out of a proven activity. Identity is tenant and Entra object id; names are labels.
// Promises: a bot is nobody; a person without an Entra id is nobody; whoever is stated to be of another tenant anywhere is of that one.
import { z } from 'zod';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import type { Activity } from './incoming.ts';
import { conversationOf } from './teams-id.ts';
import { say } from './words/words.ts';

const NAME_MAX = 128;

const senderSchema = z.object({
  from: z.object({
    id: z.string().optional(),
    name: z.string().optional(),
    aadObjectId: z.guid().optional(),
    tenantId: z.string().optional(),
    role: z.string().optional(),
  }),
  conversation: z.object({
    id: z.string().min(1).max(1024),
    conversationType: z.enum(['personal', 'groupChat', 'channel']).optional(),
    tenantId: z.string().optional(),
    name: z.string().optional(),
  }),
  channelData: z
    .object({
      tenant: z.object({ id: z.string().optional() }).optional(),
      channel: z.object({ name: z.string().optional() }).optional(),
    })
    .optional(),
});

/** Who speaks, and where. */
export interface Where {
  /** Absent when Teams does not say who it is, or when it is a bot. */
  readonly person: Person | undefined;
  readonly conversation: Conversation;
  /** The conversation as it came, with the post a reply belongs to. */
  readonly thread: Conversation;
}

/** Reads sender and conversation; `undefined` when the activity has neither. `tenant` is the deployment's. */
export function readSender(activity: Activity, tenant: string): Where | undefined {
  const parsed = senderSchema.safeParse(activity);
  if (!parsed.success) return undefined;
  const { from, conversation, channelData } = parsed.data;
  const stated = [conversation.tenantId, channelData?.tenant?.id, from.tenantId]
    .filter((each) => each !== undefined && each !== '')
    .map((each) => each?.toLowerCase() ?? '');
  // An external person speaks in our conversation: any sign of another tenant outweighs the signs of ours.
  const theirs = stated.find((each) => each !== tenant.toLowerCase()) ?? stated[0];
  const isBot = from.role === 'bot' || from.role === 'skill' || from.id?.startsWith('28:') === true;
  const name = conversation.name ?? channelData?.channel?.name;
  const thread: Conversation = {
    id: conversation.id,
    type: conversation.conversationType ?? (conversation.id.startsWith('19:') ? 'channel' : 'personal'),
    serviceUrl: activity.serviceUrl,
    tenant: conversation.tenantId?.toLowerCase() ?? theirs ?? '',
    ...(name === undefined ? {} : { name: name.slice(0, NAME_MAX) }),
  };
  return {
    person:
      from.aadObjectId === undefined || theirs === undefined || isBot
        ? undefined
        : {
            oid: from.aadObjectId.toLowerCase(),
            tenant: theirs,
            name: (from.name ?? '').trim().slice(0, NAME_MAX) || say.people.unnamed,
          },
    conversation: { ...thread, id: conversationOf(conversation.id) },
    thread,
  };
}
