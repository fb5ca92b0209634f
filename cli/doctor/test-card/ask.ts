// What is asked of Countersign about one test card, and how it answers.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { plainText } from '../../../approvals/text/plain-text.ts';
import type { Reply } from '../../../client/attempt.ts';
import { type Asking, ask } from '../../call.ts';
import { problemSchema } from '../../problem.ts';
import { send } from '../../send.ts';

const TIMEOUT_MS = 20_000;
const SAYS_MAX = 300;

const trialSchema = z.object({
  id: z.string(),
  status: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  reason: z.string().optional(),
  prompts: z.array(
    z.object({ route: z.string(), state: z.string(), current: z.boolean(), error: z.string().optional() }),
  ),
  decided: z.object({ by: z.object({ name: z.string() }), decision: z.string(), at: z.string() }).optional(),
});

/** A test as Countersign tells it. What stands in it is others' words. */
export type Trial = z.infer<typeof trialSchema>;

/** The test, or why there is none, to be shown as it is. */
export type Told = { readonly trial: Trial } | { readonly why: string };

const bodySchema = z.object({ trial: trialSchema });
const PATH = '/access/v1/trials';

/** Has the card sent, to this route or to the usual ones. A lost answer is asked for again, under one key: there is one card. */
export async function start(asking: Asking, route: string | undefined): Promise<Told> {
  const body = route === undefined ? {} : { route };
  const headers = { 'idempotency-key': randomUUID() };
  return toldBy(await ask(asking, { method: 'POST', path: PATH, body, headers }));
}

/** How it stands. Asked once: whoever follows it asks again anyway. */
export async function read({ url, token }: Asking, id: string): Promise<Told> {
  const headers = { authorization: `Bearer ${token}` };
  const at = `${url}${PATH}/${encodeURIComponent(id)}`;
  return toldBy(await send({ method: 'GET', url: at, headers, timeoutMs: TIMEOUT_MS }));
}

function toldBy(reply: Reply | string): Told {
  if (typeof reply === 'string') return { why: `no answer (${reply})` };
  const found = bodySchema.safeParse(reply.body);
  if (found.success) return found.data;
  const problem = problemSchema.safeParse(reply.body).data;
  if (problem === undefined) return { why: `answer ${reply.status}` };
  const more = problem.problems.map(({ at, message }) => `${at} ${message}`);
  return { why: plainText([problem.detail, ...more].join(' '), SAYS_MAX) };
}
