// The Bot Connector's front door: `/v3/…`. Token first, then scripted faults, then the call.
// Promises: nothing is done for a caller without the bot's token; every call is listed for scripts.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../../support/faults.ts';
import { BadRequest, type Reply, readJson, sendReply } from '../../support/local-door.ts';
import type { BotTokenCheck } from '../bot-token.ts';
import { CHANNEL, findConversation, TEAM } from '../conversations.ts';
import type { World } from '../world.ts';
import { deleteActivity, sendActivity, updateActivity } from './activities.ts';
import { createConversation } from './create-conversation.ts';
import {
  badSyntax,
  CONVERSATION_NOT_FOUND,
  KEYS_UNREADABLE,
  NOT_FOUND,
  NOT_IN_ROSTER,
  refusal,
  UNAUTHORIZED,
} from './errors.ts';
import { createLimits, type Limits } from './limits.ts';
import { getMember, listMembers, pageMembers } from './members.ts';

/** One call of the connector. `status` is 0 while it runs and when its answer was lost. */
interface Call {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** The trace the bot says it belongs to. */
  readonly traceparent?: string;
  status: number;
}

/** The door, and the newest calls, oldest first. */
export interface ConnectorDoor {
  readonly handle: (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;
  readonly calls: readonly Call[];
  readonly limits: Limits;
}

const LARGEST_BODY_BYTES = 1024 * 1024;
const KEPT_CALLS = 5000;

/** Opens the connector over this world. */
export function createConnectorDoor(
  world: World,
  isFromBot: BotTokenCheck,
  faults: Faults,
  limits: Limits = createLimits(false),
): ConnectorDoor {
  const calls: Call[] = [];

  function record(req: IncomingMessage, res: ServerResponse, url: URL): void {
    const { traceparent } = req.headers;
    const call: Call = {
      at: new Date().toISOString(),
      method: req.method ?? '',
      path: url.pathname,
      ...(traceparent === undefined ? {} : { traceparent: String(traceparent) }),
      status: 0,
    };
    calls.push(call);
    if (calls.length > KEPT_CALLS) calls.shift();
    res.on('finish', () => {
      call.status = res.statusCode;
    });
  }

  async function handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    record(req, res, url);
    const verdict = await isFromBot(req.headers.authorization);
    if (verdict !== 'ok') {
      sendReply(res, verdict === 'refused' ? UNAUTHORIZED : KEYS_UNREADABLE);
      return;
    }
    await faults.applyTo(
      res,
      () => limits.refuse(req.method, readPath(url) ?? []) ?? answer(world, req, url),
    );
  }

  return { handle, calls, limits };
}

async function answer(world: World, req: IncomingMessage, url: URL): Promise<Reply> {
  const parts = readPath(url);
  if (parts === undefined) return badSyntax('The path is not percent-encoded UTF-8.');
  const [version, collection, id, ...rest] = parts;
  if (version !== 'v3') return NOT_FOUND;
  if (collection === 'teams' && id !== undefined) return await answerTeam(world, req.method, id, rest);
  if (collection !== 'conversations') return NOT_FOUND;
  try {
    if (id === undefined) {
      if (req.method !== 'POST') return NOT_FOUND;
      return createConversation(world, await world.readDirectory(), await readJson(req, LARGEST_BODY_BYTES));
    }
    return await answerConversation(world, req, { id, rest, query: url.searchParams });
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return error.status === 413 ? refusal(413, 'MessageSizeTooBig', error.message) : badSyntax(error.message);
  }
}

async function answerConversation(
  world: World,
  req: IncomingMessage,
  { id, rest, query }: { id: string; rest: readonly string[]; query: URLSearchParams },
): Promise<Reply> {
  const directory = await world.readDirectory();
  const conversation = findConversation(id, directory);
  if (conversation === undefined) return CONVERSATION_NOT_FOUND;
  const [part, which, ...more] = rest;
  if (more.length > 0) return NOT_FOUND;
  // Teams tells nobody's names to a bot that was taken out.
  if (part?.endsWith('members') && !world.state.isInstalled(conversation.id)) return NOT_IN_ROSTER;
  const call = `${req.method} ${part}${which === undefined ? '' : '/id'}`;
  switch (call) {
    case 'POST activities':
    case 'POST activities/id':
      return sendActivity(world, id, which, await readJson(req, LARGEST_BODY_BYTES));
    case 'PUT activities/id':
      return updateActivity(world, id, which ?? '', await readJson(req, LARGEST_BODY_BYTES));
    case 'DELETE activities/id':
      return deleteActivity(world, id, which ?? '');
    case 'GET members':
      return listMembers(conversation, directory);
    case 'GET pagedmembers':
      return pageMembers(conversation, directory, query);
    case 'GET members/id':
      return getMember(conversation, directory, which ?? '');
    default:
      return NOT_FOUND;
  }
}

async function answerTeam(
  world: World,
  method: string | undefined,
  id: string,
  rest: readonly string[],
): Promise<Reply> {
  if (method !== 'GET') return NOT_FOUND;
  if (id !== TEAM.id) return refusal(404, 'NotFound', 'Team not found.');
  const channelName = CHANNEL.name.replace('#', '');
  if (rest.length === 0) {
    const memberCount = (await world.readDirectory()).people.length;
    return {
      status: 200,
      body: { ...TEAM, type: 'standard', channelCount: 1, memberCount, tenantId: world.tenant },
    };
  }
  if (rest.length > 1 || rest[0] !== 'conversations') return NOT_FOUND;
  return { status: 200, body: { conversations: [{ id: CHANNEL.id, name: channelName, type: 'standard' }] } };
}

function readPath(url: URL): readonly string[] | undefined {
  try {
    return url.pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
