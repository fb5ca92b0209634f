import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCompiler, type Truth } from '../../../../approvals/policy/condition/condition.ts';
import type { Part } from '../../../../approvals/policy/condition/parts.ts';
import { type ConditionView, conditionView } from '../../../../approvals/policy/condition/view.ts';

const VIEW: ConditionView = conditionView({
  intent: {
    subject: { type: 'agent', id: 'c1', tenant: 't1' },
    action: {
      name: 'data.export',
      properties: { format: 'csv', rows: 4120, columns: ['id'], 'a b': { c: [1] } },
    },
    resource: { type: 'database', id: 'prod/customers' },
  },
  agent: { clientId: 'c1', name: 'nightly-etl', registered: true },
  viaEnforcer: false,
  facts: { environment: 'prod' },
  now: '2026-03-29T00:30:00.000Z',
});
const compile = createCompiler();

function explain(source: string): Part {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  return compiled.condition.explain(VIEW);
}

const isWord = ({ ok, ...truth }: Truth): string => (ok && 'value' in truth ? String(truth.value) : 'error');

/** The smallest parts that decided, as "true text". */
function deciding(part: Part): readonly string[] {
  if (!part.decided) return [];
  const inner = part.parts.flatMap(deciding);
  return inner.length > 0 ? inner : [`${isWord(part.truth)} ${part.text}`];
}

const EXPORT = 'action.name == "data.export"';
const READ = 'action.name == "data.read"';
const PROD = 'resource.properties.environment == "prod"';
const BROKEN = 'resource.properties.nothing == 1';

test('the parts that decided are told, whatever stands around them', () => {
  for (const [source, expected] of [
    [EXPORT, [`true ${EXPORT}`]],
    [`${EXPORT} && ${PROD}`, [`true ${EXPORT}`, `true ${PROD}`]],
    [`${READ} && ${PROD}`, [`false ${READ}`]],
    [`${READ} && ${PROD} && agent.name == "x"`, [`false ${READ}`, 'false agent.name == "x"']],
    [`(${READ} || ((${EXPORT}))) && (${PROD})`, [`true (${EXPORT})`, `true ${PROD}`]],
    [`${READ} || agent.name == "x"`, [`false ${READ}`, 'false agent.name == "x"']],
    [`!(${READ} || agent.name == "x")`, [`false ${READ}`, 'false agent.name == "x"']],
    [`!!agent.registered`, ['true agent.registered']],
    [`${EXPORT} ? ${PROD} : ${READ}`, [`true ${EXPORT}`, `true ${PROD}`]],
    [`${READ} ? ${PROD} : (${BROKEN} || ${EXPORT})`, [`false ${READ}`, `true ${EXPORT}`]],
    [`${BROKEN} && ${READ}`, [`false ${READ}`]],
    [`${BROKEN} && ${EXPORT}`, [`error ${BROKEN}`]],
    [`${BROKEN} || ${EXPORT}`, [`true ${EXPORT}`]],
    [`${BROKEN} ? ${EXPORT} : ${READ}`, [`error ${BROKEN}`]],
    [`(${EXPORT}) == (${READ})`, [`false (${EXPORT}) == (${READ})`]],
    [
      `action.name != "(" && ${EXPORT}\n  && agent.registered`,
      ['true action.name != "("', `true ${EXPORT}`, 'true agent.registered'],
    ],
    [
      `action.name.matches('^data[.]') && action.name.lowerAscii() == "x"`,
      ['false action.name.lowerAscii() == "x"'],
    ],
    [
      `(shell.names.exists(n, n in ["a"] || n == "b")) || ${READ}`,
      [`false (shell.names.exists(n, n in ["a"] || n == "b"))`, `false ${READ}`],
    ],
  ] as const) {
    const found = deciding(explain(source)).map((each) => each.replaceAll(/^(\w+) \((.*)\)$/g, '$1 $2'));
    assert.deepEqual(
      found,
      expected.map((each) => each.replaceAll(/^(\w+) \((.*)\)$/g, '$1 $2')),
      source,
    );
  }
});

test('the name of a type is no member that could be missing', () => {
  const { parts } = explain('type(action.properties.rows) != string && type(action.properties.rows) == int');
  for (const { reads } of parts)
    assert.deepEqual(reads, [{ path: ['action', 'properties', 'rows'], value: 4120n }]);
});

test('each member that is read is told with its value, and what is not there as missing', () => {
  for (const [source, expected] of [
    [EXPORT, { 'action.name': 'data.export' }],
    ['has(action.properties.note)', { 'action.properties.note': 'missing' }],
    ['action.properties["a b"].c[0] == 1', { 'action.properties.a b.c.0': 1n }],
    [
      'action.properties.columns.exists(c, c == action.name)',
      { 'action.properties.columns': ['id'], 'action.name': 'data.export' },
    ],
    [
      'resource.properties.environment in ["prod", agent.name]',
      { 'resource.properties.environment': 'prod', 'agent.name': 'nightly-etl' },
    ],
    ['now.getHours("UTC") < 6', { now: new Date('2026-03-29T00:30:00.000Z') }],
    [
      'action.properties[action.name] == 1',
      { 'action.properties': VIEW.variables.action, 'action.name': 'data.export' },
    ],
    ['1 == 1', {}],
  ] as const) {
    const reads = explain(source).reads;
    assert.deepEqual(
      reads.map(({ path }) => path.join('.')),
      Object.keys(expected),
      source,
    );
    for (const { path, value, missing } of reads) {
      const wanted: unknown = Reflect.get(expected, path.join('.'));
      if (path.join('.') !== 'action.properties')
        assert.deepEqual(missing ? 'missing' : value, wanted, source);
    }
  }
});

const atom = fc.constantFrom(
  EXPORT,
  READ,
  PROD,
  BROKEN,
  'agent.registered',
  'claimed.context.sure',
  'action.properties.format',
  'action.properties.columns.exists(c, c == "(")',
  'action.name != "a && (b"',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc
      .tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression'), fc.constantFrom(' ', '\n  '))
      .map(([a, op, b, gap]) => `(${a})${gap}${op} ${b}`),
    tie('expression').map((a) => `!(${a})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
    tie('expression').map((a) => `(${a})`),
  ),
}));

test('what the parts come to is what the condition comes to, whatever it is made of', () => {
  let taken = 0;
  fc.assert(
    fc.property(expression, (source) => {
      const compiled = compile(source);
      if (!compiled.ok) return;
      const part = compiled.condition.explain(VIEW);
      assert.equal(isWord(part.truth), isWord(compiled.condition.test(VIEW)));
      if (part.parts.length > 0) taken += 1;
      agrees(part);
    }),
    { numRuns: 500 },
  );
  assert.ok(taken > 100, `only ${taken} were taken apart`);
});

/** By CEL's own tables, for the nodes alone. */
function agrees(part: Part): void {
  const { how, parts, truth } = part;
  const words = parts.map((each) => isWord(each.truth));
  const own = isWord(truth);
  if (how === 'all')
    assert.equal(own, words.includes('false') ? 'false' : words.includes('error') ? 'error' : 'true');
  if (how === 'any')
    assert.equal(own, words.includes('true') ? 'true' : words.includes('error') ? 'error' : 'false');
  if (how === 'not') assert.equal(own, { true: 'false', false: 'true', error: 'error' }[words[0] ?? '']);
  if (how === 'if') assert.equal(own, { true: words[1], false: words[2], error: 'error' }[words[0] ?? '']);
  if (how === 'leaf')
    assert.equal(/^[^"]*(?:&&|\|\|)/.test(part.text.replaceAll(/"[^"]*"/g, '')), false, part.text);
  assert.ok(!part.decided || parts.length === 0 || parts.some(({ decided }) => decided), part.text);
  for (const each of parts) agrees(each);
}
