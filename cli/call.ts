// One call to Countersign. A lost answer or a busy server is tried again under the same Idempotency-Key, so nothing is recorded twice.
import { CommandError } from './exit.ts';
import { type HttpReply, send } from './send.ts';

/** Where it goes, and in whose name. */
export interface Question {
  readonly url: string;
  readonly token: string;
}

/** What is sent. */
export interface Call extends Question {
  readonly idempotencyKey: string;
  readonly body: string;
}

/** What came back. */
export type CallReply = Pick<HttpReply, 'status' | 'body'>;

const TRIES = 3;
const TIMEOUT_MS = 20_000;
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
const AGAIN: readonly number[] = [429, 500, 502, 503, 504];

/** Posts it. Throws a `CommandError` when no answer comes. */
export const post = ({ idempotencyKey, body, ...question }: Call): Promise<CallReply> =>
  patiently(
    question,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body,
    },
    'Nothing is known to be recorded. Run the same command again: it finds what it recorded before.',
  );

/** Reads it. Throws a `CommandError` when no answer comes. */
export const get = (question: Question): Promise<CallReply> =>
  patiently(
    question,
    { method: 'GET', headers: {} },
    'Nothing was changed. Is the address right? Run the same command again.',
  );

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function patiently(question: Question, sent: Sent, whenSilent: string): Promise<CallReply> {
  for (let tries = 1; ; tries++) {
    const { url, token } = question;
    const headers = { ...sent.headers, authorization: `Bearer ${token}` };
    const answer = await send({ ...sent, url, headers, timeoutMs: TIMEOUT_MS });
    const isLast = tries === TRIES;
    if (typeof answer === 'string') {
      if (isLast) throw new CommandError(1, `${question.url} does not answer (${answer}).\n${whenSilent}`);
    } else if (isLast || !AGAIN.includes(answer.status)) return answer;
    const wanted = typeof answer === 'string' ? 0 : retryAfterMs(answer);
    await new Promise((resolve) =>
      setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, wanted))),
    );
  }
}

const retryAfterMs = ({ headers }: HttpReply): number => Number(headers.get('retry-after') ?? 0) * 1000 || 0;
