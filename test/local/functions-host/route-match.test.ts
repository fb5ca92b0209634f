import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutPath, matchRoute } from '../../../local/functions-host/route-match.ts';
import { parseTemplate } from '../../../local/functions-host/route-template.ts';

function match(route: string, path: string): Record<string, string> | undefined {
  const params = matchRoute(parseTemplate(route), cutPath(path));
  return params && Object.fromEntries(params);
}

test('constraints decide what a parameter takes', () => {
  const cases: [string, string, boolean][] = [
    ['int', '-12', true],
    ['int', '2147483648', false],
    ['long', '2147483648', true],
    ['bool', 'True', true],
    ['bool', '1', false],
    ['guid', '7c0ffee0-0000-4000-8000-000000000001', true],
    ['guid', '7c0ffee0000040008000000000000001', true],
    ['guid', '7c0ffee0-0000-4000-8000', false],
    ['alpha', 'abc', true],
    ['alpha', 'ab1', false],
    ['double', '1.5', true],
    ['length(3)', 'abc', true],
    ['length(3)', 'ab', false],
    ['length(2,3)', 'ab', true],
    ['minlength(2)', 'a', false],
    ['maxlength(2)', 'abc', false],
    ['min(5)', '4', false],
    ['max(5)', '5', true],
    ['range(2,4)', '5', false],
    ['regex(^req_[a-z]{{3}}$)', 'req_abc', true],
    ['regex(^req_[a-z]{{3}}$)', 'req_ab', false],
    ['regex(^(a|b:c)$)', 'b:c', true],
    ['alpha:length(3)', 'ab1', false],
  ];
  for (const [constraint, value, isTaken] of cases) {
    assert.equal(
      match(`x/{p:${constraint}}`, `/x/${value}`) !== undefined,
      isTaken,
      `${constraint} ${value}`,
    );
  }
});

test('several parameters in one segment are found from right to left', () => {
  assert.deepEqual(match('x-{y}.{z}', '/x-1.2.3'), { y: '1.2', z: '3' });
  assert.deepEqual(match('{a}-{b}', '/1-2-3'), { a: '1-2', b: '3' });
  assert.equal(match('x-{y}', '/x-'), undefined);
  assert.equal(match('x-{y}', '/x-x-1'), undefined);
  assert.deepEqual(match('{name}.{ending?}', '/file.txt'), { name: 'file', ending: 'txt' });
  assert.deepEqual(match('{name}.{ending?}', '/file'), { name: 'file' });
  assert.equal(match('{name}.{ending?}', '/file.'), undefined);
});

test('dot segments are resolved first, empty segments never match, broken encoding stays', () => {
  assert.deepEqual(match('a/{p}', '/x/../a/%2e/b'), { p: 'b' });
  assert.equal(match('a/{p}', '/a//b'), undefined);
  assert.equal(match('a/{p}', '/a/b//'), undefined);
  assert.deepEqual(match('a/{*rest}', '/a/b//c/'), { rest: 'b//c/' });
  assert.deepEqual(match('a/{p}', '/a/%ff%20%2fb'), { p: '%ff %2fb' });
  assert.deepEqual(match('a/{__proto__}', '/a/b') && 'matched', 'matched');
});

test('templates ASP.NET refuses are refused', () => {
  assert.throws(() => parseTemplate('a//b'), /empty segment/);
  assert.throws(() => parseTemplate('{a}{b}'), /side by side/);
  assert.throws(() => parseTemplate('{a}/{A}'), /twice/);
  assert.throws(() => parseTemplate('{*a}/b'), /catch-all/);
  assert.throws(() => parseTemplate('{a'), /not closed/);
  assert.throws(() => parseTemplate('{a:nope}'), /does not know the constraint "nope"/);
  assert.throws(() => parseTemplate('{a:length(x)}'), /needs whole numbers/);
});
