// Why a condition came to nothing is recorded, told by `policy explain` and shown: it holds names of the policy, never a value that was sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompiler } from '../../../../approvals/policy/condition/condition.ts';
import { failureOf } from '../../../../approvals/policy/condition/failures.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';

const SECRET = 'hunter2\u202e\u001b[31m';
const LARGEST = Number.MAX_SAFE_INTEGER;
const compile = createCompiler();

function failure(source: string): { readonly whole: string; readonly explained: string } {
  const compiled = compile(source);
  assert.ok(compiled.ok, JSON.stringify(compiled));
  const view = conditionView({
    intent: {
      subject: { type: 'agent', id: 'c1', tenant: 't1' },
      action: {
        name: 'j.key',
        properties: { secret: SECRET, large: LARGEST, map: { [SECRET]: { a: SECRET } }, list: [SECRET] },
      },
      resource: { type: 'database', id: 'x' },
    },
    agent: { clientId: 'c1', name: 'etl', registered: true },
    viaEnforcer: false,
    facts: {},
    now: '2026-11-21T00:00:00.000Z',
  });
  const truth = compiled.condition.test(view);
  assert.ok(!truth.ok, source);
  const explained = compiled.condition.explain(view).truth;
  return { whole: truth.error, explained: explained.ok ? '' : explained.error };
}

for (const [source, expected] of [
  ['{"eu": 1}[action.properties.secret] == 1', 'No such key'],
  ['resource.properties[action.properties.secret] == 1', 'No such key'],
  ['action.properties.map[action.properties.secret].b == 1', 'No such key: b'],
  ['action.properties.map["c"] == 1', 'No such key: c'],
  ['action.properties.missing == 1', 'No such key: missing'],
  ['has(action.properties.missing.a)', 'No such key: missing'],
  ['[1][action.properties.large] == 1', 'No such key: index out of bounds'],
  ['action.properties.large * action.properties.large == 1', 'integer overflow'],
  ['-action.properties.secret == 1', 'no such overload: -string'],
  ['action.properties.secret > 1', 'no such overload: dyn<string> > int'],
  ['!action.properties.secret', 'no such overload: !string'],
  ['action.properties.secret && true', "Logical operator requires bool operands, got 'string'"],
  ['action.properties.secret ? true : false', "Ternary condition must be bool, got 'string'"],
  ['int(action.properties.secret) == 1', 'int() cannot read this value'],
  ['timestamp(action.properties.secret) == now', 'timestamp() cannot read this value'],
  ['action.properties.large % (action.properties.large - action.properties.large) == 0', 'modulo by zero'],
  ['action.properties.large in action.properties.secret', /^"in" looks for an element in a string/],
  ['action.properties.secret == 1', '"==" compares a string with a number; both have to be of one kind'],
  ['action.properties.secret.all(x, x)', /^Expression of type 'string' cannot be range/],
  ['size(action.properties.large) == 1', "found no matching overload for 'size(int)'"],
  ['action.properties.large.size() == 1', "found no matching overload for 'int.size()'"],
  ['int(action.properties.list) == 1', "found no matching overload for 'int(list<string>)'"],
  ['action.properties.large.contains("a")', "found no matching overload for 'int.contains(string)'"],
  ['action.properties.secret.getHours() == 1', /^found no matching overload for 'string\.getHours\(\)'$/],
] as const)
  test(`what failed is told without a value that was sent: ${source}`, () => {
    const { whole, explained } = failure(source);
    if (typeof expected === 'string') assert.equal(whole, expected);
    else assert.match(whole, expected);
    assert.equal(explained, whole);
    assert.ok(!whole.includes('hunter') && !/[0-9]{4}/.test(whole), whole);
  });

test('a failure of any other kind is told by one sentence', () => {
  for (const error of [
    new SyntaxError(`Cannot convert ${SECRET} to a BigInt`),
    new TypeError(`${SECRET} is not iterable`),
    new Error(`No such overload: ${SECRET}`),
    new Error(`division by zero: ${SECRET}`),
    SECRET,
    undefined,
  ])
    assert.equal(failureOf(error), 'the condition could not be evaluated');
});
