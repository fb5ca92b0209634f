// Where people see the whole of a request and decide it: our review page. A link is never authority: it names a request and nothing else.
import type { ApprovalRequest } from './words.ts';

/** The page of a request, for whoever has no card at hand. */
export const reviewAddress = (baseUrl: string, id: string): string => `${baseUrl}/review/${id}`;

/** The same from a card. `step-up` hints at the sign-in needed, so that the first is already the right one; the server never believes it. */
export function reviewLink(baseUrl: string, { id, verdict, status }: ApprovalRequest): string {
  const { stepUp } = verdict;
  const here = reviewAddress(baseUrl, id);
  if (stepUp === undefined || status !== 'pending') return here;
  return stepUp.acrs.length === 0 ? `${here}?step-up` : `${here}?step-up=${stepUp.acrs.join(',')}`;
}
