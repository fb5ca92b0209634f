// POST /api/messages: the bot's door. The adapter proves that the channel sent it before anything of the body is believed.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from './door.ts';
import type { Parts } from './parts.ts';
import { meaning } from './reply-meaning.ts';

const MAX_ACTIVITY_BYTES = 256 * 1024;

/** 401 or 503 for a caller who is not proven, 400 and 413 for a body that is none; else 200, whatever came of it. */
export const receiveActivity = (parts: Parts): HttpHandler =>
  openDoor(async (request) => {
    if (Number(request.headers.get('content-length') ?? 0) > MAX_ACTIVITY_BYTES) {
      return meaning({ status: 413 }, { refused: 'too_large' });
    }
    let body: unknown;
    try {
      body = await request.json();
    } catch {
      return meaning({ status: 400 }, { refused: 'invalid' });
    }
    const reply = await parts.receiveActivity(request.headers.get('authorization') ?? undefined, body);
    if (reply.status === 401) return meaning({ status: 401 }, { refused: 'unauthenticated' });
    if (reply.status === 503) return meaning({ status: 503 }, { refused: 'unavailable' });
    if (reply.body === undefined) return { status: reply.status };
    return {
      status: reply.status,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(reply.body),
    };
  });
