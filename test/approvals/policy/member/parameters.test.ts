// The check of parameters: everything that does not fit is told, and never more than can be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createParameterCompiler } from '../../../../approvals/policy/member/parameters.ts';

function checkOf(schema: Readonly<Record<string, unknown>>) {
  const compiled = createParameterCompiler()(schema);
  assert.ok(compiled.ok, JSON.stringify(compiled));
  return (properties: unknown): readonly string[] =>
    compiled.check(properties).map(({ at, message }) => `${at} ${message.replace(/^.*? says: /, '')}`);
}

test('every parameter that is missing, not known or does not fit is told at once', () => {
  const check = checkOf({
    type: 'object',
    additionalProperties: false,
    required: ['format', 'rows', 'target'],
    properties: {
      format: { enum: ['csv', 'parquet'] },
      rows: { type: 'integer', minimum: 0 },
      target: { type: 'string' },
      columns: { type: 'array', items: { type: 'string' } },
    },
  });
  assert.deepEqual(check({ format: 'csv', rows: 1, target: 'x' }), []);
  assert.deepEqual(check({}), [
    "/action/properties must have required property 'format'.",
    "/action/properties must have required property 'rows'.",
    "/action/properties must have required property 'target'.",
  ]);
  assert.deepEqual(check({ format: 'xml', rows: -1, tabel: 'x', columns: [1, 'a', 2] }).toSorted(), [
    "/action/properties must have required property 'target'.",
    '/action/properties/columns/0 must be string.',
    '/action/properties/columns/2 must be string.',
    '/action/properties/format must be one of "csv", "parquet".',
    '/action/properties/rows must be >= 0.',
    '/action/properties/tabel not a known parameter.',
  ]);
});

test('of very many places the first twenty are told', () => {
  const check = checkOf({
    type: 'object',
    properties: { list: { type: 'array', items: { type: 'string' } } },
  });
  assert.equal(check({ list: Array.from({ length: 30_000 }, (_, at) => at) }).length, 20);
});

const FILE = { type: 'string', maxLength: 50, pattern: '[a-z0-9-]{1,253}[.]csv$' } as const;

test('a text that is longer than its schema allows is told as that, and its pattern does not run over it', () => {
  const check = checkOf({ type: 'object', properties: { file: FILE } });
  // 23 million steps of the pattern, and ten million may be spent.
  assert.deepEqual(check({ file: 'a'.repeat(45_000) }), [
    '/action/properties/file must NOT have more than 50 characters.',
  ]);
  assert.deepEqual(check({ file: 'report.csv' }), []);
});

test('what a pattern would take too long for is a misfit, whatever keyword it stands under', () => {
  const { maxLength: _, ...endless } = FILE;
  const long = 'a'.repeat(45_000);
  const often = Array.from({ length: 5_000 }, () => 'a.csv');
  for (const [schema, properties] of [
    [{ properties: { file: endless } }, { file: long }],
    [{ properties: { file: { type: 'string', not: { pattern: endless.pattern } } } }, { file: long }],
    [{ properties: { file: { anyOf: [endless, { type: 'string' }] } } }, { file: long }],
    [{ properties: { files: { type: 'array', items: endless } } }, { files: often }],
    [{ patternProperties: { [endless.pattern]: true } }, { [long]: 1 }],
    [{ propertyNames: { pattern: endless.pattern } }, { [long]: 1 }],
  ] as const)
    assert.deepEqual(checkOf({ type: 'object', ...schema })(properties), [
      "/action/properties To check these parameters by the patterns of the policy's schema takes too much work: send shorter texts, or fewer.",
    ]);
  // It is counted anew for each request.
  const check = checkOf({ type: 'object', properties: { files: { type: 'array', items: endless } } });
  for (let times = 0; times < 3; times++) assert.deepEqual(check({ files: often.slice(0, 300) }), []);
});

test('a list that is longer than its schema allows is not compared element by element', () => {
  let compared = 0;
  const element = () => ({
    get n(): number {
      compared += 1;
      return compared;
    },
  });
  const list = { type: 'array', maxItems: 10, uniqueItems: true, items: { type: 'object' } };
  const check = checkOf({ type: 'object', properties: { list } });
  assert.deepEqual(check({ list: Array.from({ length: 100 }, element) }), [
    '/action/properties/list must NOT have more than 10 items.',
  ]);
  assert.equal(compared, 0);
  assert.match(check({ list: [{ a: 1 }, { a: 1 }] }).join(), /list must NOT have duplicate items/);
});

test('a pattern that is none, or compiles to too much, is refused when the policy is loaded, at its place', () => {
  for (const [schema, path, message] of [
    [
      { properties: { a: { type: 'string', pattern: '[a-c]{1,1000}[d-f]{1,1000}[g-i]{1,1000}' } } },
      ['properties', 'a', 'pattern'],
      /^the pattern is too large: \d+ instructions, and there may be 5000; make its counts smaller/,
    ],
    [
      { patternProperties: { '[a-c]{1,1000}[d-f]{1,1000}[g-i]{1,1000}': true } },
      ['patternProperties', '[a-c]{1,1000}[d-f]{1,1000}[g-i]{1,1000}'],
      /too large/,
    ],
    [
      { properties: { a: { type: 'string', pattern: '(a' } } },
      ['properties', 'a', 'pattern'],
      /^not a pattern of RE2/,
    ],
  ] as const) {
    const compiled = createParameterCompiler()({ type: 'object', ...schema });
    assert.ok(!compiled.ok);
    assert.deepEqual(compiled.mistakes[0]?.path, path);
    assert.match(compiled.mistakes[0]?.message ?? '', message);
  }
});
