// One call to Countersign. A lost answer or a busy server is tried again under the same Idempotency-Key, so nothing is recorded twice.
import { CommandError } from './exit.ts';

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
export interface CallReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

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
    const answer = await send(question, sent);
    const isLast = tries === TRIES;
    if (typeof answer === 'string') {
      if (isLast) throw new CommandError(1, `${question.url} does not answer (${answer}).\n${whenSilent}`);
    } else if (isLast || !AGAIN.includes(answer.status)) return answer;
    const wanted = typeof answer === 'string' ? 0 : answer.retryAfterMs;
    await new Promise((resolve) =>
      setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, wanted))),
    );
  }
}

/** The answer, or why there is none. */
async function send(
  { url, token }: Question,
  { headers, ...sent }: Sent,
): Promise<(CallReply & { readonly retryAfterMs: number }) | string> {
  try {
    const response = await fetch(url, {
      ...sent,
      headers: { ...headers, authorization: `Bearer ${token}` },
      // A token goes to the address that was given and to no other.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
    return { status: response.status, body: objectOf(await response.text()), retryAfterMs };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause) return String(cause.code);
    return error instanceof Error ? error.message : 'unknown';
  }
}

function objectOf(text: string): CallReply['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as CallReply['body']) : {};
  } catch {
    return {};
  }
}
