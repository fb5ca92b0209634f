// What is well formed in a policy and yet hardly meant: rules that never apply, approvers that nobody is left of, names that nothing uses.
// Only what can be told for certain from the file. Pure; it decides nothing.

import type { Requirement } from '../../verdict.ts';
import { readYaml } from '../file/read-yaml.ts';
import type { Policy, RegisteredAgent, Rule } from '../policy.ts';
import { inOrder, type PolicyProblem, problemAt } from '../problem/problem.ts';
import { deniedChanges } from './denied-changes.ts';
import { isNever, lastMoment, mayBeWhere } from './domain.ts';
import type { Found } from './found.ts';
import { idleEscalations } from './idle-escalations.ts';
import { looseIds } from './loose-ids.ts';
import { looseLists } from './loose-lists.ts';
import { loosePatterns } from './loose-patterns.ts';
import { mentionsIn } from './mentions.ts';
import { openRule, zonelessMoments } from './open-rules.ts';
import { overriddenFacts } from './overridden.ts';
import { strangeIds } from './strange-ids.ts';
import { type Strange, strangeNames } from './strange-names.ts';
import { type Schemas, strangeParameter, strangePointer } from './strange-parameters.ts';
import { strangeTypes } from './strange-types.ts';
import { stricterRules } from './stricter-rules.ts';
import { toldOpenly } from './told-openly.ts';

/** One piece of advice. A `warning` is hardly meant; a `note` may well be. */
export interface Advice extends PolicyProblem {
  readonly kind: 'warning' | 'note';
}

/** Advice on a policy that was read from this text, in the order of the lines. Without `now` (milliseconds) nothing is told of what is over. */
export function adviceOn(text: string, policy: Policy, now?: number): readonly Advice[] {
  const read = readYaml(text, 'split the deployment');
  if (!read.ok) throw new TypeError('advice is given on the text of a policy that was read');
  const { raw, source } = read;
  const schemas = schemasIn(raw);
  const stricterThan = stricterRules(policy.rules);
  const found: readonly Found[] = [
    ...policy.rules.flatMap((rule, index) => [
      ...idleRule(stricterThan, rule, index),
      ...ruleOfThePast(rule, index, now),
      ...openRule(rule, index),
      ...looseLists(rule, index),
      ...looseIds(rule, index),
      ...zonelessMoments(rule, index),
      ...shortRule(policy, rule, index),
      ...strangeRule(policy, schemas, rule, index),
    ]),
    ...deniedChanges(policy, now),
    ...idleEscalations(policy),
    ...overriddenFacts(policy),
    ...strangeTypes(policy),
    ...toldOpenly(policy),
    ...idleRedactions(policy, schemas),
    ...loosePatterns(schemas),
    ...shortOf([...policy.agents.values()], policy.defaults.requirements, ['defaults', 'approvers']),
    ...unusedGroups(policy, raw),
    ...actionsOfNoRule(policy),
  ];
  return inOrder(
    found.map(({ kind, path, message, offset }) => ({ kind, ...problemAt(source, path, message, offset) })),
  );
}

function idleRule(
  stricterThan: (rule: Rule) => Rule | undefined,
  rule: Rule,
  index: number,
): readonly Found[] {
  const path = ['rules', index, 'when'];
  if (isNever(rule.when.root())) {
    const message = `the condition of rule "${rule.id}" can never be true; mend it, or leave the rule out`;
    return [{ kind: 'warning', path, message }];
  }
  const stricter = stricterThan(rule);
  if (stricter === undefined) return [];
  const does = stricter.effect === 'deny' ? 'denies' : 'asks people';
  const message = `rule "${rule.id}" never has its effect: wherever it is true, rule "${stricter.id}" ${does}; narrow that one, or leave this one out`;
  return [{ kind: 'warning', path, message }];
}

function ruleOfThePast({ id, when }: Rule, index: number, now?: number): readonly Found[] {
  const last = lastMoment(when.root());
  if (now === undefined || last === undefined || last >= now) return [];
  const moment = new Date(last).toISOString().replace('.000', '');
  const message = `the condition of rule "${id}" is never true again: its time was over at ${moment}`;
  return [{ kind: 'note', path: ['rules', index, 'when'], message }];
}

function shortRule({ agents }: Policy, rule: Rule, index: number): readonly Found[] {
  const concerned = [...agents.values()].filter(rule.when.mayConcern);
  return rule.effect === 'review' ? shortOf(concerned, rule.requirements, ['rules', index, 'approvers']) : [];
}

/** Where people alone are named it can be told without a directory who is left. Groups are the doctor's to count. */
function shortOf(
  agents: readonly RegisteredAgent[],
  requirements: readonly Requirement[],
  path: Found['path'],
): readonly Found[] {
  if (requirements.length === 0 || requirements.some(({ groups }) => groups.length > 0)) return [];
  const short = agents.filter((agent) => isShort(requirements, agent)).map(({ name }) => name);
  if (short.length === 0) return [];
  const message = `nobody could approve for ${short.join(', ')}: owners never approve for their own agent, and too few of the people named are left; name more people, or a group`;
  return [{ kind: 'warning', path, message }];
}

function isShort(requirements: readonly Requirement[], { owners }: RegisteredAgent): boolean {
  const left = (people: readonly string[]): number =>
    new Set(people.filter((oid) => !owners.includes(oid))).size;
  const seats = requirements.reduce((sum, { count }) => sum + count, 0);
  return (
    requirements.some(({ people, count }) => left(people) < count) ||
    left(requirements.flatMap(({ people }) => people)) < seats
  );
}

function strangeRule(policy: Policy, schemas: Schemas, rule: Rule, index: number): readonly Found[] {
  const path = ['rules', index, 'when'];
  const strange: readonly Strange[] = mentionsIn(rule.when.source).flatMap((mention) => [
    ...strangeNames(policy, rule, mention),
    ...strangeIds(policy, rule, mention),
    ...strangeParameter(policy, schemas, rule, mention),
  ]);
  // What is read in several places is told once.
  const once = new Map(strange.toReversed().map((each) => [each.message, each]));
  return [...once.values()].map((each) => ({ kind: 'warning', path, ...each }));
}

function schemasIn(raw: unknown): Schemas {
  const { actions } = Object(raw) as { readonly actions?: object };
  return new Map(
    Object.entries(actions ?? {}).flatMap(([name, { parameters }]) =>
      parameters === undefined ? [] : [[name, parameters as unknown] as const],
    ),
  );
}

/** What should be hidden and is not. */
function idleRedactions({ actions }: Policy, schemas: Schemas): readonly Found[] {
  return [...actions].flatMap(([name, { redact }]) =>
    redact.flatMap((pointer, index) => {
      const message = strangePointer(schemas.get(name), pointer);
      return message === undefined
        ? []
        : [{ kind: 'warning', path: ['actions', name, 'redact', index], message }];
    }),
  );
}

function unusedGroups({ groups }: Policy, raw: unknown): readonly Found[] {
  const { rules, defaults } = Object(raw) as { readonly rules?: unknown; readonly defaults?: unknown };
  const used = new Set([...textsIn(rules), ...textsIn(defaults)]);
  return [...groups.keys()]
    .filter((name) => !used.has(name))
    .map((name) => ({
      kind: 'note',
      path: ['groups', name],
      message: `no rule and no default names the group "${name}"`,
    }));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function actionsOfNoRule({ actions, rules }: Policy): readonly Found[] {
  return [...actions.keys()]
    .filter((name) => rules.every(({ when }) => !mayBeWhere(when.root(), ['action', 'name'], name)))
    .map((name) => ({
      kind: 'note',
      path: ['actions', name],
      message: `no rule is about the action "${name}": the default approvers are asked`,
    }));
}
