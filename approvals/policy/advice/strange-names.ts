// Names in a condition that nothing else in the policy knows: of actions, kinds of resource, agents, commands and facts. A rule that names one
// wrongly is silent, and a deny rule that is silent lets through what it was written against.

import { cureOf, nearest } from '../../nearest.ts';
import { POLICY_CHANGE, POLICY_RESOURCE } from '../judgement/judge-change.ts';
import { isNoId } from '../member/members.ts';
import { METHODS } from '../member/targets.ts';
import { DEPLOYMENT, type Policy, type Rule } from '../policy.ts';
import { mayBeWhere } from './domain.ts';
import type { Mention } from './mentions.ts';
import { heldFacts } from './overridden.ts';

/** A sentence about one place of a condition. */
export interface Strange {
  readonly message: string;
  /** Character of the condition, from 0. */
  readonly offset: number;
  /** A warning, unless this says otherwise. */
  readonly kind?: 'note';
}

/** Everything strange about the names that one rule mentions. */
export function strangeNames(policy: Policy, rule: Rule, mention: Mention): readonly Strange[] {
  const [variable = '', member = '', name] = mention.path;
  if (variable === 'context' && member !== '') return strangeContext(policy, rule, mention);
  if (variable === 'resource' && member === 'properties' && name !== undefined)
    return strangeFact(policy, rule, mention);
  const vocabulary = VOCABULARIES[mention.path.join('.')];
  if (vocabulary === undefined) return [];
  const { is, known } = vocabulary(policy);
  return mention.literals.flatMap(({ value, offset }) => {
    if (typeof value !== 'string' || known.includes(value)) return [];
    // An agent that is not listed is called by its client id.
    if (variable === 'agent' && !isNoId(value)) return [];
    return [{ message: `"${value}" is no ${is}; ${cureOf(value, known)}`, offset }];
  });
}

interface Vocabulary {
  /** What the word should be, and what else can be done than to mend it. */
  readonly is: string;
  readonly known: readonly string[];
}

const VOCABULARIES: Readonly<Record<string, (policy: Policy) => Vocabulary>> = {
  'action.name': (policy) => ({
    is: 'action that stands under actions: list it, or mend the name',
    known: actionsOf(policy),
  }),
  'resource.type': (policy) => ({
    is: 'type that an entry of resources or an enforcer names: add one, or mend the name',
    known: typesOf(policy),
  }),
  'agent.name': ({ agents }) => ({
    is: 'agent that stands under agents: list it, or mend the name',
    known: [...[...agents.values()].map(({ name }) => name), DEPLOYMENT],
  }),
  'shell.names.*': ({ commands }) => ({
    is: 'command that stands under commands: list it, or mend the name',
    known: [...commands.keys()],
  }),
  'subject.type': () => ({ is: 'kind of subject', known: ['agent', 'person'] }),
};

const actionsOf = ({ actions, targets }: Policy): readonly string[] => [
  ...actions.keys(),
  ...[...targets.values()].flatMap(({ action }) => METHODS.map((each) => `${action}.${each.toLowerCase()}`)),
  POLICY_CHANGE,
];

function typesOf({ resources, enforcers, targets, actions }: Policy): readonly string[] {
  const isShell = [...actions.values()].some(({ type }) => type === 'shell');
  return [
    ...new Set([
      ...resources.map(({ type }) => type),
      ...[...enforcers.values()].flatMap(({ resourceTypes }) => resourceTypes),
      ...[...targets.values()].map(({ resourceType }) => resourceType),
      ...(isShell ? ['workspace'] : []),
      POLICY_RESOURCE,
    ]),
  ];
}

/** Is there an enforcer whose word on resource and context this rule could meet? */
const mayBeEnforced = ({ enforcers }: Policy, { when }: Rule): boolean =>
  [...enforcers.values()].some(({ resourceTypes }) =>
    resourceTypes.some((type) => mayBeWhere(when.root(), ['resource', 'type'], type)),
  );

function strangeContext(policy: Policy, rule: Rule, { path, offset }: Mention): readonly Strange[] {
  if (policy.uncounted.includes(path[1] ?? '')) {
    const unseen = `nothing ever stands in ${path.join('.')}: uncounted names it, and no condition sees what does not count; take it out of uncounted, or leave it out here`;
    return [{ message: unseen, offset }];
  }
  if (mayBeEnforced(policy, rule)) return [];
  const message = `nothing ever stands in ${path.join('.')}: only an enforcer says what context is, and none asks for these resources; register one, or leave it out`;
  return [{ message, offset }];
}

function strangeFact(policy: Policy, rule: Rule, mention: Mention): readonly Strange[] {
  const { path, offset } = mention;
  const [, , name = ''] = path;
  const setting = heldFacts(policy).filter(({ set }) => Object.hasOwn(set, name));
  const isOpen = mayBeEnforced(policy, rule);
  if (setting.length === 0) {
    const known = [...new Set(policy.resources.flatMap(({ set }) => Object.keys(set)))];
    // What an enforcer says may have names of its own: only one that looks like ours is told.
    if (isOpen && nearest(name, known) === undefined) return [];
    return [{ message: `"${name}" is no fact that resources set; ${cureOf(name, known)}`, offset }];
  }
  const facts = setting
    .filter(({ type }) => mayBeWhere(rule.when.root(), ['resource', 'type'], type))
    .map(({ set }) => set[name]);
  if (facts.length > 0) return strangeValues(rule, mention, facts, isOpen);
  if (isOpen) return [];
  const types = [...new Set(setting.map(({ type }) => type))].join(', ');
  return [{ message: `resources set "${name}" for other types only: ${types}`, offset }];
}

function strangeValues(
  { effect }: Rule,
  { path, literals, negated = false }: Mention,
  facts: readonly unknown[],
  isOpen: boolean,
): readonly Strange[] {
  const values = path[3] === '*' ? facts.flatMap((fact) => (Array.isArray(fact) ? fact : [])) : facts;
  const known = [...new Set(values.map(String))];
  // Only an allow rule that is silent asks people; one with "not" says yes to what the others would be silent about.
  const isSafe = effect === 'allow' && !negated;
  return literals
    .filter(({ value }) => !known.includes(String(value)))
    .map(({ value, offset }) => {
      const word = JSON.stringify(value);
      const cure = typeof value === 'string' ? cureOf(value, known) : `there are: ${known.join(', ')}`;
      if (!isOpen) return { message: `${path.join('.')} is never ${word} under resources; ${cure}`, offset };
      const told = `only an enforcer could say that ${path.join('.')} is ${word}, resources never do; ${cure}`;
      return { message: told, offset, ...(isSafe ? { kind: 'note' as const } : {}) };
    });
}
