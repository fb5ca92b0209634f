// A Countersign of a few lines for the warehouse's tests: one grant that is used once, faults on demand, all calls kept.
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';

import { readJson, sendJson } from '../../../local/support/local-door.ts';
import { serve } from '../../../local/support/serve.ts';

export const REQUEST = 'req_abcdefghijklmnopqrstuvwxyz';

/** A call as it came in. */
export interface Seen {
  readonly path: string;
  readonly requestId: string | undefined;
  readonly authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of a wire under test are looked into freely.
  readonly body: any;
}

/** What the one grant is for, and what the fake does instead of answering truly. */
export interface Fake {
  readonly url: string;
  readonly seen: Seen[];
  readonly outcomes: unknown[];
  approval: { id: string; state: string };
  approved: unknown;
  runBefore: string;
  redeemedWith: string | undefined;
  /** Takes the next evaluations: a status and a body, or `cut` = redeem and lose the answer. */
  readonly next: ({ status: number; body: unknown; retryAfter?: string } | 'cut')[];
  outcomeStatus: number;
  readonly close: () => Promise<void>;
}

/** Starts the fake on a free port. */
export async function startFakeCountersign(): Promise<Fake> {
  const state = await new SignJWT({ request: REQUEST })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new Uint8Array(32));
  const server = await serve(0, handle);
  const fake: Fake = {
    url: server.url,
    seen: [],
    outcomes: [],
    approval: { id: 'grant-1', state },
    approved: undefined,
    runBefore: new Date(Date.now() + 60_000).toISOString(),
    redeemedWith: undefined,
    next: [],
    outcomeStatus: 200,
    close: server.close,
  };
  return fake;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = req.url ?? '';
    const body = await readJson(req, 100_000);
    const header = req.headers['x-request-id'];
    assert(header === undefined || typeof header === 'string');
    fake.seen.push({ path, requestId: header, authorization: req.headers.authorization, body });
    if (path === `/access/v1/requests/${REQUEST}/outcome`) {
      if (fake.outcomeStatus === 200) fake.outcomes.push(body);
      return sendJson(res, fake.outcomeStatus, {});
    }
    if (path !== '/access/v1/evaluation') return sendJson(res, 404, {});
    const scripted = fake.next.shift();
    if (scripted !== undefined && scripted !== 'cut') {
      const headers = scripted.retryAfter === undefined ? {} : { 'retry-after': scripted.retryAfter };
      return sendJson(res, scripted.status, scripted.body, headers);
    }
    const answer = evaluate(body, header ?? '');
    if (scripted === 'cut') {
      res.destroy();
      return;
    }
    sendJson(res, 200, answer);
  }

  // biome-ignore lint/suspicious/noExplicitAny: bodies of a wire under test are looked into freely.
  function evaluate(body: any, requestId: string): unknown {
    const { context: { approval, ...context } = {}, ...rest } = body;
    const no = (reason: string) => ({ decision: false, context: { reason, next_action: 'none' } });
    if (!isDeepStrictEqual(approval, fake.approval)) return no('approval_unverifiable');
    if (!isDeepStrictEqual({ ...rest, context }, fake.approved)) return no('out_of_scope');
    const replayed = fake.redeemedWith !== undefined;
    if (replayed && fake.redeemedWith !== requestId) return no('approval_expired');
    fake.redeemedWith = requestId;
    return {
      decision: true,
      context: { redemption: { id: 'rdm_1', replayed }, run_before: fake.runBefore },
    };
  }
}
