import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { isRegistered } from '../../outbound/registered.ts';

const PREFIX = 'https://etl.example.com/hooks/';

test('an endpoint at or below a registered prefix is registered', () => {
  for (const endpoint of [PREFIX, `${PREFIX}a`, `${PREFIX}a/b?x=1`, 'https://ETL.example.com:443/hooks/a']) {
    assert.equal(isRegistered(endpoint, [PREFIX]), true, endpoint);
  }
  assert.equal(isRegistered('https://etl.example.com/hooks', ['https://etl.example.com/hooks']), true);
  assert.equal(isRegistered('https://etl.example.com/hooks/a', ['https://etl.example.com/hooks']), true);
  assert.equal(isRegistered('https://etl.example.com/anything', ['https://etl.example.com']), true);
  assert.equal(
    isRegistered('http://127.0.0.1:3983/x', ['https://no.example', 'http://127.0.0.1:3983/']),
    true,
  );
});

const STRANGERS: readonly string[] = [
  ...['https://etl.example.com/', 'https://etl.example.com/hooks', 'https://etl.example.com/hooksx/a'],
  ...['https://etl.example.com.evil.example/hooks/', 'https://evil.example/https://etl.example.com/hooks/'],
  ...[
    'http://etl.example.com/hooks/a',
    'https://etl.example.com:8443/hooks/a',
    'ftp://etl.example.com/hooks/a',
  ],
  ...[
    'https://user@etl.example.com/hooks/a',
    'https://:p@etl.example.com/hooks/a',
    `${PREFIX}a#f`,
    `${PREFIX}a#`,
  ],
  ...['https://etl.example.com@evil.example/hooks/', 'https://etl.example.com\\@evil.example/hooks/'],
  ...[
    `${PREFIX}../admin`,
    `${PREFIX}./a`,
    `${PREFIX}a/..`,
    `${PREFIX}..`,
    `${PREFIX}..;/admin`,
    `${PREFIX}..\\admin`,
  ],
  ...[`${PREFIX}%2e%2e/admin`, `${PREFIX}.%2E/admin`, `${PREFIX}..%2fadmin`, `${PREFIX}..%5cadmin`],
  ...[`${PREFIX}%252e%252e%252fadmin`, `${PREFIX}%25252fadmin`, `${PREFIX}a%00b`],
  ...[` ${PREFIX}`, `${PREFIX}\n`, `${PREFIX}a b`, `${PREFIX}é`, `https://etl.example.com\t/hooks/`],
  ...['', 'hooks/', '/hooks/a', 'javascript:alert(1)', 'https://etl.example.com/HOOKS/a'],
];
for (const endpoint of STRANGERS) {
  test(`${JSON.stringify(endpoint)} is not registered`, () => {
    assert.equal(isRegistered(endpoint, [PREFIX]), false);
  });
}

test('no prefix, or one that means different things to different readers, admits nothing', () => {
  for (const prefix of [
    'https://u@etl.example.com/',
    'https://etl.example.com/?x',
    'https://etl.example.com/a/../',
    '',
  ]) {
    assert.equal(isRegistered('https://etl.example.com/a', [prefix]), false, prefix);
  }
  assert.equal(isRegistered(PREFIX, []), false);
});

test('whatever is appended, a registered endpoint stays on the origin and below the path', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'./\\%2ef5c;?#@:a'), maxLength: 12 }), (tail) => {
      const endpoint = PREFIX + tail;
      if (!isRegistered(endpoint, [PREFIX])) return;
      const url = new URL(endpoint);
      assert.equal(url.origin, 'https://etl.example.com');
      const decoded = url.pathname.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
        String.fromCharCode(Number(`0x${hex}`)),
      );
      assert.ok(decoded.startsWith('/hooks/'));
      assert.ok(!/(^|[/\\])\.\.?(;|[/\\]|$)/.test(decoded), endpoint);
    }),
    { numRuns: 3000 },
  );
});
