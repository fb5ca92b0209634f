// An entry of `resources` whose type reads like another one and is named nowhere else: its facts reach nothing, and what it was written against
// is judged by those of the entries above.
import { nearest } from '../../nearest.ts';
import { POLICY_RESOURCE } from '../judgement/judge-change.ts';
import type { Policy } from '../policy.ts';
import type { Found } from './found.ts';
import { mentionsIn } from './mentions.ts';

/** Shorter words are often one letter apart and both meant: `vm`, `vpc`. */
const SHORTEST = 5;

/** Each such entry. Of two types that only `resources` names, the one that stands first in the file is taken as meant. */
export function strangeTypes(policy: Policy): readonly Found[] {
  const { resources, rules } = policy;
  const acted = actedOn(policy);
  const inRules = rules.flatMap(({ when }) => typesIn(when.source));
  const types = resources.map(({ type }) => type);
  return types.flatMap((type, index): readonly Found[] => {
    if (type.length < SHORTEST || acted.includes(type) || inRules.includes(type)) return [];
    const before = types.slice(0, types.indexOf(type));
    // What a rule alone names may be the word that is wrong: that is told at the rule.
    const meant = nearest(type, [...acted, ...types.filter((each) => inRules.includes(each)), ...before]);
    if (meant === undefined) return [];
    const message = `nothing else names the type "${type}"; did you mean "${meant}"? These facts reach no resource of that type`;
    return [{ kind: 'warning', path: ['resources', index, 'type'], message }];
  });
}

const typesIn = (condition: string): readonly string[] =>
  mentionsIn(condition)
    .filter(({ path }) => path.join('.') === 'resource.type')
    .flatMap(({ literals }) => literals.map(({ value }) => String(value)));

/** Types that something else of the policy acts on. */
function actedOn({ enforcers, targets, actions }: Policy): readonly string[] {
  const isShell = [...actions.values()].some(({ type }) => type === 'shell');
  return [
    ...[...enforcers.values()].flatMap(({ resourceTypes }) => resourceTypes),
    ...[...targets.values()].map(({ resourceType }) => resourceType),
    ...(isShell ? ['workspace'] : []),
    POLICY_RESOURCE,
  ];
}
