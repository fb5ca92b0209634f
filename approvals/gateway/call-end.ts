// How a call to a target ended, as the record is told of it. Pure. What is unclear is unknown, and never tried again.
import type { Report } from '../grant/report-outcome.ts';

/** What came of the call. */
export type CallEnd =
  /** `replied`: a whole answer; `too_long`: one that is not passed on; `broken`: a status, and then no whole body. */
  | { readonly end: 'replied' | 'too_long' | 'broken'; readonly status: number }
  /** `silent`: sent, and no status; `not_sent`: nothing left this machine. */
  | { readonly end: 'silent' | 'not_sent'; readonly error: string };

/** The outcome it has. */
export function outcomeOf(call: CallEnd): Pick<Report, 'result'> & { readonly detail: string } {
  switch (call.end) {
    case 'not_sent':
      return { result: 'failed', detail: `not sent: ${call.error}` };
    case 'silent':
      return { result: 'unknown', detail: `sent, no answer: ${call.error}` };
    case 'broken':
      return { result: 'unknown', detail: `answered ${call.status}, and the answer broke off` };
    case 'too_long':
    case 'replied':
      return { result: resultOf(call.status), detail: `answered ${call.status}` };
  }
}

/** The end that `outcomeOf` told in these words, where it is a plain one: a status alone, or that nothing was sent. */
export function readEnd(
  detail: string,
): { readonly status: string } | { readonly notSent: string } | undefined {
  const status = /^answered (\d{3})$/.exec(detail)?.[1];
  if (status !== undefined) return { status };
  const notSent = /^not sent: (.+)$/s.exec(detail)?.[1];
  return notSent === undefined ? undefined : { notSent };
}

/** It is not followed, and does not say whether what was asked for was done. */
export const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** A status between two servers tells nothing of what the last of them did. */
const UNCLEAR: readonly number[] = [502, 504];

function resultOf(status: number): Report['result'] {
  if (isRedirect(status) || UNCLEAR.includes(status)) return 'unknown';
  return status >= 200 && status < 400 ? 'succeeded' : 'failed';
}
