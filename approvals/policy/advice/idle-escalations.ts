// Escalations that add people who have every seat already: nothing would change when they come.
import type { Requirement } from '../../verdict.ts';
import type { Policy, Rule } from '../policy.ts';
import type { Found } from './found.ts';

/** Each of them. Added people may fill seats of other rules too, so it is told only where they have those as well. */
export function idleEscalations(policy: Policy): readonly Found[] {
  const all = [
    ...policy.defaults.requirements,
    ...policy.rules.flatMap(({ effect, requirements }) => (effect === 'review' ? requirements : [])),
  ];
  return policy.rules.flatMap((rule, index) => idleIn(rule, index, all));
}

function idleIn(rule: Rule, index: number, all: readonly Requirement[]): readonly Found[] {
  return (rule.escalations ?? []).flatMap(({ adds }): readonly Found[] => {
    if (adds === undefined) return [];
    const isIdle = all.every(
      ({ groups, people }) =>
        adds.groups.every(({ id }) => groups.some((each) => each.id === id)) &&
        adds.people.every((oid) => people.includes(oid)),
    );
    if (!isIdle) return [];
    const message = `an escalation of rule "${rule.id}" adds nobody: those it names may fill every seat from the start; name others, or only tell`;
    return [{ kind: 'warning', path: ['rules', index, 'escalate'], message }];
  });
}
