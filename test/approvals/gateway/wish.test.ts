import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAddress } from '../../../approvals/gateway/address.ts';
import { type TargetCall, wishOf } from '../../../approvals/gateway/wish.ts';
import { canonicalIntent, hidesBody, intentOf } from '../../../approvals/intent/intent.ts';
import type { Target } from '../../../approvals/policy/member/targets.ts';

const CLUSTER: Target = {
  name: 'cluster',
  url: 'https://api.example.com/base',
  internal: false,
  methods: ['GET', 'PATCH'],
  headers: [],
  action: 'k8s',
  resourceType: 'kubernetes',
  limits: { bodyBytes: 1e6, replyBytes: 1e6, timeoutMs: 1000 },
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const JSON_TYPE = { 'content-type': 'application/json' };

function aCall(path: string, change: Partial<TargetCall> = {}): TargetCall {
  const { pathname, search } = new URL(`http://h/gateway/cluster/${path}`);
  const routed = { target: 'cluster', path: decodeURIComponent(pathname.slice('/gateway/cluster/'.length)) };
  const address = readAddress({ pathname, search, routed });
  assert.ok(address.ok, JSON.stringify(address));
  return {
    target: CLUSTER,
    method: 'PATCH',
    address: address.value,
    headers: {},
    body: bytes(''),
    ...change,
  };
}

function wished(call: TargetCall) {
  const wish = wishOf(call);
  assert.ok(wish.ok, JSON.stringify(wish));
  return wish.value;
}

test('a call is an action on a resource, with everything that will be sent', () => {
  const body = bytes('{"spec": {"replicas": 5}}');
  const wish = wished(aCall('api/web%201?dryRun=All&tag=a&tag=b', { headers: JSON_TYPE, body }));
  assert.deepEqual(wish, {
    action: {
      name: 'k8s.patch',
      properties: {
        method: 'PATCH',
        url: 'https://api.example.com/base/api/web%201?dryRun=All&tag=a&tag=b',
        query: { dryRun: 'All', tag: ['a', 'b'] },
        headers: JSON_TYPE,
        body_bytes: body.length,
        body_sha256: createHash('sha256').update(body).digest('hex'),
        body: { spec: { replicas: 5 } },
      },
    },
    resource: { type: 'kubernetes', id: 'cluster/api/web 1' },
  });
  assert.deepEqual(Object.keys(wished(aCall('api', { method: 'GET' })).action.properties ?? {}), [
    'method',
    'url',
  ]);
});

test('text is shown as text', () => {
  const headers = { 'content-type': 'application/apply-patch+yaml; charset=utf-8' };
  const { properties } = wished(aCall('api', { headers, body: bytes('spec:\n  replicas: 5\n') })).action;
  assert.equal(properties?.body_text, 'spec:\n  replicas: 5\n');
});

test('UTF-8 and ASCII that say so are shown', () => {
  for (const [type, text] of [
    ['application/json; charset=UTF-8', '{}'],
    ['text/plain;charset="us-ascii"', 'a'],
    ['text/xml; charset=utf-8', '<?xml version="1.0" encoding="UTF-8"?><a/>'],
  ] as const)
    assert.equal(
      hidesBody(wished(aCall('api', { headers: { 'content-type': type }, body: bytes(text) }))),
      false,
    );
});

const UNSEEN: readonly (readonly [string, Partial<TargetCall>])[] = [
  ['bytes of no known kind', { body: bytes('abc') }],
  ['an archive', { headers: { 'content-type': 'application/zip' }, body: bytes('PK') }],
  ['JSON that is compressed', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: bytes('{}') }],
  ['text that is no UTF-8', { headers: { 'content-type': 'text/plain' }, body: new Uint8Array([0xff]) }],
  ['JSON in UTF-7', { headers: { 'content-type': 'application/json; charset=utf-7' }, body: bytes('{}') }],
  [
    'JSON in Latin-1',
    { headers: { 'content-type': 'application/json;charset="ISO-8859-1"' }, body: bytes('{}') },
  ],
  [
    'text with two character sets',
    { headers: { 'content-type': 'text/plain; charset=utf-8; charset=utf-16' }, body: bytes('ab') },
  ],
  [
    'ASCII that is none',
    { headers: { 'content-type': 'text/plain; charset=us-ascii' }, body: bytes('\u00e9') },
  ],
  [
    'XML that names another character set',
    { headers: { 'content-type': 'text/xml' }, body: bytes('<?xml version="1.0" encoding="utf-7"?><a/>') },
  ],
  ['JSON longer than an intent', { headers: JSON_TYPE, body: bytes(`"${'a'.repeat(40_000)}"`) }],
];
for (const [what, change] of UNSEEN) {
  test(`${what} stands by size, kind and hash, and says that it is not shown`, () => {
    const wish = wished(aCall('api', change));
    const { properties } = wish.action;
    assert.equal(hidesBody(wish), true);
    assert.deepEqual(
      [properties?.body, properties?.body_text, properties?.body_bytes],
      [undefined, undefined, change.body?.length],
    );
    assert.ok(properties?.body_sha256 && properties.body_type);
  });
}

test('JSON that two readers read differently is refused, and says where', () => {
  for (const [text, why] of [
    ['{"a":1,"a":2}', /body\/a/],
    ['{"a":12345678901234567890}', /body\/a/],
    ['{', /body/],
    ['{"__proto__":1}', /body/],
  ] as const) {
    const wish = wishOf(aCall('api', { headers: JSON_TYPE, body: bytes(text) }));
    assert.equal(wish.ok, false, text);
    assert.match(JSON.stringify(wish), why);
  }
});

test('a path too long for a resource is refused', () => {
  assert.equal(wishOf(aCall('a'.repeat(510))).ok, false);
});

test('two calls that would be sent differently never make the same intent', () => {
  const call = fc.record({
    path: fc.constantFrom('a', 'a/', 'a/b', 'a?x=1', 'a?x=1&x=2', 'a?x=2&x=1', 'a?y=1&x=1', 'a?x=1&y=1'),
    method: fc.constantFrom('GET', 'PATCH', 'DELETE'),
    headers: fc.constantFrom(
      {},
      JSON_TYPE,
      { ...JSON_TYPE, accept: 'a/b' },
      { 'content-type': 'text/plain' },
    ),
    body: fc.constantFrom('', '{}', '{ }', '{"a":1}', '{"a":1.0}', '[]', 'null'),
    url: fc.constantFrom('https://a.example', 'https://b.example'),
  });
  const sentAs = ({ path, ...rest }: { path: string }) => JSON.stringify({ path, ...rest });
  fc.assert(
    fc.property(call, call, (one, other) => {
      const [first, second] = [one, other].map(({ path, url, body, method, headers }) => {
        const made = aCall(path, {
          target: { ...CLUSTER, url },
          body: bytes(body),
          method: method as 'GET',
          headers: headers as Record<string, string>,
        });
        const intent = intentOf(wished(made), { id: 'a', tenant: 't' }, []);
        return Buffer.from(canonicalIntent(intent)).toString();
      });
      assert.equal(first === second, sentAs(one) === sentAs(other));
    }),
  );
});
