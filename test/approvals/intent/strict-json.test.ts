import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseStrict } from '../../../approvals/intent/strict-json.ts';

const value = (text: string | Uint8Array): unknown => {
  const result = parseStrict(text);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
};

const GOOD: readonly (readonly [string, unknown])[] = [
  ['null', null],
  [' true ', true],
  ['"a\\u00e9\\n\\"\\/"', 'aé\n"/'],
  ['"\\ud83d\\ude00"', '😀'],
  ['-0', 0],
  ['0.1', 0.1],
  ['1.10', 1.1],
  ['1e3', 1000],
  ['1E-7', 1e-7],
  ['0.0000001', 1e-7],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['-9007199254740991', -Number.MAX_SAFE_INTEGER],
  ['[]', []],
  ['{}', {}],
  ['\t{ "a" : [ 1 , { "b" : null } ] }\r\n', { a: [1, { b: null }] }],
  ['{"toJSON":1,"hasOwnProperty":2}', { toJSON: 1, hasOwnProperty: 2 }],
];

const BAD: readonly (readonly [string, string, RegExp])[] = [
  ['{"a":1,"a":1}', '/a', /twice/],
  ['{"a":1,"\\u0061":2}', '/a', /twice/],
  ['{"x":[{"a/b~c":1,"a/b~c":1}]}', '/x/0/a~1b~0c', /twice/],
  ['9007199254740992', '', /beyond 2\^53/],
  ['{"n":[1e400]}', '/n/0', /beyond 2\^53/],
  ['-1e20', '', /beyond 2\^53/],
  ['0.12345678901234567890', '', /digits/],
  ['9007199254740990.5', '', /digits/],
  ['1e-400', '', /digits/],
  ['NaN', '', /Expected a JSON value/],
  ['Infinity', '', /Expected a JSON value/],
  ['01', '', /after the value/],
  ['1.', '', /after the value/],
  ['+1', '', /Expected a JSON value/],
  ['"\\ud800"', '', /surrogate/],
  ['{"a":"\\udc00x"}', '/a', /surrogate/],
  ['"\ud800"', '', /surrogate/],
  ['"\\uffff"', '', /noncharacter/],
  ['"a\nb"', '', /control character/],
  ['"\\x41"', '', /escape/],
  ['"open', '', /not closed/],
  ['{"__proto__":{"admin":true}}', '/__proto__', /not allowed/],
  ['{"a":{"constructor":1}}', '/a/constructor', /not allowed/],
  ['{"prototype":1}', '/prototype', /not allowed/],
  ['{"\\u005f_proto__":1}', '/__proto__', /not allowed/],
  ['{a:1}', '', /double quotes/],
  ['{"a" 1}', '', /Expected ":"/],
  ['[1,]', '/1', /Expected a JSON value/],
  ['{"a":1,}', '', /double quotes/],
  ['[1 2]', '', /Expected ","/],
  ['[1', '', /end of the text/],
  ['', '', /end of the text/],
  ['{} {}', '', /after the value/],
  ['\u{feff}{}', '', /byte order mark/],
  ['// no\n{}', '', /Expected a JSON value/],
  ['[1]\u{a0}', '', /after the value/],
];

test('reads what I-JSON allows as its exact value', () => {
  for (const [text, expected] of GOOD) assert.deepEqual(value(text), expected, text);
});

test('refuses everything that two readers could read differently, naming the place', () => {
  for (const [text, at, message] of BAD) {
    const result = parseStrict(text);
    assert.ok(!result.ok, text);
    assert.equal(result.problems[0]?.at, at, text);
    assert.match(result.problems[0]?.message ?? '', message, text);
  }
});

test('tells all problems of one text at once, and at most twenty', () => {
  const result = parseStrict('{"a":1,"a":2,"b":1e300,"__proto__":1}');
  assert.ok(!result.ok);
  assert.deepEqual(
    result.problems.map((problem) => problem.at),
    ['/a', '/b', '/__proto__'],
  );
  const many = parseStrict(`[${'1e300,'.repeat(100)}1]`);
  assert.ok(!many.ok);
  assert.equal(many.problems.length, 20);
});

test('refuses bytes that are not UTF-8, UTF-16 and a byte order mark', () => {
  for (const bytes of [
    Uint8Array.of(0x22, 0xff, 0x22),
    Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
    Uint8Array.of(0xc0, 0x80),
    Buffer.from('{"a":1}', 'utf16le'),
    Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d),
  ])
    assert.equal(parseStrict(bytes).ok, false);
  assert.deepEqual(value(Buffer.from('{"é":1}')), { é: 1 });
});

test('allows 32 levels and 1,000 names, not one more', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  assert.equal(parseStrict(nested(32)).ok, true);
  assert.equal(parseStrict(nested(33)).ok, false);
  assert.equal(parseStrict('['.repeat(60_000)).ok, false);
  const named = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`).join(',')}}`;
  assert.equal(parseStrict(named(1000)).ok, true);
  assert.equal(parseStrict(named(1001)).ok, false);
});

test('never changes the prototype of what it builds', () => {
  const result = parseStrict('{"a":{"__proto__":{"polluted":true}}}');
  assert.equal(result.ok, false);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

test('stays quick on texts made to be slow', () => {
  const started = performance.now();
  for (const text of [
    `"${'\\n'.repeat(30_000)}`,
    `0.${'0'.repeat(60_000)}1`,
    `1${'0'.repeat(60_000)}`,
    `0.${'10'.repeat(30_000)}`,
    `[${'0,'.repeat(32_000)}`,
    ' '.repeat(64_000),
  ])
    assert.equal(parseStrict(text).ok, false);
  assert.ok(performance.now() - started < 6000);
});

test('agrees with JSON.parse on everything it accepts', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (json, pretty) => {
      const text = JSON.stringify(json, null, pretty ? 2 : 0);
      const result = parseStrict(text);
      if (result.ok) assert.deepEqual(result.value, JSON.parse(text));
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'{}[]",:01-.eE\\utrue null'), maxLength: 12 }),
      (text) => {
        const result = parseStrict(text);
        if (!result.ok) return;
        assert.deepEqual(
          result.value,
          JSON.parse(text, (_, inner) => (inner === 0 ? 0 : inner)),
        );
      },
    ),
    { numRuns: 5000 },
  );
});

test('accepts every JSON value whose names and numbers are I-JSON', () => {
  const scalar = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((n) => (n === 0 ? 0 : n)),
    fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '😀', '\u{0}') }),
  );
  const key = fc.stringMatching(/^[a-z]{1,3}$/);
  const json = fc.letrec((tie) => ({
    any: fc.oneof(
      scalar,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).any;
  fc.assert(
    fc.property(json, (any) => assert.deepEqual(value(JSON.stringify(any)), any)),
    { numRuns: 500 },
  );
});
