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
