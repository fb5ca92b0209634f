// What an agent says of itself or its target never lets anything through (decision 0025): an allow rule does not read `claimed` at all.
// Whatever claims may make stricter is said by a review or deny rule; that way round a lie gains nothing.
import type { z } from 'zod';
import type { Effect } from '../../verdict.ts';
import type { Condition } from './condition.ts';

const CURE =
  'an allow rule may not read claimed: the agent would give itself leave. State the fact under resources, or let an enforcer ask, and read resource.properties or context; to be stricter because of a claim, write a review rule';

/** Each place where an allow rule reads a claim is a mistake. */
export function refuseClaims(
  rules: readonly { readonly effect: Effect; readonly when: Condition }[],
  context: z.RefinementCtx,
): void {
  for (const [index, { effect, when }] of rules.entries()) {
    if (effect !== 'allow') continue;
    for (const offset of when.claimsAt)
      context.addIssue({
        code: 'custom',
        message: `condition: ${CURE}`,
        path: [index, 'when'],
        params: { offset },
      });
  }
}
