import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAddress } from '../../../approvals/gateway/address.ts';

/** As the platform hands over what was called at `/gateway/cluster/…`. */
function read(path: string, search = '', routed?: string) {
  const pathname = `/gateway/cluster${path === '' ? '' : `/${path}`}`;
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // The platform leaves what it cannot decode.
  }
  return readAddress({ pathname, search, routed: { target: 'cluster', path: routed ?? decoded } });
}

const GOOD: readonly (readonly [string, string, string, string])[] = [
  ['', '', '/', '/'],
  ['api/v1', '', '/api/v1', '/api/v1'],
  ['api/v1/', '', '/api/v1/', '/api/v1/'],
  ['a%20b/c%C3%A9', '', '/a b/cé', '/a%20b/c%C3%A9'],
  ['%61pi', '', '/api', '/api'],
  ["v1/x:cancel/@me/(a,b)='1'", '', "/v1/x:cancel/@me/(a,b)='1'", "/v1/x:cancel/@me/(a,b)='1'"],
  ['a', '?b=1&a=2&b=3', '/a', '/a?b=1&a=2&b=3'],
  ['a', '?q=x+y%2Bz&empty', '/a', '/a?q=x%20y%2Bz&empty='],
  ['a', '?next=%0D%0AHost:evil', '/a', '/a?next=%0D%0AHost%3Aevil'],
];
for (const [path, search, shown, sent] of GOOD) {
  test(`reads ${JSON.stringify(`${path}${search}`)} as ${JSON.stringify(shown)} and sends ${sent}`, () => {
    const address = read(path, search);
    assert.ok(address.ok, JSON.stringify(address));
    assert.deepEqual([address.value.path, address.value.sent], [shown, sent]);
  });
}

const BAD: readonly (readonly [string, RegExp])[] = [
  ['a//b', /is empty/],
  ['..', /dot segment/],
  ['%2e%2E/x', /dot segment/],
  ['a/./b', /dot segment/],
  ['a%2fb', /holds, encoded or not/],
  ['a%5Cb', /holds, encoded or not/],
  ['a%252e', /holds, encoded or not/],
  ['a;b', /holds, encoded or not/],
  ['..;', /holds, encoded or not/],
  ['a%3Fb', /holds, encoded or not/],
  ['a%23b', /holds, encoded or not/],
  ['a%00', /control or invisible/],
  ['a%0Ab', /control or invisible/],
  ['a%E2%80%8Bb', /control or invisible/],
  ['%20a', /begins or ends with a space/],
  ['%FF', /not UTF-8/],
];
for (const [path, why] of BAD) {
  test(`refuses ${path}: ${why.source}`, () => {
    const address = read(path);
    assert.equal(address.ok, false);
    assert.match(JSON.stringify(address), why);
  });
}

test('refuses what router and address read differently', () => {
  for (const routed of ['other', 'api/other', '']) {
    assert.match(JSON.stringify(read('api', '', routed)), /two ways/);
  }
  const given = { search: '', routed: { target: 'cluster', path: 'a' } };
  for (const pathname of ['/gateway/Cluster/a', '/gateway/cl%75ster/a', '/x/cluster/a', '/a'])
    assert.match(JSON.stringify(readAddress({ ...given, pathname })), /two ways/, pathname);
  assert.ok(readAddress({ ...given, pathname: '/GATEWAY/cluster/a' }).ok, 'the host takes either case');
});

test('refuses a query without names, out of UTF-8, or of more than a hundred', () => {
  for (const search of ['?=1', '?a&&b', '?a=%ff', `?${'a&'.repeat(100)}a`])
    assert.equal(read('a', search).ok, false, search);
});

test('what is sent means exactly what is shown, whoever decodes it, and nothing else is sent for it', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(name, name)),
      (path, query) => {
        const wellFormed = [...path, ...query.flat()].every((each) => !/\p{Cs}/u.test(each));
        if (!wellFormed) return;
        const search =
          query.length === 0
            ? ''
            : `?${query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
        const read = readAddress({
          pathname: `/gateway/cluster/${path.map(encodeURIComponent).join('/')}`,
          search,
          routed: { target: 'cluster', path: path.join('/') },
        });
        if (!read.ok) return;
        const url = new URL(`http://h${read.value.sent}`);
        assert.equal(url.href, `http://h${read.value.sent}`, 'no parser changes it');
        assert.deepEqual(url.pathname.slice(1).split('/').map(decodeURIComponent), path);
        assert.equal(read.value.path, `/${path.join('/')}`);
        assert.deepEqual([...url.searchParams], query);
        assert.deepEqual(read.value.query, query);
      },
    ),
  );
});
