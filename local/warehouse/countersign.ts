// The warehouse's side of Countersign: may this run now, and what came of it.
// Promises: only a clear, complete `true` is a yes; whatever cannot be understood is a fault, and nothing runs on a fault.
import { z } from 'zod';

/** Countersign did not answer, or not in a way one could act on. The same call may be repeated. */
export class CountersignFault extends Error {
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds = 2, cause?: unknown) {
    super(message, { cause });
    this.name = 'CountersignFault';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What is asked: an AuthZEN evaluation with the approval in its context. */
export interface Evaluation {
  readonly subject: { readonly type: 'agent'; readonly id: string };
  readonly action: { readonly name: string; readonly properties: Readonly<Record<string, unknown>> };
  readonly resource: { readonly type: string; readonly id: string };
  readonly context: Readonly<Record<string, unknown>>;
}

/** Yes, once, before `runBefore`; or no, with what to do next; or the question itself was wrong. */
export type Decision =
  | {
      readonly decision: true;
      readonly redemption: { readonly id: string; readonly replayed: boolean };
      readonly runBefore: number;
    }
  | {
      readonly decision: false;
      readonly reason: string;
      readonly nextAction: string;
      readonly retryAfter?: number;
    }
  | { readonly decision: 'invalid'; readonly detail: string };

/** The two calls. */
export interface Countersign {
  readonly evaluate: (evaluation: Evaluation, requestId: string) => Promise<Decision>;
  readonly reportOutcome: (
    request: string,
    outcome: { result: 'succeeded' | 'failed'; detail: string },
  ) => Promise<void>;
}

const CALL_TIMEOUT_MS = 10_000;

/** Speaks to Countersign at `url` with the warehouse's own tokens. */
export function createCountersign(url: string, token: (fresh: boolean) => Promise<string>): Countersign {
  async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const once = async (fresh: boolean) =>
      await fetch(`${url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await token(fresh)}`,
          ...headers,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
    try {
      const response = await once(false);
      if (response.status !== 401) return response;
      // The kept token may have been signed with a key that is gone.
      await response.body?.cancel();
      return await once(true);
    } catch (error) {
      throw new CountersignFault('Countersign or Entra did not answer.', 2, error);
    }
  }

  return {
    evaluate: async (evaluation, requestId) => {
      const response = await send('/access/v1/evaluation', evaluation, { 'x-request-id': requestId });
      return readDecision(response);
    },
    reportOutcome: async (request, outcome) => {
      const path = `/access/v1/requests/${encodeURIComponent(request)}/outcome`;
      const response = await send(path, outcome);
      await response.body?.cancel();
      if (response.ok) return;
      const said = `Countersign answered the outcome of ${request} with ${response.status}.`;
      // Final: it does not know this request, or another outcome stands already. Telling it again changes nothing.
      const isFinal = [400, 404, 409, 410].includes(response.status) && !response.headers.has('retry-after');
      if (!isFinal) throw new CountersignFault(said);
      console.error(said);
    },
  };
}

async function readDecision(response: Response): Promise<Decision> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.status === 400 || response.status === 413 || response.status === 422) {
    const detail = problemSchema.safeParse(body).data?.detail;
    return { decision: 'invalid', detail: detail ?? `Countersign answered ${response.status}.` };
  }
  if (response.status !== 200) {
    const seconds = Number(response.headers.get('retry-after') ?? '2');
    throw new CountersignFault(
      `Countersign answered ${response.status}.`,
      Number.isInteger(seconds) && seconds > 0 ? seconds : 2,
    );
  }
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw new CountersignFault('Countersign answered something that is no decision.');
  const { decision, context } = parsed.data;
  if (!decision) {
    const { reason, next_action, retry_after } = context;
    return {
      decision,
      reason,
      nextAction: next_action,
      ...(retry_after === undefined ? {} : { retryAfter: retry_after }),
    };
  }
  // A `true` that used up no approval, or is good for ever, is not the answer to what was asked.
  if (context.redemption === undefined || context.run_before === undefined)
    throw new CountersignFault('Countersign said yes without naming the use and its end.');
  return { decision, redemption: context.redemption, runBefore: Date.parse(context.run_before) };
}

const problemSchema = z.object({ detail: z.string() });

const answerSchema = z.object({
  decision: z.boolean(),
  context: z
    .object({
      reason: z.string().default('denied'),
      next_action: z.string().default('none'),
      retry_after: z.number().int().positive().optional(),
      // Becomes a row key, where these characters are all that is safe.
      redemption: z.object({ id: z.string().regex(/^[\w.-]{1,128}$/), replayed: z.boolean() }).optional(),
      run_before: z.iso.datetime({ offset: true }).optional(),
    })
    .default({ reason: 'denied', next_action: 'none' }),
});
