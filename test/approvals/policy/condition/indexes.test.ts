// A map is asked by a string and a list by a whole number: what the library would turn into a string would be a yes to whoever sends a list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCompiler, type Truth } from '../../../../approvals/policy/condition/condition.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';
import { aQuestion } from '../support/a-question.ts';

const compile = createCompiler();
const TABLES = '{"holidays": "open", "salaries": "secret"}';

function ask(source: string, x?: unknown): Truth {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  const properties = x === undefined ? {} : { x };
  const view = conditionView({ ...aQuestion({ action: { name: 'read', properties } }), facts: {} });
  return compiled.condition.test(view);
}

const YES: Truth = { ok: true, value: true };

test('a map is asked by a string alone: nothing that would be written like one of its keys finds it', () => {
  const source = `${TABLES}[action.properties.x] == "open"`;
  assert.deepEqual(ask(source, 'holidays'), YES);
  assert.deepEqual(ask(source, ['holidays']), {
    ok: false,
    error: 'a map is asked for a list; its keys are strings',
  });
  for (const [key, sent] of [
    ['holidays', [['holidays']]],
    ['1', 1],
    ['1.5', 1.5],
    ['true', true],
    ['null', null],
    ['', []],
    ['a,b', ['a', 'b']],
  ] as const)
    assert.equal(ask(`{"${key}": "open"}[action.properties.x] == "open"`, sent).ok, false, `${key}`);
});

test('of what was sent a list is asked by a whole number, and a map that has one as a key is no list', () => {
  assert.deepEqual(ask('action.properties.x[0] == "ls"', ['ls']), YES);
  assert.deepEqual(ask('action.properties.x["0"] == "ls"', { 0: 'ls' }), YES);
  assert.equal(ask('action.properties.x[0] == "ls"', { 0: 'ls' }).ok, false);
  for (const place of ['"0"', 'dyn(0.0)', 'dyn(true)', 'dyn(null)', 'dyn([0])', '1', '-1'])
    assert.equal(ask(`action.properties.x[${place}] == "ls"`, ['ls']).ok, false, place);
  for (const key of ['dyn(1.5)', 'dyn(true)', 'dyn(null)', 'dyn(["a"])', 'dyn(7)'])
    assert.equal(
      ask(`action.properties.x[${key}] == "ls"`, { 1.5: 'ls', true: 'ls', null: 'ls', a: 'ls', 7: 'ls' }).ok,
      false,
      key,
    );
});

test('variables with members of their own are asked like maps', () => {
  assert.deepEqual(ask('action["name"] == "read" && action.properties["x"] == 1', 1), YES);
  assert.equal(ask('action.properties[action.properties.x] == ["x"]', ['x']).ok, false);
});

test('it holds inside loops, and inside has()', () => {
  assert.equal(ask(`action.properties.x.exists(t, ${TABLES}[t] == "open")`, [['holidays']]).ok, false);
  assert.deepEqual(ask(`action.properties.x.all(t, ${TABLES}[t] == "open")`, ['holidays']), YES);
  assert.equal(ask('action.properties.x.all(t, t[0] == "a")', [{ 0: 'a' }]).ok, false);
});

test('a written index that can never be right is a mistake at its place', () => {
  for (const [source, offset] of [
    ['action.properties.x[1.5] == "a"', 20],
    ['action.properties.x[true] == "a"', 20],
    ['action.properties.x[null] == "a"', 20],
    ['action.properties.x[["a"]] == "a"', 20],
    ['action.properties[0] == "a"', 18],
    ['{"a": "b"}[0] == "b"', 11],
    ['{0: "a"}[action.properties.x] == "a"', 1],
    ['{true: true}["a"]', 1],
  ] as const) {
    const compiled = compile(source);
    assert.ok(!compiled.ok, source);
    assert.match(compiled.mistakes[0]?.message ?? '', /a key of a map is a text/);
    assert.equal(compiled.mistakes[0]?.offset, offset, source);
  }
});

test('the keys of a map that is written out are strings when it is asked, and any string may be one', () => {
  assert.deepEqual(ask('{action.properties.x: "open"}["a"] == "open"', 'a'), YES);
  assert.equal(ask('{action.properties.x: "open"}["a"] == "open"', ['a']).ok, false);
  assert.equal(ask('{action.properties.x: "open"}["7"] == "open"', 7).ok, false);
  assert.deepEqual(
    ask('{"__proto__": "p", "constructor": "c"}[action.properties.x] == "p"', '__proto__'),
    YES,
  );
  assert.equal(ask('{"a": "b"}[action.properties.x] != "b"', 'toString').ok, false);
});

test('whatever is sent, no look-up finds more than the very string does', () => {
  const plain = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.oneof(plain, fc.array(plain, { maxLength: 3 })), (sent) => {
      const written = JSON.stringify(`${sent}`);
      const truth = ask(`{${written}: "open"}[action.properties.x] == "open"`, sent);
      assert.equal(truth.ok, typeof sent === 'string', written);
    }),
  );
});
