// What the browser gets: the page, its state, live changes, and the way a click takes.
// Promises: everything comes from this server, the policy forbids the browser anything else; text is data, never markup.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { BadRequest, readJson, refuseForeign, sendJson } from '../support/local-door.ts';
import { pressAction } from './act.ts';
import {
  CHANNEL,
  findConversation,
  GROUP_CHAT,
  mayInstall,
  membersOf,
  personalChat,
} from './conversations.ts';
import type { PageFile } from './page-files.ts';
import { roleOf } from './people.ts';
import { listConversations, showMessage } from './scripting.ts';
import type { World } from './world.ts';

const LARGEST_BODY_BYTES = 128 * 1024;
const HEARTBEAT_MS = 20_000;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

const invokeSchema = z.strictObject({
  user: z.string(),
  messageId: z.string(),
  trigger: z.enum(['manual', 'automatic']),
  action: z.strictObject({
    type: z.literal('Action.Execute'),
    verb: z.string(),
    title: z.string().optional(),
    id: z.string().optional(),
    data: z.record(z.string(), z.unknown()),
  }),
});

/** Answers `/` and everything under `/page/`. */
export async function answerPage(
  world: World,
  files: ReadonlyMap<string, PageFile>,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  const refused = refuseForeign(req);
  if (refused !== undefined) {
    sendJson(res, 403, { error: { code: 'Forbidden', message: refused } });
    return;
  }
  switch (`${req.method} ${url.pathname}`) {
    case 'GET /page/state':
      return sendJson(res, 200, await readState(world));
    case 'GET /page/events':
      return await streamChanges(world, res, url.searchParams.get('person') ?? '');
    case 'POST /page/invoke':
      return await invoke(world, req, res);
    default:
      return sendFile(files.get(url.pathname), req, res);
  }
}

async function readState(world: World): Promise<unknown> {
  const directory = await world.readDirectory();
  const people = directory.people.map(({ id, name, mri, kind, ...person }) => ({
    id,
    name,
    mri,
    kind,
    ...roleOf({ id, name, mri, kind, ...person }, directory),
    chat: `a:${id}`,
  }));
  const inGroup = membersOf(GROUP_CHAT, directory).map(({ id }) => id);
  const others = (await listConversations(world)).filter(({ id }) => id !== GROUP_CHAT.id);
  // Its people see it before the bot is in it, as they do in Teams.
  const conversations = [...others, { ...GROUP_CHAT, people: inGroup }];
  const members = { [CHANNEL.id]: directory.people.length, [GROUP_CHAT.id]: inGroup.length };
  return { bot: world.bot, people, conversations, members };
}

// Server-sent events: a card that changed for everyone shows at once in every window.
async function streamChanges(world: World, res: ServerResponse, person: string): Promise<void> {
  const directory = await world.readDirectory();
  // A window that went away meanwhile has told so already: nothing would ever end what begins below.
  if (res.destroyed) return;
  const viewer = directory.people.find((candidate) => candidate.id === person);
  if (viewer === undefined) throw new BadRequest(`There is no person ${person}.`, 404);
  const visible = new Set([
    CHANNEL.id,
    ...(mayInstall(viewer) ? [personalChat(viewer).id] : []),
    ...(membersOf(GROUP_CHAT, directory).includes(viewer) ? [GROUP_CHAT.id] : []),
  ]);
  res.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.write('retry: 500\n\n');
  const stop = world.state.listen((message) => {
    const conversation = findConversation(message.conversation, directory);
    if (conversation === undefined || !visible.has(conversation.id)) return;
    res.write(`event: message\ndata: ${JSON.stringify(showMessage(message, conversation))}\n\n`);
  });
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);
  res.on('close', () => {
    stop();
    clearInterval(heartbeat);
  });
}

async function invoke(world: World, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const parsed = invokeSchema.safeParse(await readJson(req, LARGEST_BODY_BYTES));
  if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
  const { title, id, ...action } = parsed.data.action;
  const named = { ...action, ...(title === undefined ? {} : { title }), ...(id === undefined ? {} : { id }) };
  const { status, body } = await pressAction(world, { ...parsed.data, action: named });
  sendJson(res, 200, { status, body });
}

function sendFile(file: PageFile | undefined, req: IncomingMessage, res: ServerResponse): void {
  if (file === undefined) throw new BadRequest('There is no such page. Open / for the local Teams.', 404);
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new BadRequest('Only GET.', 405);
  res.writeHead(200, { ...HEADERS, 'content-type': file.type, 'content-length': file.bytes.length });
  res.end(req.method === 'HEAD' ? undefined : file.bytes);
}
