// Small policies and questions, drawn: rules over prepared conditions, so that a hundred thousand of them take seconds.
import fc from 'fast-check';
import type { Question } from '../../../../approvals/policy/judgement/matching.ts';
import type { Policy, Rule } from '../../../../approvals/policy/policy.ts';
import type { Effect, Requirement, RequireReason, Risk } from '../../../../approvals/verdict.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { anId } from './an-id.ts';
import type { Drawn, Truth } from './drawn-conditions.ts';

/** Its rules are left to be drawn. */
const TEXT = `admins: { entraGroup: ${anId('d003')} }
groups:
  owners: { entraGroup: ${anId('d001')} }
  leads: { entraGroup: ${anId('d002')} }
routes: { home: { timeZone: Europe/Paris }, away: {}, night: {} }
resources:
  - { type: database, id: "*", set: { environment: other } }
  - { type: database, id: "prod/*", set: { environment: prod, level: 3 } }
actions:
  read: { verb: read, risk: low, reversible: true }
  write: { verb: write, risk: medium, riskReason: writes data, redact: [/password] }
  run: { type: shell, verb: run, risk: medium }
commands:
  list: ['ls **', 'cat **']
  remove: ['rm **']
defaults: { approvers: { group: owners, count: 2 }, notify: [home], expires: 1h, grant: 10m, outcomeWithin: 2h }
`;

/** Read anew, with no rules. */
export const policyFromText = (): Policy => goodPolicy(TEXT);
const BASE = policyFromText();

/** A rule, and what plain code reads in its condition. */
export interface DrawnRule extends Rule {
  readonly truth: (asked: Question) => Truth;
}

const groups = ['owners', 'leads'].map((name) => ({ name, id: BASE.groups.get(name) ?? '' }));
const requirement: fc.Arbitrary<Requirement> = fc
  .record({
    groups: fc.subarray(groups),
    people: fc.subarray([anId('e001'), anId('e002')]),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .filter((each) => each.groups.length + each.people.length > 0);
const minutes = fc.constantFrom(...[1, 3, 10, 60, 300].map((each) => each * 60_000));
/** What a rule may say beside its condition and effect. */
const members = fc.record(
  {
    expiresInMs: minutes,
    grantForMs: minutes,
    outcomeWithinMs: minutes,
    risk: fc.constantFrom<Risk>('low', 'medium', 'high', 'critical'),
    riskReason: fc.constantFrom('many rows', 'at night'),
    requireReason: fc.constantFrom<RequireReason>('approve', 'deny', 'both'),
    coolDownMs: minutes,
    remindEveryMs: minutes,
    stepUp: fc.record({ acrs: fc.subarray(['c1', 'c2']), withinMs: minutes }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** As many of a kind are drawn once; which of them meet in a policy is drawn anew each time. */
const POOL = { numRuns: 600, seed: 7 };

/** A rule over one of these conditions. */
export const aRule = <T extends Drawn>(
  conditions: readonly T[],
  ...effects: readonly Effect[]
): fc.Arbitrary<DrawnRule & T> => fc.constantFrom(...fc.sample(ruleOver(conditions, effects), POOL));

const ruleOver = <T extends Drawn>(
  conditions: readonly T[],
  effects: readonly Effect[],
): fc.Arbitrary<DrawnRule & T> =>
  fc
    .record({
      drawn: fc.constantFrom(...conditions),
      effect: fc.constantFrom(...effects),
      requirements: fc.array(requirement, { maxLength: 2 }),
      notify: fc.subarray(['home', 'away', 'night']),
      oneToOne: fc.record({ groups: fc.subarray(groups), people: fc.subarray([anId('e001'), anId('e002')]) }),
      members,
    })
    .map(({ drawn, effect, requirements, notify, oneToOne, members: { stepUp, ...rest } }) => ({
      id: 'drawn',
      ...drawn,
      effect,
      notify,
      oneToOne,
      ...rest,
      requirements: effect === 'review' ? requirements : [],
      ...(stepUp === undefined || effect !== 'review' ? {} : { stepUp }),
    }));

/** Rules in an order, each under a name of its own. */
export const someRules = (one: fc.Arbitrary<DrawnRule>, most = 5): fc.Arbitrary<readonly DrawnRule[]> =>
  fc.array(one, { maxLength: most }).map(named);

export const named = (rules: readonly DrawnRule[]): readonly DrawnRule[] =>
  rules.map((each, at) => ({ ...each, id: `r${at}` }));

/** The policy with these rules. */
export const withRules = (rules: readonly Rule[]): Policy => ({ ...BASE, rules });

/** A value of any kind. */
export const odd = fc.constantFrom<unknown>('x', 'prod', 'me', '', 0, 3, 11, -1, 2.5, true, null, ['x'], {
  deeper: 1,
});
const keys = fc.constantFrom(
  'environment',
  'level',
  'owner',
  'ticket',
  'rows',
  'absence',
  '__proto__',
  'constructor',
);
const bag = fc.dictionary(keys, odd, { maxKeys: 4 });
/** Lines for the action `run`. */
const lines = fc.constantFrom(
  'ls',
  'cat a | ls',
  'rm -rf /',
  'ls; rm a',
  '$(cat x)',
  'ls "$X" && frobnicate',
  '"',
  'sudo rm a',
);

/** What an agent says of itself and of its target. */
export const claims = fc.record({ properties: bag, context: bag });
type Claims = typeof claims extends fc.Arbitrary<infer T> ? T : never;

/** A question, without a word that is a claim. */
export const aQuestion: fc.Arbitrary<Question> = fc
  .record({
    name: fc.constantFrom('read', 'read', 'write', 'other'),
    type: fc.constantFrom('database', 'database', 'table', 'vm'),
    target: fc.constantFrom('prod/a', 'dev/a', 'prod/../a'),
    properties: bag,
    registered: fc.constantFrom(true, true, true, false),
    onBehalfOf: fc.constantFrom(undefined, 'p1', 'p2'),
    hour: fc.constantFrom('T03:00', 'T14:30'),
  })
  .map(({ name, type, target, properties, registered, onBehalfOf, hour }) => ({
    agent: { clientId: 'c1', name: 'etl', registered },
    viaEnforcer: false,
    now: `2026-11-21${hour}:00.000Z`,
    intent: {
      subject: {
        type: 'agent',
        id: 'c1',
        tenant: 't1',
        ...(onBehalfOf === undefined ? {} : { on_behalf_of: onBehalfOf }),
      },
      action: { name, properties },
      resource: { type, id: target },
    },
  }));

/** The same question for the action that runs a command line. */
const aShellQuestion: fc.Arbitrary<Question> = fc.tuple(aQuestion, lines).map(([asked, command]) => ({
  ...asked,
  intent: { ...asked.intent, action: { name: 'run', properties: { command } } },
}));

/** The question with claims in it; from an enforcer they are no claims but its word. */
export const saying = (asked: Question, { properties, context }: Claims, viaEnforcer = false): Question => ({
  ...asked,
  viaEnforcer,
  intent: { ...asked.intent, resource: { ...asked.intent.resource, properties }, context },
});

/** The question from an agent or an enforcer, with whatever it says. */
export const aFullQuestion: fc.Arbitrary<Question> = fc
  .tuple(
    fc.oneof({ weight: 24, arbitrary: aQuestion }, { weight: 1, arbitrary: aShellQuestion }),
    claims,
    fc.boolean(),
  )
  .map(([asked, said, viaEnforcer]) => saying(asked, said, viaEnforcer));
