// What makes a policy safe to write: no rule makes another laxer, no order matters, and neither what breaks nor what an agent says of
// itself is ever a yes. A hundred thousand cases each; a failure prints the seed and path with which fast-check repeats it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { Effect, Requirement, Verdict } from '../../../../approvals/verdict.ts';
import {
  anyConditions,
  brokenConditions,
  claimingConditions,
  comparingConditions,
  halfClaimed,
  shellConditions,
  verifiedConditions,
} from '../support/drawn-conditions.ts';
import {
  aFullQuestion,
  aQuestion,
  aRule,
  claims,
  type DrawnRule,
  named,
  odd,
  policyFromText,
  saying,
  someRules,
  withRules,
} from '../support/drawn-policies.ts';

const CASES = { numRuns: 100_000, includeErrorInReport: true } as const;
// Half of what is drawn throws somewhere inside: with a stack for each, collecting them would take longer than all the rest.
Error.stackTraceLimit = 0;
const EFFECTS = ['allow', 'review', 'deny'] as const;
const RISKS = ['low', 'medium', 'high', 'critical'] as const;
const all = [...anyConditions, ...shellConditions];
const strictness = (effect: Effect): number => EFFECTS.indexOf(effect);

test('adding a deny or review rule never makes a verdict laxer: not its effect, seats, times, step-up, risk or who is told', () => {
  fc.assert(
    fc.property(
      someRules(aRule(all, ...EFFECTS)),
      aRule(all, 'review', 'deny'),
      fc.nat(5),
      aFullQuestion,
      (rules, added, at, asked) => {
        const before = evaluatePolicy(withRules(rules), asked);
        const extra = { ...added, id: 'added' };
        const after = evaluatePolicy(withRules(rules.toSpliced(at, 0, extra)), asked);
        assertNoLaxer(before, after, rules);
      },
    ),
    CASES,
  );
});

/** Nothing that stood between the wish and its being done is less than it was. */
function assertNoLaxer(before: Verdict, after: Verdict, rules: readonly DrawnRule[]): void {
  assert.ok(strictness(after.effect) >= strictness(before.effect), 'a laxer effect');
  assert.ok(after.expiresInMs <= before.expiresInMs, 'a longer time to decide');
  assert.ok(after.grantForMs <= before.grantForMs, 'a longer grant');
  const matched = rules.filter(({ id }) => before.rules.some((each) => each.id === id));
  // The time to report is the rules' to set: the default only stands in where none names one.
  if (matched.some(({ outcomeWithinMs, effect }) => outcomeWithinMs !== undefined && effect !== 'allow'))
    assert.ok(after.outcomeWithinMs <= before.outcomeWithinMs, 'a longer time to report');
  assert.ok(RISKS.indexOf(after.risk.level) >= RISKS.indexOf(before.risk.level), 'a lower risk');
  // That no rule allows all of a line is told only while nothing graver is.
  if (before.display.verb !== 'run')
    assertHolds(after.risk.reasons, before.risk.reasons, 'a reason went missing');
  assertHolds(after.notify.map(routeOf), before.notify.map(routeOf), 'somebody is told no more');
  assertHolds(peopleOf(after), peopleOf(before), 'somebody gets no card of their own any more');
  // A denial has no seats: nobody is asked, nothing comes after it.
  if (after.effect !== 'review') return;
  assert.ok((after.coolDownMs ?? 0) >= (before.coolDownMs ?? 0), 'a shorter time to cool down');
  assertHolds(reasonsOf(after), reasonsOf(before), 'a vote needs no reason any more');
  if (before.effect === 'review')
    assert.ok((after.remindEveryMs ?? Infinity) <= (before.remindEveryMs ?? Infinity), 'fewer reminders');
  assert.ok(seatsOf(after) > 0, 'a review without seats');
  // Whom the defaults name is asked only where no matching rule names anybody.
  if (matched.some(({ effect, requirements }) => effect === 'review' && requirements.length > 0))
    for (const each of before.requirements)
      assert.ok(countOf(after, each) >= each.count, 'seats went missing');
  if (before.stepUp === undefined) return;
  assertHolds(after.stepUp?.acrs ?? [], before.stepUp.acrs, 'a context of the step-up went missing');
  assert.ok((after.stepUp?.withinMs ?? Number.NaN) <= before.stepUp.withinMs, 'an older sign-in will do');
}

const reasonsOf = ({ requireReason }: Verdict): readonly string[] =>
  requireReason === 'both' ? ['approve', 'deny'] : [requireReason ?? []].flat();
const routeOf = ({ route }: { readonly route: string }): string => route;
const peopleOf = ({ oneToOne }: Verdict): readonly string[] => [
  ...(oneToOne?.people ?? []),
  ...(oneToOne?.groups ?? []).map(({ id }) => id),
];
const seatsOf = ({ requirements }: Verdict): number =>
  requirements.reduce((sum, { count }) => sum + count, 0);
const setOf = ({ groups, people }: Requirement): string => JSON.stringify([groups, people]);
const countOf = ({ requirements }: Verdict, sought: Requirement): number =>
  requirements.find((each) => setOf(each) === setOf(sought))?.count ?? 0;

function assertHolds(whole: readonly string[], part: readonly string[], why: string): void {
  assert.ok(
    part.every((each) => whole.includes(each)),
    why,
  );
}

test('the order of rules never matters', () => {
  const ranks = fc.array(fc.nat(99), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(someRules(aRule(all, ...EFFECTS), 6), ranks, aFullQuestion, (rules, order, asked) => {
      const rank = ({ id }: DrawnRule) => order[Number(id.slice(1))] ?? 0;
      const shuffled = rules.toSorted((a, b) => rank(a) - rank(b));
      const [one, other] = [rules, shuffled].map((each) => unordered(evaluatePolicy(withRules(each), asked)));
      assert.equal(one, other);
    }),
    CASES,
  );
});

/** What is listed in the order of the file, in an order of its own. */
const unordered = ({ rules, risk, ...rest }: Verdict): string =>
  JSON.stringify({
    ...rest,
    level: risk.level,
    reasons: risk.reasons.toSorted(),
    rules: rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  });

test('the same intent and policy give the same verdict, whatever was asked in between and whoever else read the file', () => {
  const again = policyFromText();
  fc.assert(
    fc.property(someRules(aRule(all, ...EFFECTS)), aFullQuestion, aFullQuestion, (rules, asked, between) => {
      const policy = withRules(rules);
      const first = JSON.stringify(evaluatePolicy(policy, asked));
      evaluatePolicy(policy, between);
      const copy = JSON.parse(JSON.stringify(asked));
      assert.equal(JSON.stringify(evaluatePolicy({ ...again, rules }, copy)), first);
    }),
    CASES,
  );
});

test('a verdict is what a second, plain reading of the rules says', () => {
  fc.assert(
    fc.property(
      someRules(aRule(anyConditions, ...EFFECTS)),
      claims,
      fc.boolean(),
      aQuestion,
      (rules, said, via, bare) => {
        const asked = saying(bare, said, via);
        // The library takes no map that has a member of this name: an error, so never a yes.
        if (JSON.stringify(asked).includes('"constructor"')) return;
        const verdict = evaluatePolicy(withRules(rules), asked);
        const truths = rules.map((each) => ({ effect: each.effect, truth: each.truth(asked) }));
        const says = (effect: Effect) =>
          truths.some((each) => each.effect === effect && each.truth !== false);
        const isDoubtful =
          truths.some(({ truth }) => truth === 'broken') ||
          asked.intent.action.name === 'other' ||
          asked.intent.resource.id.includes('..') ||
          !asked.agent.registered;
        const allows = truths.some(({ effect, truth }) => effect === 'allow' && truth === true);
        const expected = says('deny') ? 'deny' : says('review') || isDoubtful || !allows ? 'review' : 'allow';
        assert.equal(verdict.effect, expected);
        const broken = rules.filter((_, at) => truths[at]?.truth === 'broken').map(({ id }) => id);
        assert.deepEqual(
          verdict.rules.filter(({ error }) => error !== undefined).map(({ id }) => id),
          broken,
        );
      },
    ),
    CASES,
  );
});

test('a condition that comes to nothing is never a yes: it denies, or a person looks, and the risk is critical', () => {
  const many = someRules(aRule(all, ...EFFECTS), 3);
  fc.assert(
    fc.property(
      many,
      aRule(brokenConditions, ...EFFECTS),
      fc.nat(3),
      aFullQuestion,
      (rules, broken, at, asked) => {
        // A command line is not asked what does not ask which command it is, by an allow.
        if (asked.intent.action.name === 'run' && broken.effect === 'allow') return;
        const verdict = evaluatePolicy(withRules(rules.toSpliced(at, 0, { ...broken, id: 'broken' })), asked);
        assert.notEqual(verdict.effect, 'allow');
        if (broken.effect === 'deny') assert.equal(verdict.effect, 'deny');
        assert.equal(verdict.risk.level, 'critical');
        assert.ok(verdict.rules.find(({ id }) => id === 'broken')?.error);
      },
    ),
    CASES,
  );
});

test('a parameter of another kind than a rule compares it with never makes a verdict laxer', () => {
  const compared = someRules(aRule(comparingConditions, ...EFFECTS));
  const sent = fc.constantFrom(...Object.entries(COMPARED)).chain(([name, isRight]) =>
    fc.record({
      name: fc.constant(name),
      right: odd.filter(isRight),
      wrong: odd.filter((x) => !isRight(x)),
    }),
  );
  fc.assert(
    fc.property(compared, aQuestion, sent, (rules, asked, { name, right, wrong }) => {
      const judged = (value: unknown): number => {
        const properties = { ...asked.intent.action.properties, [name]: value };
        const intent = { ...asked.intent, action: { ...asked.intent.action, properties } };
        return strictness(evaluatePolicy(withRules(rules), { ...asked, intent }).effect);
      };
      assert.ok(judged(wrong) >= judged(right));
    }),
    CASES,
  );
});

/** Whether a parameter is of the kind that the drawn conditions compare it with. */
const COMPARED: Readonly<Record<string, (value: unknown) => boolean>> = {
  environment: (value) => typeof value === 'string',
  rows: (value) => typeof value === 'number',
  owner: Array.isArray,
  level: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

test('no claim yields an allow that the verified facts alone do not give', () => {
  const half = aRule(halfClaimed, 'allow').map(({ verified, ...rule }) => ({
    ...rule,
    alone: { ...rule, when: verified },
  }));
  const judged = fc.array(
    fc.oneof(
      aRule(verifiedConditions, ...EFFECTS).map((rule) => ({ ...rule, alone: rule })),
      aRule(claimingConditions, 'review', 'deny').map((rule) => ({ ...rule, alone: undefined })),
      half,
    ),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(judged, aQuestion, claims, (rules, asked, said) => {
      const verdict = evaluatePolicy(withRules(named(rules)), saying(asked, said));
      if (verdict.effect !== 'allow') return;
      // The rules that matched, without what they ask of claims, and all others that ask of none.
      const alone = named(rules).flatMap((each, at) => {
        const isMatched = verdict.rules.some(({ id }) => id === each.id);
        return each.effect === 'allow' && !isMatched ? [] : (rules[at]?.alone ?? []);
      });
      assert.equal(evaluatePolicy(withRules(named(alone)), asked).effect, 'allow');
    }),
    CASES,
  );
});

test('a limit never makes a verdict laxer, whatever was counted, and one that nobody counted is no yes', () => {
  const limits = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    per: fc.constantFrom('agent' as const, 'resource' as const, 'action' as const),
    windowMs: fc.constantFrom(60_000, 3_600_000),
  });
  const found = fc.constantFrom(undefined, 0, 1, 2, 3);
  const drawn = someRules(aRule(verifiedConditions, 'allow', 'allow', 'review'));
  fc.assert(
    fc.property(
      drawn,
      fc.array(limits, { minLength: 5, maxLength: 5 }),
      found,
      aFullQuestion,
      (rules, each, n, asked) => {
        const limited = rules.map((rule, at): DrawnRule => {
          const limit = each[at];
          return rule.effect === 'allow' && limit !== undefined ? { ...rule, limit } : rule;
        });
        const told = limited.flatMap(({ id, limit }) =>
          limit === undefined || n === undefined ? [] : [{ rule: id, ...limit, found: n }],
        );
        const before = evaluatePolicy(withRules(rules), asked);
        const after = evaluatePolicy(withRules(limited), {
          ...asked,
          counted: { at: asked.now, limits: told },
        });
        if (before.effect !== 'allow') return assert.equal(after.effect, before.effect);
        const isWithin = limited
          .filter(({ id }) => before.rules.some((rule) => rule.id === id))
          .every(({ limit }) => limit === undefined || (n ?? Infinity) < limit.count);
        assert.equal(after.effect, isWithin ? 'allow' : 'review');
      },
    ),
    { ...CASES, numRuns: 20_000 },
  );
});
