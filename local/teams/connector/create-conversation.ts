// Opens a conversation for the bot: a chat with one person, or a new post in the channel.
// Promises: a person without the app is refused as in Teams; the same person always gets the same chat.
import { z } from 'zod';
import type { Reply } from '../../support/local-door.ts';
import { CHANNEL, mayInstall, parseConversationId, personalChat } from '../conversations.ts';
import { type Directory, findPerson } from '../people.ts';
import type { World } from '../world.ts';
import { post } from './activities.ts';
import { badSyntax, CONVERSATION_NOT_FOUND, NOT_IN_ROSTER, refusal } from './errors.ts';
import { type OutgoingActivity, readActivity } from './read-activity.ts';

const parametersSchema = z.object({
  isGroup: z.boolean().nullish(),
  members: z.array(z.object({ id: z.string() })).nullish(),
  tenantId: z.string().nullish(),
  channelData: z
    .object({
      tenant: z.object({ id: z.string() }).nullish(),
      channel: z.object({ id: z.string() }).nullish(),
      teamsChannelId: z.string().nullish(),
    })
    .nullish(),
  activity: z.unknown().optional(),
});

/** Answers 201 with the conversation's id, and the first message's id when one was sent along. */
export function createConversation(world: World, directory: Directory, body: unknown): Reply {
  const parsed = parametersSchema.safeParse(body);
  if (!parsed.success) return badSyntax(`Not conversation parameters: ${z.prettifyError(parsed.error)}`);
  const { channelData, members, tenantId } = parsed.data;
  const tenant = tenantId ?? channelData?.tenant?.id;
  if (tenant !== undefined && tenant !== world.tenant) return notInstalled('the tenant');
  const first = parsed.data.activity == null ? undefined : readActivity(parsed.data.activity);
  if (first !== undefined && !first.ok) return first.reply;
  const channel = channelData?.channel?.id ?? channelData?.teamsChannelId;
  if (channel != null) return startPost(world, channel, first?.activity);
  if (members?.length !== 1)
    return badSyntax('A bot opens a chat with exactly one member, or a post in a channel.');
  return openChat(world, directory, members[0]?.id ?? '', first?.activity);
}

function startPost(world: World, channel: string, activity: OutgoingActivity | undefined): Reply {
  if (parseConversationId(channel).id !== CHANNEL.id) return CONVERSATION_NOT_FOUND;
  if (!world.state.isInstalled(CHANNEL.id)) return NOT_IN_ROSTER;
  if (activity === undefined) return badSyntax('A post in a channel needs its first activity.');
  const { id } = post(world, CHANNEL.id, undefined, activity);
  if (id === undefined) return created(world, CHANNEL.id, undefined);
  return created(world, `${CHANNEL.id};messageid=${id}`, id);
}

function openChat(
  world: World,
  directory: Directory,
  member: string,
  activity: OutgoingActivity | undefined,
): Reply {
  const person = findPerson(directory, member);
  if (person === undefined || !mayInstall(person)) return notInstalled('this user');
  const chat = personalChat(person);
  if (!world.state.isInstalled(chat.id)) return notInstalled('this user');
  const sent = activity === undefined ? undefined : post(world, chat.id, undefined, activity);
  return created(world, chat.id, sent?.id);
}

function created(world: World, id: string, activityId: string | undefined): Reply {
  const first = activityId === undefined ? {} : { activityId };
  return { status: 201, body: { id, serviceUrl: world.serviceUrl(), ...first } };
}

function notInstalled(where: string): Reply {
  return refusal(403, 'ForbiddenOperationException', `The app is not installed for ${where}.`);
}
