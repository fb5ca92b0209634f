// The scripting doors (`/_local/…`): a program does what a person in Teams would do, and sees what they would see.
// Promises: no web page of another origin gets in; what a real client cannot do (forge, send again) has a door of its own.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Faults, parseFault } from '../support/faults.ts';
import {
  BadRequest,
  type Reply,
  readJson,
  refuseForeign,
  sendJson,
  sendReply,
} from '../support/local-door.ts';
import { install, pressVerb, say } from './act.ts';
import { isRecord } from './cards.ts';
import type { ConnectorDoor } from './connector/door.ts';
import {
  CHANNEL,
  type Conversation,
  findConversation,
  GROUP_CHAT,
  parseConversationId,
  personalChat,
} from './conversations.ts';
import { deliver, deliverWith, serviceUrlOf } from './deliver.ts';
import type { Message } from './state.ts';
import type { World } from './world.ts';

const LARGEST_BODY_BYTES = 512 * 1024;

const clickSchema = z.strictObject({
  messageId: z.string(),
  user: z.string(),
  verb: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
  trigger: z.enum(['manual', 'automatic']).default('manual'),
});
const saySchema = z.strictObject({
  conversation: z.string(),
  user: z.string(),
  text: z.string().min(1).max(4000),
});
const installSchema = z.strictObject({ conversation: z.string(), user: z.string().optional() });
const limitsSchema = z.strictObject({ on: z.boolean() });
const lateSchema = z.strictObject({ next: z.int().min(0).max(1000) });
const activitySchema = z.strictObject({
  activity: z.unknown(),
  token: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});

/** Answers one call under `/_local/`. */
export async function answerScript(
  parts: { readonly world: World; readonly connector: ConnectorDoor; readonly faults: Faults },
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  const refused = refuseForeign(req);
  if (refused !== undefined) {
    sendJson(res, 403, { error: { code: 'Forbidden', message: refused } });
    return;
  }
  const { world, connector, faults } = parts;
  const body = async () => await readJson(req, LARGEST_BODY_BYTES);
  switch (`${req.method} ${url.pathname}`) {
    case 'GET /_local/conversations':
      return sendJson(res, 200, await listConversations(world));
    case 'GET /_local/messages':
      return sendJson(res, 200, await listMessages(world, url.searchParams));
    case 'GET /_local/calls':
      return sendJson(res, 200, connector.calls);
    case 'POST /_local/click':
      return sendJson(res, 200, await pressVerb(world, checked(clickSchema, await body())));
    case 'POST /_local/say':
      return sendJson(res, 200, await sayAndTell(world, checked(saySchema, await body())));
    case 'POST /_local/install':
      return sendJson(
        res,
        200,
        await install(world, { ...checked(installSchema, await body()), action: 'add' }),
      );
    case 'POST /_local/uninstall':
      return sendJson(
        res,
        200,
        await install(world, { ...checked(installSchema, await body()), action: 'remove' }),
      );
    case 'POST /_local/activity':
      return sendJson(res, 200, await forge(world, checked(activitySchema, await body())));
    case 'POST /_local/relay':
      return sendReply(res, await relay(world, await body()));
    case 'POST /_local/faults':
      faults.add(parseFault(await body()));
      return sendJson(res, 200, { ok: true });
    case 'GET /_local/late':
      return sendJson(res, 200, { held: world.late.held() });
    case 'POST /_local/late':
      world.late.expect(checked(lateSchema, await body()).next);
      return sendJson(res, 200, { held: world.late.held() });
    case 'GET /_local/limits':
      return sendJson(res, 200, connector.limits.told());
    case 'POST /_local/limits':
      connector.limits.turn(checked(limitsSchema, await body()).on);
      return sendJson(res, 200, { ok: true });
    default:
      throw new BadRequest(
        `There is no ${req.method} ${url.pathname}. local/README.md lists the doors.`,
        404,
      );
  }
}

/** The channel, and the chats that have the bot. The group chat comes last, as soon as it has it. */
export async function listConversations(world: World): Promise<readonly Conversation[]> {
  const { people } = await world.readDirectory();
  const chats = people.map(personalChat).filter((chat) => world.state.isInstalled(chat.id));
  return [CHANNEL, ...chats, ...(world.state.isInstalled(GROUP_CHAT.id) ? [GROUP_CHAT] : [])];
}

/** A message as scripts and the page see it. */
export function showMessage(
  { conversation, ...message }: Message,
  named: Conversation,
): Record<string, unknown> {
  return { ...message, conversation: named };
}

async function listMessages(world: World, query: URLSearchParams): Promise<readonly unknown[]> {
  const directory = await world.readDirectory();
  const asked = query.get('conversation');
  const last = Number(query.get('last') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(last) || last < 1) throw new BadRequest('"last" is a number from 1 on.');
  const found = world.state.messages(asked === null ? undefined : parseConversationId(asked).id);
  return found.slice(-last).map((message) => {
    const gone: Conversation = { id: message.conversation, name: message.conversation, type: 'personal' };
    return showMessage(message, findConversation(message.conversation, directory) ?? gone);
  });
}

async function sayAndTell(world: World, line: z.infer<typeof saySchema>): Promise<unknown> {
  const { messageId, delivered } = await say(world, line);
  return { messageId, ...(delivered ?? { status: null, body: null, activity: null }) };
}

// Forged or repeated activities, for tests of the bot's locks.
async function forge(world: World, { activity, token }: z.infer<typeof activitySchema>): Promise<unknown> {
  if (token === 'none') return await deliverWith(world, activity, undefined);
  if (typeof token === 'string') return await deliverWith(world, activity, token);
  const serviceUrl = isRecord(activity) ? serviceUrlOf(activity) : '';
  const jwt = await world.channelKey.token(serviceUrl, token);
  return await deliverWith(world, activity, `Bearer ${jwt}`);
}

// For clients that cannot sign, such as Microsoft's test client: their own loopback serviceUrl is vouched for.
async function relay(world: World, activity: unknown): Promise<Reply> {
  if (!isRecord(activity)) throw new BadRequest('Send one activity.');
  const serviceUrl = serviceUrlOf(activity);
  const host = URL.canParse(serviceUrl) ? new URL(serviceUrl).hostname : '';
  if (!['localhost', '127.0.0.1', '[::1]'].includes(host)) {
    throw new BadRequest(
      `The serviceUrl "${serviceUrl}" is not on this machine; the relay signs for loopback only.`,
    );
  }
  const { status, body } = await deliver(world, activity);
  return { status, body: body ?? undefined };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
  return parsed.data;
}
