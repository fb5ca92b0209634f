// Problem documents (RFC 9457) before they are sent: their members, and under which names their types stand. Which refusal becomes
// which is said in http-reply.ts.
import type { Problem, QuotaLimit } from '../approvals/refusal.ts';

/** The profile's own error names stand under its URN. */
const PROFILE = 'urn:openid:authzen:access-request:error:';
/** What is ours stands under ours. */
const OURS = 'urn:countersign:error:';

/** A problem document before it is sent. `limit`: which limit of countersign.yaml is reached. */
export interface ProblemBody {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly problems?: readonly Problem[];
  readonly limit?: QuotaLimit;
  readonly retryAfterSeconds?: number;
  /** What a 401 asks for (`WWW-Authenticate`). */
  readonly challenge?: string;
}

/** A problem of our own. */
export function ours(
  status: number,
  name: string,
  title: string,
  detail: string,
  problems?: readonly Problem[],
): ProblemBody {
  return { status, type: `${OURS}${name}`, title, detail, ...(problems === undefined ? {} : { problems }) };
}

/** A problem that the profile names. */
export const profile = (status: number, name: string, title: string, detail: string): ProblemBody => ({
  status,
  type: `${PROFILE}${name}`,
  title,
  detail,
});

/** 500: a bug or a broken part; `reference` finds it in the log. */
export const brokenProblem = (reference: string): ProblemBody =>
  ours(
    500,
    'fault',
    'Something is broken here',
    `Nothing was approved. Give the administrators this reference: ${reference}`,
  );

/** 503: something we need does not answer just now. */
export const UNAVAILABLE: ProblemBody = {
  ...ours(
    503,
    'unavailable',
    'Not available just now',
    'Nothing was approved. Send the same call again, with the same Idempotency-Key or X-Request-ID.',
  ),
  retryAfterSeconds: 2,
};
