// Entra, Countersign and a warehouse in one small server, as the demo agent sees them: scripted answers, every call kept.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';

import type { Flags } from '../../../local/demo/flags.ts';
import { type Ending, liveStory } from '../../../local/demo/story.ts';
import { readText, sendJson } from '../../../local/support/local-door.ts';
import { serve } from '../../../local/support/serve.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const EXPIRES_AT = '2030-01-01T15:30:00.000Z';

export interface Seen {
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: bodies of a wire under test are looked into freely.
  readonly body: any;
}

export interface FakeWorld {
  readonly url: string;
  readonly seen: Seen[];
  readonly lines: string[];
  /** The request as it stands. */
  task: Record<string, unknown>;
  result: Record<string, unknown> | undefined;
  askStatus: number;
  /** The next calls of this name lose their answer. */
  readonly cut: string[];
  /** Answers of the warehouse to calls with an approval, oldest first; the last one stays. */
  warehouse: { status: number; body: unknown }[];
  readonly calls: (call: string) => readonly Seen[];
  /** Ends the request: the agent is called back where it listens, and readers that wait see it. */
  readonly end: (task: Record<string, unknown>, result?: Record<string, unknown>) => Promise<void>;
  /** Calls the agent back, signed with this secret; the status it answered. */
  readonly callBack: (state?: string, secret?: string) => Promise<number>;
  /** Waits until the agent has said a line like this. */
  readonly said: (line: RegExp) => Promise<void>;
  readonly run: (flags?: Partial<Flags>, signal?: AbortSignal) => Promise<Ending>;
}

export const APPROVAL = {
  approval: { id: 'grant-1', state: 'a.b.c', approved_until: EXPIRES_AT, approved_at: EXPIRES_AT },
};
const vote = (choice: string, more: object = {}) => ({
  by: { oid: 'x', name: 'Alice Aho' },
  choice,
  ...more,
});
export const approved = { status: 'approved', decision: { at: EXPIRES_AT, votes: [vote('approve')] } };
export const denied = (more: object) => ({
  status: 'denied',
  decision: { at: EXPIRES_AT, votes: [vote('deny', more)] },
});

/** Starts the fake; it closes with the test. */
export async function startFakeWorld(t: TestContext): Promise<FakeWorld> {
  let wake: (() => void)[] = [];
  const server = await serve(0, handle);
  t.after(() => server.close());
  const statusEndpoint = `${server.url}/access/v1/requests/req_1`;
  const world: FakeWorld = {
    url: server.url,
    seen: [],
    lines: [],
    task: {
      id: 'req_1',
      status: 'pending',
      status_endpoint: statusEndpoint,
      expires_at: EXPIRES_AT,
      links: { cancel: `${statusEndpoint}/cancel` },
      policy: { rules: ['prod-export'] },
    },
    result: undefined,
    askStatus: 202,
    cut: [],
    warehouse: [{ status: 200, body: { rows: 4812, file: '/exports/customers-req_1.csv' } }],
    calls: (call) => world.seen.filter((one) => one.call === call),
    end: async (task, result) => {
      world.task = { ...world.task, ...task };
      world.result = result;
      const isCalledBack = world.calls('POST /api/requests').some(({ body }) => 'callback' in body);
      if (isCalledBack) await world.callBack();
      for (const resume of wake) resume();
      wake = [];
    },
    callBack: async (state, secret = SECRET) => {
      const { callback } = world.calls('POST /api/requests')[0]?.body ?? {};
      const body = JSON.stringify({ task: world.task, state: state ?? callback.state });
      const at = new Date();
      const answer = await fetch(callback.endpoint, {
        method: 'POST',
        headers: {
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
        },
        body,
      });
      return answer.status;
    },
    said: async (line) => {
      while (!world.lines.some((one) => line.test(one)))
        await new Promise((resolve) => setTimeout(resolve, 10));
    },
    run: (flags, signal = new AbortController().signal) =>
      liveStory(
        {
          wish: {
            action: { name: 'data.export', properties: { format: 'csv', rows: 4812 } },
            resource: { type: 'database', id: 'prod/customers' },
            justification: 'Churn model.',
          },
          isTampering: false,
          countersignUrl: server.url,
          warehouseUrl: server.url,
          teamsUrl: 'http://127.0.0.1:3979',
          tokenUrl: `${server.url}/token`,
          callbackPort: 0,
          startCommand: 'npm start',
          ...flags,
        },
        (line) => world.lines.push(line),
        signal,
      ),
  };
  return world;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const call = `${req.method} ${req.url}`;
    const text = await readText(req, 100_000);
    const isJson = req.headers['content-type'] === 'application/json';
    world.seen.push({ call, headers: req.headers, body: isJson ? JSON.parse(text) : text });
    const lost = world.cut.indexOf(call);
    if (lost >= 0) {
      world.cut.splice(lost, 1);
      res.destroy();
      return;
    }
    switch (call) {
      case 'POST /token':
        return sendJson(res, 200, { access_token: 'token', expires_in: 3600 });
      case 'GET /access/v1/callback-secret':
        return sendJson(res, 200, { secret: SECRET });
      case 'POST /api/requests':
        return sendTask(res, world.askStatus);
      case 'GET /access/v1/requests/req_1':
        if (world.task.status === 'pending' && req.headers.prefer === 'wait=30') {
          await new Promise<void>((resolve) => {
            wake.push(resolve);
            res.once('close', resolve);
          });
        }
        return sendTask(res, 200);
      case 'POST /access/v1/requests/req_1/cancel':
        world.task = { ...world.task, status: 'cancelled' };
        return sendTask(res, 200);
      case 'POST /exports':
        return sendExport(res, JSON.parse(text));
      default:
        return sendJson(res, 404, {});
    }
  }

  function sendTask(res: ServerResponse, status: number): void {
    sendJson(res, status, {
      task: world.task,
      ...(world.result === undefined ? {} : { result: world.result }),
    });
  }

  function sendExport(res: ServerResponse, body: { approval?: unknown }): void {
    const no = { status: 403, body: { detail: 'no approval' } };
    const answers = body.approval === undefined ? [no] : world.warehouse;
    const [next] = answers.length > 1 ? answers.splice(0, 1) : answers;
    sendJson(res, next?.status ?? 500, next?.body, { 'retry-after': '0' });
  }
}
