// Patterns in the schemas of actions that fit more than they read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loosePatterns } from '../../../../approvals/policy/advice/loose-patterns.ts';

const found = (schema: unknown) => loosePatterns(new Map([['data.export', schema]]));
const text = (pattern: string) => ({ type: 'string', pattern });

test('a pattern whose ^ and $ bind one alternative each is warned of, wherever in the schema it stands', () => {
  const loose = text('^s3://a|s3://b$');
  for (const [schema, path] of [
    [{ properties: { store: loose } }, ['properties', 'store', 'pattern']],
    [{ patternProperties: { if: loose } }, ['patternProperties', 'if', 'pattern']],
    [{ dependentSchemas: { not: loose } }, ['dependentSchemas', 'not', 'pattern']],
    [{ properties: { enum: loose } }, ['properties', 'enum', 'pattern']],
    [{ properties: { list: { items: loose } } }, ['properties', 'list', 'items', 'pattern']],
    [{ anyOf: [{}, loose] }, ['anyOf', 1, 'pattern']],
  ] as const) {
    const [first, ...others] = found(schema);
    assert.deepEqual([first?.path, others], [['actions', 'data.export', 'parameters', ...path], []]);
    assert.match(first?.message ?? '', /fits more than it reads.*write "\^\(\?:s3:\/\/a\|s3:\/\/b\)\$"$/);
  }
});

test('a pattern that binds all of them is left alone, and so is data that is called so', () => {
  for (const schema of [
    { properties: { store: text('^(?:s3://a|s3://b)$') } },
    { properties: { pattern: { type: 'string' } } },
    { properties: { store: { enum: [{ pattern: '^a|b$' }] } } },
    { const: { pattern: '^a|b$' } },
    { if: text('^a|b$') },
    { default: { pattern: '^a|b$' } },
    { examples: [{ pattern: '^a|b$' }] },
    { propertyNames: { not: text('secret|^keys?$|token$') } },
    true,
    undefined,
  ])
    assert.deepEqual(found(schema), [], JSON.stringify(schema));
});
