// The agent's side of Countersign's wire: ask, wait, read, withdraw. Plain fetch, as any agent could write it.
// Promises: a call that got no answer is repeated with the same Idempotency-Key, so it never becomes a second request.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Wish } from './flags.ts';

const voteSchema = z.object({
  by: z.object({ name: z.string() }),
  choice: z.enum(['approve', 'deny']),
  reason: z.string().optional(),
  untrusted_text: z.string().optional(),
});
const taskSchema = z.object({
  task: z.object({
    id: z.string(),
    status: z.string(),
    status_endpoint: z.string(),
    expires_at: z.string(),
    links: z.object({ cancel: z.string(), review: z.string().optional() }),
    policy: z.object({ rules: z.array(z.string()) }),
    decision: z.object({ reason: z.string().optional(), votes: z.array(voteSchema) }).optional(),
  }),
  result: z
    .object({ approval: z.object({ id: z.string(), approved_until: z.string(), state: z.string() }) })
    .optional(),
});

/** A request as Countersign tells it. */
export type TaskBody = z.infer<typeof taskSchema>;

/** Countersign did not answer, or not with what was asked for. `mayRepeat`: the same call may succeed later. */
export class CallFailed extends Error {
  readonly mayRepeat: boolean;
  constructor(message: string, mayRepeat: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'CallFailed';
    this.mayRepeat = mayRepeat;
  }
}

/** The calls of one agent. */
export interface Countersign {
  readonly token: () => Promise<string>;
  readonly callbackSecret: () => Promise<string>;
  readonly ask: (
    wish: Wish,
    idempotencyKey: string,
    callback: { endpoint: string; state: string } | undefined,
  ) => Promise<TaskBody>;
  /** Reads the request; waits up to `waitSeconds` while nothing is decided. */
  readonly read: (task: TaskBody['task'], waitSeconds: number, signal?: AbortSignal) => Promise<TaskBody>;
  readonly withdraw: (task: TaskBody['task']) => Promise<void>;
}

// The demo agent's registration at the local Entra. A real agent has a managed identity or a certificate instead.
const CLIENT_ID = '7c0ffee0-0000-4000-8000-00000000c001';
const CLIENT_SECRET = 'local-secret-of-nightly-etl';
const API = '7c0ffee0-0000-4000-8000-0000000000a0';

const TRIES = 5;
const RENEW_BEFORE_MS = 60_000;

/** The calls, to Countersign at `url` with tokens from `tokenUrl`. */
export function createCountersign(url: string, tokenUrl: string): Countersign {
  let kept: { readonly token: string; readonly until: number } | undefined;

  async function token(): Promise<string> {
    if (kept !== undefined && Date.now() < kept.until) return kept.token;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        scope: `${API}/.default`,
      }),
    });
    if (!response.ok) throw new Error(`Entra gave no token: ${response.status} ${await response.text()}`);
    const body = z.object({ access_token: z.string(), expires_in: z.number() }).parse(await response.json());
    kept = { token: body.access_token, until: Date.now() + body.expires_in * 1000 - RENEW_BEFORE_MS };
    return body.access_token;
  }

  async function call(address: string, init: RequestInit): Promise<Response> {
    for (let tried = 1; ; tried++) {
      const response = await send(address, init).catch((error: unknown) => {
        if (init.signal?.aborted) throw error;
        if (tried === TRIES) throw new CallFailed(`Nothing answers at ${address}.`, true, error);
        return undefined;
      });
      const isBusy = response === undefined || response.status === 429 || response.status >= 500;
      if (response !== undefined && (!isBusy || tried === TRIES)) return response;
      const seconds = Number(response?.headers.get('retry-after') ?? tried);
      await sleep(1000 * seconds, undefined, init.signal ? { signal: init.signal } : {});
    }
  }

  async function send(address: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await token()}`);
    return await fetch(address, { ...init, headers });
  }

  return {
    token,
    callbackSecret: async () => {
      const response = await call(`${url}/access/v1/callback-secret`, {});
      return z.object({ secret: z.string() }).parse(await readBody(response, [200])).secret;
    },
    ask: async (wish, idempotencyKey, callback) => {
      const { action, resource, justification } = wish;
      const context = { business_justification: justification };
      const response = await call(`${url}/api/requests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify({ action, resource, context, callback }),
      });
      return taskSchema.parse(await readBody(response, [200, 201, 202, 403]));
    },
    read: async (task, waitSeconds, signal) => {
      const headers: Record<string, string> = waitSeconds > 0 ? { prefer: `wait=${waitSeconds}` } : {};
      const response = await call(task.status_endpoint, { headers, signal: signal ?? null });
      return taskSchema.parse(await readBody(response, [200]));
    },
    withdraw: async (task) => {
      const response = await send(task.links.cancel, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ comment: 'The agent was stopped.' }),
        signal: AbortSignal.timeout(1000),
      });
      await readBody(response, [200]);
    },
  };
}

async function readBody(response: Response, good: readonly number[]): Promise<unknown> {
  const text = await response.text();
  const isTask = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (good.includes(response.status) && isTask) return JSON.parse(text);
  const mayRepeat = response.status === 429 || response.status >= 500;
  throw new CallFailed(`Countersign answered ${response.status}: ${problemWords(text)}`, mayRepeat);
}

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  problems: z.array(z.object({ at: z.string(), message: z.string() })).default([]),
});

/** A problem document in words; anything else as it came, in one line. */
function problemWords(text: string): string {
  const problem = problemSchema.safeParse(jsonOf(text));
  if (!problem.success) return text.slice(0, 300).replace(/\s+/g, ' ');
  const { title, detail, problems } = problem.data;
  const named = problems.map(({ at, message }) => `\n  ${at} ${message}`).join('');
  return `${title}. ${detail ?? ''}${named}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
