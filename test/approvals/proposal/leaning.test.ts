// What is shown as stricter is stricter, for any question: policies that differ in a little, judged by both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { evaluatePolicy, limitsToCount } from '../../../approvals/policy/judgement/evaluation.ts';
import { matchRules } from '../../../approvals/policy/judgement/matching.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import { editsOf } from '../../../approvals/proposal/edits.ts';
import type { Requirement, Verdict } from '../../../approvals/verdict.ts';
import { goodPolicy } from '../../support/good-policy.ts';
import { aQuestion } from '../policy/support/a-question.ts';
import { anId } from '../policy/support/an-id.ts';

const BASE = {
  admins: { entraGroup: anId('d003') },
  groups: { owners: { entraGroup: anId('d001') }, leads: { entraGroup: anId('d002') } },
  routes: { home: {} },
  actions: { read: { risk: 'low' }, write: {} },
};
const seat = fc.record({ group: fc.constantFrom('owners', 'leads'), count: fc.integer({ min: 1, max: 3 }) });
const seats = fc.oneof(
  seat,
  fc.tuple(seat, seat).map(([one, other]) => [one, other]),
);
const time = fc.constantFrom('1m', '5m', '20m', '60s', '1200s');
const TERMS = {
  expires: time,
  grant: time,
  coolDown: time,
  risk: fc.constantFrom('low', 'medium', 'high', 'critical'),
  requireReason: fc.constantFrom('approve', 'deny', 'both'),
  stepUp: fc.oneof(fc.boolean(), fc.record({ acrs: fc.constantFrom('c1', 'c2'), within: time })),
  approvers: seats,
  description: fc.constantFrom('a', 'b'),
} as const;
const review = fc.record(TERMS, { requiredKeys: [] });
const allow = fc.record(
  {
    expires: TERMS.expires,
    grant: TERMS.grant,
    risk: TERMS.risk,
    limit: fc.record({
      count: fc.integer({ min: 1, max: 3 }),
      per: fc.constantFrom('agent', 'resource'),
      window: fc.constantFrom('1h', '1d'),
    }),
  },
  { requiredKeys: [] },
);
const rule = fc
  .record({
    // The last fails where the member is not there.
    when: fc.constantFrom(
      'true',
      'action.name == "read"',
      'resource.id.startsWith("prod/")',
      'action.properties.env != "prod"',
    ),
    effect: fc.constantFrom('allow', 'review', 'deny'),
    review,
    allow,
  })
  .map(({ when, effect, ...terms }) => ({
    when,
    effect,
    ...(effect === 'review' ? terms.review : effect === 'allow' ? terms.allow : {}),
  }));
type Rule = { readonly when: string; readonly effect: string };
const defaults = fc.record(
  { approvers: seats, expires: time, grant: time, coolDown: time, requireReason: TERMS.requireReason },
  { requiredKeys: ['approvers'] },
);
const rules = fc.dictionary(fc.constantFrom('r0', 'r1', 'r2'), rule, { noNullPrototype: true });
/** One thing is another: a member of one rule, a rule as a whole, or a member of the defaults. */
const edit = fc.oneof(
  fc.record({ rule: fc.constantFrom('r0', 'r1', 'r2'), becomes: fc.option(rule, { nil: undefined }) }),
  fc.record({
    rule: fc.constantFrom('r0', 'r1', 'r2'),
    member: fc.constantFrom('expires', 'grant', 'risk', 'stepUp', 'approvers', 'limit', 'coolDown', 'effect'),
    from: rule,
  }),
  fc.record({
    member: fc.constantFrom('expires', 'grant', 'coolDown', 'requireReason', 'approvers'),
    defaults,
  }),
);

interface File {
  readonly rules: Readonly<Record<string, Rule>>;
  readonly defaults: object;
}
const withMember = <T extends object>(whole: T, member: string, from: object): T => {
  const { [member as keyof T]: _gone, ...rest } = whole;
  const value = (from as Record<string, unknown>)[member];
  return { ...rest, ...(value === undefined ? {} : { [member]: value }) } as T;
};

function edited(file: File, change: typeof edit extends fc.Arbitrary<infer T> ? T : never): File {
  if ('defaults' in change)
    return { ...file, defaults: withMember(file.defaults, change.member, change.defaults) };
  if ('member' in change) {
    const known = file.rules[change.rule];
    if (known === undefined) return file;
    return {
      ...file,
      rules: { ...file.rules, [change.rule]: withMember(known, change.member, change.from) },
    };
  }
  const { [change.rule]: _gone, ...rest } = file.rules;
  return { ...file, rules: change.becomes === undefined ? rest : { ...rest, [change.rule]: change.becomes } };
}

const textOf = ({ rules: named, defaults: usual }: File): string =>
  stringify({
    ...BASE,
    defaults: { notify: ['home'], ...usual },
    rules: Object.entries(named).map(([name, each]) => ({ id: name, ...each })),
  });

const questions = ['read', 'write', 'other'].flatMap((name) =>
  ['prod/a', 'test/b'].map((resource) =>
    aQuestion({ action: { name }, resource: { type: 'database', id: resource } }),
  ),
);

/** By the policy, when each of its limits found so many. */
function judged(policy: Policy, question: (typeof questions)[number], found: number): Verdict {
  const limits = limitsToCount(policy, question, matchRules(policy, question));
  const counted = { at: question.now, limits: limits.map((limit) => ({ ...limit, found })) };
  return evaluatePolicy(policy, { ...question, counted });
}

test('a change without a part that may let more through lets nothing more through, whatever is asked', () => {
  let seen = 0;
  fc.assert(
    fc.property(rules, defaults, fc.array(edit, { minLength: 1, maxLength: 2 }), (named, usual, changes) => {
      const before: File = { rules: named, defaults: usual };
      const texts = [before, changes.reduce(edited, before)].map(textOf);
      const [was = '', is = ''] = texts;
      if (was === is || editsOf(was, is).may_be_laxer !== undefined) return;
      const policies = texts.map((text) => policyOf(text));
      const [old, young] = policies;
      if (old === undefined || young === undefined) return;
      seen += 1;
      for (const question of questions)
        for (const found of [0, 1, 2])
          assertNoLaxer(judged(old, question, found), judged(young, question, found));
    }),
    { numRuns: 500 },
  );
  assert.ok(seen > 10, `only ${seen} changes were stricter`);
});

/** Some drawn files are refused when they are loaded: a time beyond the default's, say. */
function policyOf(text: string): Policy | undefined {
  try {
    return goodPolicy(text);
  } catch {
    return undefined;
  }
}

const EFFECTS = ['allow', 'review', 'deny'];
const RISKS = ['low', 'medium', 'high', 'critical'];
const reasonsOf = ({ requireReason }: Verdict): readonly string[] =>
  requireReason === 'both' ? ['approve', 'deny'] : [requireReason ?? []].flat();
const setOf = ({ groups, people }: Requirement): string => JSON.stringify([groups, people]);

function assertNoLaxer(before: Verdict, after: Verdict): void {
  assert.ok(EFFECTS.indexOf(after.effect) >= EFFECTS.indexOf(before.effect), 'a laxer effect');
  if (after.effect === 'deny') return;
  assert.ok(after.expiresInMs <= before.expiresInMs, 'a longer time to decide');
  assert.ok(after.grantForMs <= before.grantForMs, 'a longer grant');
  assert.ok((after.coolDownMs ?? 0) >= (before.coolDownMs ?? 0), 'a shorter time to cool down');
  assert.ok(RISKS.indexOf(after.risk.level) >= RISKS.indexOf(before.risk.level), 'a lower risk');
  if (before.effect !== 'review') return;
  for (const reason of reasonsOf(before)) assert.ok(reasonsOf(after).includes(reason), 'no reason any more');
  for (const each of before.requirements)
    assert.ok(
      (after.requirements.find((other) => setOf(other) === setOf(each))?.count ?? 0) >= each.count,
      'fewer seats',
    );
  if (before.stepUp === undefined) return;
  for (const context of before.stepUp.acrs)
    assert.ok(after.stepUp?.acrs.includes(context), 'a weaker sign-in');
  assert.ok((after.stepUp?.withinMs ?? Infinity) <= before.stepUp.withinMs, 'an older sign-in');
}
