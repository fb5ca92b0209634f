// Which ids a pattern of `resources` names. What one reader takes for dev and another for prod is named by none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesPattern } from '../../../approvals/policy/pattern.ts';

test('an id that climbs is named by no pattern, however it is spelt', () => {
  for (const id of [
    'dev/../prod',
    'dev/./a',
    '..',
    'dev\\..\\prod',
    'dev/%2e%2e/prod',
    'dev%2f..%2Fprod',
    'dev/%2E./prod',
    'dev/%252e%252e/prod',
    'dev/%25252e/prod',
    'dev/%c0%ae%c0%ae/prod',
    'dev/%e0%80%ae/prod',
    'dev/%u002e%u002e/prod',
    'dev/..;/prod',
    'dev/..;a=b/prod',
    'dev/..%3b/prod',
    'dev/..?/x',
    'dev/..#/x',
    'dev/..%3f/x',
    'dev/..%23/x',
    'dev/%%32%65%%32%65/prod',
    'dev/%2%65%2%65/prod',
    'dev/.. /prod',
    'dev/..%20/prod',
    'dev/\u2024\u2024/prod',
    'dev/\uff0e\uff0e/prod',
    'dev\uff0f..\uff0fprod',
    'dev/\u2025/prod',
  ])
    for (const pattern of ['*', 'dev/*', id])
      assert.equal(matchesPattern(pattern, id), false, JSON.stringify(id));
});

test('an id with characters that nobody sees is named by no pattern', () => {
  for (const odd of [
    '\u0000',
    '\n',
    '\t',
    '\u007f',
    '\u0085',
    '\u200b',
    '\u202e',
    '\u2028',
    '\ufeff',
    '\ud800',
    '%00',
    '%0A',
    '%7f',
  ])
    assert.equal(matchesPattern('*', `dev/a${odd}b`), false, JSON.stringify(odd));
});

test('every other id is named by the patterns that fit, and "*" stands for any run of characters, slashes too', () => {
  for (const [pattern, id] of [
    ['*', 'prod/a'],
    ['prod/*', 'prod/'],
    ['prod/*', 'prod/a/b'],
    ['prod/**', 'prod/a/b'],
    ['*/customers', 'prod/eu/customers'],
    ['prod/*/tables/*', 'prod/a/b/tables/c'],
    ['dev/*', 'dev/a..b/...'],
    ['dev/*', 'dev/50%/é/naïve name;v=1'],
    ['dev/*', 'dev/a?b=../c#d'],
    ['*', '/subscriptions/1/resourceGroups/a%20b'],
  ] as const)
    assert.equal(matchesPattern(pattern, id), true, `${pattern} ${id}`);
  for (const [pattern, id] of [
    ['prod/*', 'prod'],
    ['prod/*', 'PROD/a'],
    ['prod/*', 'dev/prod/a'],
    ['prod/a', 'prod/a/b'],
    ['*/customers', 'prod/customers2'],
  ] as const)
    assert.equal(matchesPattern(pattern, id), false, `${pattern} ${id}`);
});
