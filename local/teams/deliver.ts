// Carries an activity to the bot, signed, and brings back the answer.
// Promises: an answer is what the bot said or a status that says why there is none (502, 504); it never throws for the bot's sake.
import { request } from 'node:http';
import type { Activity } from './activities.ts';
import type { World } from './world.ts';

/** What came back: the bot's HTTP status and its body (JSON where it is JSON, null where it is empty). */
export interface BotReply {
  readonly status: number;
  readonly body: unknown;
}

const RESENDS = 2;
const LARGEST_ANSWER_BYTES = 1024 * 1024;

/** Signs and sends. An invoke without an answer is sent again under the same id, at most twice, as Teams does. */
export async function deliver(world: World, activity: Activity): Promise<BotReply> {
  const tries = activity.type === 'invoke' ? 1 + RESENDS : 1;
  let reply: BotReply = noAnswer(world.resendAfterMs);
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const token = await world.channelKey.token(serviceUrlOf(activity));
    reply = await deliverWith(world, activity, `Bearer ${token}`);
    if (reply.status !== 504) break;
  }
  return reply;
}

/** Sends once, under this Authorization header or none. */
export async function deliverWith(
  world: World,
  activity: unknown,
  authorization: string | undefined,
): Promise<BotReply> {
  try {
    return await post(world.botUrl, JSON.stringify(activity), authorization, world.resendAfterMs);
  } catch (error) {
    if (error instanceof DOMException || isTimeout(error)) return noAnswer(world.resendAfterMs);
    const why = error instanceof Error ? error.message : String(error);
    return failure(502, 'BotUnreachable', `The bot at ${world.botUrl} cannot be reached: ${why}.`);
  }
}

/** The serviceUrl an activity names, as its token must claim it. */
export function serviceUrlOf(activity: Activity): string {
  return typeof activity.serviceUrl === 'string' ? activity.serviceUrl : '';
}

function noAnswer(afterMs: number): BotReply {
  return failure(504, 'BotTimeout', `The bot did not answer within ${afterMs} ms.`);
}

function failure(status: number, code: string, text: string): BotReply {
  return { status, body: { error: { code, message: text } } };
}

// A fresh connection each time: the bot may have been restarted, and a POST on a dead connection is lost.
function post(
  url: string,
  body: string,
  authorization: string | undefined,
  timeoutMs: number,
): Promise<BotReply> {
  return new Promise((resolve, reject) => {
    const req = request(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
    req.on('error', reject);
    req.on('response', (res) => {
      const chunks: Buffer[] = [];
      let size = 0;
      res.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_ANSWER_BYTES) req.destroy(new Error('its answer is over 1 MiB'));
        else chunks.push(chunk);
      });
      res.on('error', reject);
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString('utf8')) }),
      );
    });
    req.end(body);
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
