// Values of two kinds are never compared: what CEL calls different would be a yes to whoever sends a list where a text was meant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCompiler, type Truth } from '../../../../approvals/policy/condition/condition.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';
import { aQuestion } from '../support/a-question.ts';

const compile = createCompiler();

function ask(source: string, x?: unknown): Truth {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  const properties = x === undefined ? {} : { x };
  const view = conditionView({ ...aQuestion({ action: { name: 'read', properties } }), facts: {} });
  return compiled.condition.test(view);
}

const VALUES: readonly (readonly [kind: string, value: unknown, written: string])[] = [
  ['a bool', true, 'true'],
  ['a number', 7, '7'],
  ['a number', 0.5, '0.5'],
  ['a string', 'prod', '"prod"'],
  ['a list', ['prod'], '["prod"]'],
  ['a map', { prod: 'prod' }, '{"prod": "prod"}'],
];

test('two kinds of value are neither equal nor different: the condition comes to nothing, and says why', () => {
  for (const [kind, value] of [...VALUES, ['null', null] as const])
    for (const [other, , written] of VALUES) {
      if (kind === other) continue;
      assert.deepEqual(ask(`action.properties.x == ${written}`, value), {
        ok: false,
        error: `"==" compares ${kind} with ${other}; both have to be of one kind`,
      });
      assert.equal(ask(`action.properties.x != ${written}`, value).ok, false);
      assert.equal(ask(`${written} != action.properties.x`, value).ok, false);
      assert.equal(ask(`action.properties.x in [${written}]`, value).ok, false);
      assert.equal(ask(`!(action.properties.x in [${written}])`, value).ok, false);
    }
});

test('values of one kind are compared as ever, whole and decimal numbers by their value', () => {
  for (const [, value, written] of VALUES) {
    assert.deepEqual(ask(`action.properties.x == ${written}`, value), { ok: true, value: true });
    assert.deepEqual(ask(`action.properties.x in [${written}]`, value), { ok: true, value: true });
  }
  for (const [source, x] of [
    ['action.properties.x != "dev"', 'prod'],
    ['action.properties.x == 7.0 && action.properties.x != 7.5', 7],
    ['action.properties.x == 0.5 && action.properties.x != 1', 0.5],
    ['dyn(9007199254740993) != 9007199254740992.0', 0],
    [
      'action.properties.x == ["a", "b"] && action.properties.x != ["a"] && action.properties.x != []',
      ['a', 'b'],
    ],
    ['["a"] != action.properties.x && {"a": 1} != {"a": 1, "b": 2}', ['a', 'b']],
    ['action.properties.x == [] && !("a" in action.properties.x)', []],
    [
      'action.properties.x == {"a": [1], "b": [2]} && action.properties.x != {"a": [1]}',
      { b: [2], a: [1.0] },
    ],
    ['"a" in action.properties.x && "b" in action.properties.x', ['a', 7, 'b']],
    ['type(action.properties.x) == list && type(action.properties.x) != string', []],
    ['now == now && now != timestamp("2020-01-01T00:00:00Z") && now - now == duration("0s")', 0],
    ['"x" in action.properties && !("y" in action.properties)', 0],
  ] as const)
    assert.deepEqual(ask(source, x), { ok: true, value: true }, source);
});

test('a literal null asks whether there is a value, of whatever kind', () => {
  for (const [, value] of VALUES)
    assert.deepEqual(ask('action.properties.x != null && null != action.properties.x', value), {
      ok: true,
      value: true,
    });
  assert.deepEqual(ask('action.properties.x == null', null), { ok: true, value: true });
});

test('lists and maps are compared member by member: two kinds inside are an error, whatever else differs', () => {
  for (const [source, x] of [
    ['action.properties.x != ["a"]', [7]],
    ['action.properties.x != ["a", "b"]', ['c', 7]],
    ['action.properties.x != ["a"]', [7, 8]],
    ['action.properties.x != {"a": "b"}', { a: ['b'] }],
    ['action.properties.x != {"a": "b"}', { z: 1, a: null }],
    ['action.properties.x != [["a"]]', [[null]]],
    ['!("prod" in action.properties.x)', ['dev', ['prod']]],
    ['!("prod" in action.properties.x)', [null]],
  ] as const)
    assert.equal(ask(source, x).ok, false, source);
});

test('"in" takes a list; a map that may have been sent instead of one has no elements', () => {
  for (const x of ['prod', 7, null, true, { prod: 'prod' }, { 0: 'prod' }])
    assert.equal(ask('!("prod" in action.properties.x)', x).ok, false);
  assert.equal(ask('!(action.properties.x in action.properties)', 7).ok, false);
});

test('has() asks for a member of a map, and comes to nothing where there is none', () => {
  for (const x of ['text', 7, true, null, ['y'], []]) {
    assert.equal(ask('!has(action.properties.x.y)', x).ok, false);
    assert.equal(ask('!has(action.properties.x.y.z)', x).ok, false);
    assert.equal(ask('!has(action.properties.x.y.z)', { y: x }).ok, false);
  }
  assert.equal(ask('!has(action.properties.x.y.z)', {}).ok, false);
  assert.deepEqual(ask('has(action.properties.x.y) && has(action.properties.x.y.z)', { y: { z: null } }), {
    ok: true,
    value: true,
  });
  assert.deepEqual(
    ask('!has(action.properties.x.y) && !has(subject.on_behalf_of) && has(subject.id)', { z: 1 }),
    {
      ok: true,
      value: true,
    },
  );
  assert.deepEqual(ask('!has(action.properties.x.toString)', {}), { ok: true, value: true });
});

test('it holds inside loops and both branches of a choice', () => {
  assert.equal(ask('action.properties.x.all(each, each != "prod")', [['prod']]).ok, false);
  assert.equal(ask('!action.properties.x.exists(each, each == "prod")', [['prod']]).ok, false);
  assert.equal(ask('action.properties.x.filter(each, each == "prod").size() == 0', [['prod']]).ok, false);
  assert.equal(ask('action.properties.x.map(each, each == "prod").size() == 1', [['prod']]).ok, false);
  assert.equal(ask('!action.properties.x.exists_one(each, has(each.y))', ['prod']).ok, false);
  assert.equal(ask('action.properties.x != "prod" ? true : true', ['prod']).ok, false);
});

test('what was written is still what is explained', () => {
  const compiled = compile('action.properties.x != "prod" && true');
  assert.ok(compiled.ok);
  const view = conditionView({
    ...aQuestion({ action: { name: 'read', properties: { x: ['prod'] } } }),
    facts: {},
  });
  const [part] = compiled.condition.explain(view).parts;
  assert.equal(part?.text, 'action.properties.x != "prod"');
  assert.deepEqual(part?.reads, [{ path: ['action', 'properties', 'x'], value: ['prod'] }]);
  assert.match(part?.truth.ok === false ? part.truth.error : '', /compares a list with a string/);
});

test('whatever is compared, another kind of value is never a yes that the right kind is not', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const conditions = ['==', '!='].flatMap((op) =>
    VALUES.flatMap(([kind, , written]) => ({ kind, source: `action.properties.x ${op} ${written}` })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...conditions), value, ({ kind, source }, sent) => {
      const truth = ask(source, sent);
      const isKind = kind === VALUES.find(([, of]) => typeNameOf(of) === typeNameOf(sent))?.[0];
      if (!isKind && sent !== undefined) assert.equal(truth.ok, false, source);
    }),
    { numRuns: 2000 },
  );
});

const typeNameOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
