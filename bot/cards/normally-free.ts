// What a rule with a limit lets run freely, and why this one came to people all the same: how far it was counted.

import { reasonsOfLimits } from '../../approvals/policy/member/rule-limits.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { isReached, type RuleLimit } from '../../approvals/rule-limit.ts';
import { say } from '../words/words.ts';
import { BOLD, type Element, keyOf, line, ours, QUIET, type Run, sentence, theirs } from './parts.ts';
import { RULE_MAX } from './people.ts';
import { NAME_MAX } from './person.ts';
import { inSentence } from './quotation.ts';

const LIMITS_SHOWN = 3;

/** The lines about it; none where no limit was reached. */
export function normallyFree(view: CardView): readonly Element[] {
  return reachedBy(view)
    .slice(0, LIMITS_SHOWN)
    .map((limit, index) =>
      line([...(index === 0 ? [ours(`${say.limit.freely} `, BOLD)] : []), ...limitRuns(view, limit)], {
        spacing: 'Small',
      }),
    );
}

/** Is this reason of the risk told by these lines already? */
export const isLimitReason = (view: CardView, reason: string): boolean =>
  reasonsOfLimits(reachedBy(view).slice(0, LIMITS_SHOWN), view.request.verdict.counted).includes(reason);

function reachedBy({ request: { verdict } }: CardView): readonly (RuleLimit & { readonly found: number })[] {
  return verdict.effect === 'review' ? (verdict.counted?.limits ?? []).filter(isReached) : [];
}

function limitRuns(view: CardView, limit: RuleLimit & { readonly found: number }): readonly Run[] {
  const { agent, resource, action } = view.request;
  const { key } = keyOf(view);
  // Several tries at once may have found more than the limit: what counts is that it is full.
  const used = Math.min(limit.found, limit.count);
  const of = {
    agent: '',
    resource: say.limit.onResource(inSentence(resource.id, NAME_MAX, key)),
    action: say.limit.ofAction(inSentence(action, NAME_MAX, key)),
  };
  return [
    ...sentence(say.limit.used(used, say.limit.limit(limit), theirs(agent.name, NAME_MAX), of[limit.per])),
    ...sentence(say.limit.ofRule(theirs(limit.rule, RULE_MAX, QUIET)), QUIET),
  ].filter(({ text }) => text !== '');
}
