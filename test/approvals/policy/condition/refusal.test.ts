// Once an evaluation has spent what it may, it is over: nothing that passes errors over goes on with the rest. Counted by what is still
// read of the request, never timed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOO_MUCH, WORK_OF_INTENT, workOf } from '../../../../approvals/policy/condition/budget.ts';
import {
  type Condition,
  createCompiler,
  type Truth,
} from '../../../../approvals/policy/condition/condition.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import { matchAskings } from '../../../../approvals/policy/judgement/matching.ts';
import { aQuestion } from '../support/a-question.ts';

const compile = createCompiler();

function conditionOf(source: string): Condition {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  return compiled.condition;
}

interface Watched {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly nodes: number;
  /** How often an element of the list was read, and the member `late`. */
  readonly reads: { elements: number; late: number };
}

/** What conditions see of an intent with a list `l` of this value and a text `late`, each of which tells when it is read. */
function watched(value: unknown, length: number): Watched {
  const reads = { elements: 0, late: 0 };
  const l: unknown[] = Array.from({ length });
  for (const at of l.keys())
    Object.defineProperty(l, at, {
      enumerable: true,
      get: () => {
        reads.elements += 1;
        return value;
      },
    });
  const properties = {
    l,
    x: 'a'.repeat(60_000),
    get late() {
      reads.late += 1;
      return 'late';
    },
  };
  const { variables } = conditionView({ ...aQuestion({ action: { name: 'read' } }), facts: {} });
  return { variables: { ...variables, action: { name: 'read', properties } }, nodes: length, reads };
}

function ask(source: string, seen: Watched, units: number): Truth {
  return conditionOf(source).test(seen, workOf(units));
}

test('a loop that passes errors over ends at the turn that would take more than is left', () => {
  const body = 'x != "b"';
  for (const source of [
    `action.properties.l.exists(x, ${body})`,
    `action.properties.l.all(x, ${body})`,
    `action.properties.l.exists(x, ${body} || x == "c")`,
    `action.properties.l.all(x, [1, 2].exists(w, ${body} && w == 1))`,
    `action.properties.l.exists(x, ${body}) || true`,
  ]) {
    const seen = watched(1n, 1900);
    assert.deepEqual(ask(source, seen, 20_000), { ok: false, error: TOO_MUCH }, source);
    assert.ok(seen.reads.elements > 1 && seen.reads.elements < 25, `${source}: ${seen.reads.elements}`);
  }
});

test('a loop without errors ends there as well', () => {
  for (const source of ['action.properties.l.exists(x, x == "b")', 'action.properties.l.all(x, x != "b")']) {
    const seen = watched('a', 1900);
    assert.deepEqual(ask(source, seen, 500), { ok: false, error: TOO_MUCH }, source);
    assert.ok(seen.reads.elements > 20 && seen.reads.elements < 250, `${source}: ${seen.reads.elements}`);
  }
});

test('what stands beside a part that would take too much is not looked at', () => {
  const slow = 'action.properties.x.matches("(a|b)*a(a|b){200}$")';
  const late = 'action.properties.late == "late"';
  for (const source of [
    `${slow} || ${late}`,
    `${slow} && ${late}`,
    `(${slow} || ${late}) && ${late} || ${late}`,
  ]) {
    const seen = watched(1n, 1);
    assert.deepEqual(ask(source, seen, WORK_OF_INTENT), { ok: false, error: TOO_MUCH }, source);
    assert.equal(seen.reads.late, 0, source);
  }
});

const rulesOf = (count: number, effect: string, when: string): string => `
admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }
groups: { owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 } }
routes: { home: {} }
defaults: { approvers: { group: owners }, notify: [home] }
actions: { read: { risk: low } }
rules:
${Array.from({ length: count }, (_, at) => `  - { id: r${at}, effect: ${effect}, when: '${when}' }`).join('\n')}
`;

test('all rules of an intent together read no more than the intent may take, errors or none, and then nothing is allowed', () => {
  for (const [body, value, unitsOfATurn] of [
    ['x != "b"', 1n, 1000],
    ['x == "b"', 'a', 5],
  ] as const) {
    const parsed = parsePolicy(rulesOf(200, 'allow', `action.properties.l.exists(x, ${body}) || true`));
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const seen = watched(value, 1900);
    const askings = parsed.policy.rules.map((rule) => ({ rule, views: [seen] }));
    const { hits } = matchAskings(parsed.policy, { stated: {}, isMisread: false, ofAll: askings });
    assert.ok(
      hits.every(({ error }) => error === TOO_MUCH),
      body,
    );
    // A turn that is refused was read already.
    assert.ok(
      seen.reads.elements < (2 * WORK_OF_INTENT) / unitsOfATurn + 3 * 200,
      `${body}: ${seen.reads.elements}`,
    );
  }
});

test('rules that would take too much together end in review, those that deny in a denial, never in an allow', () => {
  const properties = { l: Array.from({ length: 1900 }, () => 'a') };
  const question = aQuestion({ action: { name: 'read', properties }, resource: { type: 'w', id: 'w' } });
  for (const [effect, expected] of [
    ['allow', 'review'],
    ['review', 'review'],
    ['deny', 'deny'],
  ] as const) {
    const parsed = parsePolicy(rulesOf(200, effect, 'action.properties.l.all(x, x != "b")'));
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.equal(evaluatePolicy(parsed.policy, question).effect, expected);
  }
});
