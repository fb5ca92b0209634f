// What conditions may cost is counted, so that no machine and no policy is slow with what an agent sends. Nothing here looks at a clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  TOO_MUCH,
  WORK_OF_ERROR,
  WORK_OF_INTENT,
  type Work,
  workOf,
} from '../../../../approvals/policy/condition/budget.ts';
import { createCompiler, type Truth } from '../../../../approvals/policy/condition/condition.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';
import { askAll } from '../../../../approvals/policy/judgement/ask-all.ts';
import { aQuestion } from '../support/a-question.ts';

const compile = createCompiler();

function ask(
  source: string,
  properties: Record<string, unknown>,
): { truth: Truth; work: Work; spent: number } {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  const work = workOf(WORK_OF_INTENT);
  const view = conditionView({ ...aQuestion({ action: { name: 'read', properties } }), facts: {} });
  const truth = compiled.condition.test(view, work);
  return { truth, work, spent: WORK_OF_INTENT - work.left };
}

const x = (length: number): Record<string, unknown> => ({ x: 'a'.repeat(length) });
/** What one more letter costs. */
const perLetter = (source: string): number => (ask(source, x(600)).spent - ask(source, x(500)).spent) / 100;

test('a pattern costs the letters it reads times the instructions it was compiled to', () => {
  assert.equal(perLetter('action.properties.x.matches("^abc$")'), 7);
  const [small, large] = [20, 200].map((count) =>
    perLetter(`action.properties.x.matches("(a|b)*a(a|b){${count}}$")`),
  );
  assert.ok(
    small !== undefined && large !== undefined && small > 60 && large > 8 * small,
    `${small}, ${large}`,
  );
});

test('what would cost more than is left is not begun, and the whole condition comes to nothing', () => {
  const slow = 'action.properties.x.matches("(a|b)*a(a|b){200}$")';
  for (const source of [slow, `${slow} || true`, `!${slow} && false`, `[1].exists(n, ${slow} || n == 1)`]) {
    const { truth, spent } = ask(source, x(60_000));
    assert.deepEqual(truth, { ok: false, error: TOO_MUCH }, source);
    assert.ok(spent < 1000, `${source}: ${spent}`);
  }
});

test('a pattern that compiles to too much is refused when the policy is loaded, with the cure', () => {
  for (const pattern of ['(a|b)*a(a|b){990}$', '((a{0,30}){0,30})$', '(?i)[a-z]{1,1000}']) {
    const compiled = compile(`action.name.matches("${pattern}")`);
    assert.ok(!compiled.ok);
    assert.match(
      compiled.mistakes[0]?.message ?? '',
      /instructions, and there may be 1000; make its counts smaller/,
    );
    assert.equal(compiled.mistakes[0]?.offset, 20);
  }
});

test('each turn of a loop costs what stands in it, and whatever is long costs as it is read', () => {
  const list = (length: number) => ({ l: Array.from({ length }, (_, n) => n), x: 'a'.repeat(6400) });
  const perTurn = (body: string): number =>
    ask(`action.properties.l.all(i, ${body})`, list(101)).spent -
    ask(`action.properties.l.all(i, ${body})`, list(100)).spent;
  assert.ok(perTurn('true') >= 1);
  assert.ok(perTurn('i < 1000 && i + 1 < 1001') > perTurn('i < 1000'));
  assert.ok(perTurn('action.properties.x == action.properties.x') >= 100);
  assert.ok(perTurn('action.properties.x <= action.properties.x') >= 100);
  assert.ok(perTurn('action.properties.x + "a" != ""') >= 100);
  assert.ok(perTurn('action.properties.x.startsWith(action.properties.x)') >= 100);
  assert.ok(perTurn('action.properties.x.size() > 0 && size(action.properties.x) > 0') >= 3200);
  assert.ok(perTurn('size(action.properties.l + action.properties.l) > 0') >= 200);
  assert.ok(perTurn('!(-1 in action.properties.l)') >= 200);
  assert.ok(perTurn('now.getHours("Europe/Paris") >= 0') >= 200);
  assert.ok(perTurn('action.properties.l != [0]') >= 200);
  assert.ok(perTurn('[0] != action.properties.l') >= 200);
  assert.ok(perTurn('!action.properties.x.contains("b")') >= 800);
  assert.ok(perTurn('timestamp("2026-11-21T14:30:00Z") <= now') >= 150);
  assert.ok(perTurn('duration("1h") < duration("2h")') >= 60);
});

test('an error that a loop or a sign passes over costs what making it takes, so that no list is worth hours', () => {
  const words = Array.from({ length: 100 }, (_, n) => `"w${n}"`).join(', ');
  const numbers = { l: Array.from({ length: 1900 }, (_, n) => n), m: [{}, {}, {}, {}] };
  for (const body of [
    'c.contains(w)',
    'c == w',
    'c',
    'c.q',
    'c < w',
    'c.q || c == w',
    'c["k"] == w',
    'c == w && true',
  ]) {
    const { truth, spent } = ask(`action.properties.l.exists(c, [${words}].exists(w, ${body}))`, numbers);
    assert.deepEqual(truth, { ok: false, error: TOO_MUCH }, body);
    assert.ok(spent > WORK_OF_INTENT - 2 * WORK_OF_ERROR, `${body}: ${spent}`);
  }
  for (const [errors, source] of [
    // What ends the whole condition is one more.
    [5, 'action.properties.m.exists(c, c.q)'],
    [5, 'action.properties.m.all(c, c)'],
    [1, 'action.q == "x"'],
    [1, 'action.properties.m[7] == 1'],
    [3, 'action.properties.m.size() > 0 && (action.q || action.r || action.s || true)'],
    // Each sign that hands it on looks at it again.
    [2, '(action.q && action.name == "read") || true'],
    [0, 'action.properties.m.exists(c, size(c) == 0) && action.properties.m.map(c, size(c)).size() == 4'],
  ] as const) {
    const { spent } = ask(
      source
        .replaceAll('action.q', 'action.properties.q')
        .replaceAll(/action\.([rs])/g, 'action.properties.$1'),
      numbers,
    );
    assert.equal(Math.floor(spent / WORK_OF_ERROR), errors, `${source}: ${spent}`);
  }
});

test('all rules of an intent together take no more than twice its work, whatever each would take', () => {
  const cost = fc.oneof(
    fc.nat(3 * WORK_OF_INTENT),
    fc.nat(WORK_OF_INTENT / 40),
    fc.constantFrom(WORK_OF_INTENT, WORK_OF_INTENT - 1, WORK_OF_INTENT / 40),
  );
  const almostAll = [WORK_OF_INTENT - 1, WORK_OF_INTENT, ...Array.from({ length: 38 }, () => 25_000)];
  fc.assert(
    fc.property(fc.array(cost, { maxLength: 40 }), (costs) => {
      let worked = 0;
      askAll(
        costs,
        (cost, work) => {
          if (cost > work.left) work.refused = true;
          else work.left -= cost;
          worked += work.refused ? 0 : cost;
          return [];
        },
        () => 'failed',
      );
      assert.ok(worked <= 2 * WORK_OF_INTENT, `${worked}`);
    }),
    { examples: [[almostAll]] },
  );
});

test('who fails when all together are too much is the same in every order: whoever takes more than an equal share', () => {
  const cost = fc.oneof(fc.nat(WORK_OF_INTENT / 50), fc.nat(2 * WORK_OF_INTENT));
  fc.assert(
    fc.property(fc.array(cost, { minLength: 1, maxLength: 20 }), fc.func(fc.nat(100)), (costs, order) => {
      const [one, other] = [costs, costs.toSorted((a, b) => order(a) - order(b))].map((each) => {
        const found = askAll(each, spending, (asking) => `failed ${asking}`);
        return found.flat().toSorted();
      });
      assert.deepEqual(one, other);
      const isWithin = costs.reduce((sum, each) => sum + each, 0) <= WORK_OF_INTENT;
      const share = WORK_OF_INTENT / costs.length;
      for (const each of costs)
        assert.equal(one?.includes(`done ${each}`), isWithin || each <= share, `${each} of ${costs}`);
    }),
    { numRuns: 1000 },
  );
});

function spending(cost: number, work: Work): readonly string[] {
  work.refused ||= cost > work.left;
  if (work.refused) return [`failed ${cost}`];
  work.left -= cost;
  return [`done ${cost}`];
}
