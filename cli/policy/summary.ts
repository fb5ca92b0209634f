// What a good policy file comes to, in two lines.
import type { Policy } from '../../approvals/policy/policy.ts';
import { countOf } from '../count-of.ts';
import type { NamedText } from './load.ts';

/** How much it says, and the version that requests will be pinned to. */
export function summaryOf({ name }: NamedText, policy: Policy): readonly string[] {
  const { rules, actions, agents, groups } = policy;
  const parts = [
    countOf(rules.length, 'rule'),
    countOf(actions.size, 'action'),
    countOf(agents.size, 'agent'),
    countOf(groups.size, 'group'),
  ];
  return [`${name} is good: ${parts.join(', ')}.`, `version ${policy.version}`];
}
