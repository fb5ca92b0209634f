// Parameters on a card: exact, complete or visibly not, and without secrets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { parameterRows } from '../../../bot/cards/parameters.ts';
import { longText } from '../../support/long-text.ts';
import { REQUESTS, viewOf } from './views.ts';

const ROOM = 12_000;
/** Of a size that a digest is told of. */
const LONG_SECRET = 'hunter2-of-the-warehouse';
/** Long enough to become a heading. */
const LONG = 'long-enough-for-a-heading';
const text = (card: unknown): string =>
  [...JSON.stringify(card).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)]
    .map((match) => JSON.parse(match[1] ?? '""'))
    .join('|');
const rowsOf = (parameters: Record<string, unknown>, redact: readonly string[] = [], room = ROOM) => {
  const { verdict } = REQUESTS['waiting-new'];
  const display = { ...verdict.display, redact };
  return parameterRows(viewOf('waiting-new', { parameters }, { verdict: { ...verdict, display } }), {}, room);
};

test('writes strings as they are, other values as canonical JSON, and tells the two apart', () => {
  const { rows, complete } = rowsOf({
    a: 'csv',
    b: 4812,
    c: '4812',
    d: true,
    e: 'true',
    f: '',
    g: { y: 1, x: [null] },
  });
  assert.equal(complete, true);
  assert.equal(text(rows), 'a|csv|b|4812|c|"4812"|d|true|e|"true"|f|""|g|{"x":[null],"y":1}');
});

const GUTTER = /\u00A0*\d+▎\u00A0?\|/g;
const manifest = (lines: number) => Array.from({ length: lines }, (_, n) => `  - item ${n}`).join('\n');

test('tells a value of several lines line by line behind their numbers, its indents as they are', () => {
  const { rows, complete } = rowsOf({ sql: 'select *\n  from t  -- a\n\nwhere x \n3▎ y\tz\r\n', n: 1 });
  assert.equal(complete, true);
  assert.equal(
    text(rows),
    'sql|  5 lines, 42 characters|1▎\u00A0|select * ↵|2▎\u00A0|\u00A0\u00A0from t\u00A0\u00A0-- a ↵|3▎\u00A0|↵|' +
      '4▎\u00A0|where x ⟨1 space⟩  ↵|5▎\u00A0|3\\u{258E} y ⇥ z\\u{D} ↵|n|1',
  );
});

test('lines stand beside their numbers where all of them have room for that, else in one run with them, else Approve gives way', () => {
  const drawn = (parameters: Record<string, unknown>) => {
    const card = JSON.stringify(buildCard(viewOf('waiting-new', { parameters })));
    return {
      isBeside: card.includes('"width":"auto"'),
      isBehind: card.includes('▎\u00A0'),
      isOneTap: card.includes('"verb":"approve"'),
    };
  };
  assert.deepEqual(drawn({ m: manifest(12) }), { isBeside: true, isBehind: false, isOneTap: true });
  assert.deepEqual(drawn({ m: manifest(40) }), { isBeside: false, isBehind: true, isOneTap: true });
  assert.deepEqual(drawn({ m: manifest(90) }), { isBeside: false, isBehind: true, isOneTap: false });
  assert.deepEqual(drawn({ m: 'one line' }), { isBeside: false, isBehind: false, isOneTap: true });
});

test('of a value with more lines than fit the first are told, and how many characters are missing', () => {
  const value = manifest(300);
  const { rows, complete } = rowsOf({ m: value });
  assert.equal(complete, false);
  const told = text(rows);
  assert.equal(told.match(GUTTER)?.length, 13);
  assert.match(told, /^m\| {2}300 lines, 3\d{3} characters\|/);
  const missing = value.split('\n').slice(12).join('\n').length;
  assert.ok(told.endsWith(`13▎\u00A0|…(${missing} more characters)`), told.slice(-80));
});

test('beside nested values a parameter whose name reads like a place in one is quoted', () => {
  const call = { method: 'POST', url: 'https://x.example/' };
  const nested = text(rowsOf({ ...call, body: { a: { b: 1 } } }).rows);
  const flat = text(rowsOf({ ...call, body: {}, 'body.a.b': 1, 'body["a"]': 2, '"body.a"': 3 }).rows);
  assert.match(nested, /body\.a\.b\|1/);
  assert.match(flat, /\|"body\.a\.b"\|1\|/);
  assert.match(flat, /\|"body\[\\"a\\"\]"\|2\|/);
  assert.match(flat, /\|"\\"body\.a\\""\|3/);
  assert.match(text(rowsOf({ 'body.a.b': 1 }).rows), /^body\.a\.b\|1$/, 'alone it is no other’s');
});

test('shows a secret as its size and a digest that differs from request to request', () => {
  const told = text(rowsOf({ url: 'x', password: LONG_SECRET }, ['/password']).rows);
  assert.match(told, /^url\|x\|password\|⟨redacted: by the policy, 24 characters, digest [\da-f]{8}⟩$/);
  const other = viewOf(
    'waiting-new',
    { parameters: { password: LONG_SECRET } },
    { intentHash: 'A'.repeat(43) },
  );
  const display = { ...other.request.verdict.display, redact: ['/password'] };
  const request = { ...other.request, verdict: { ...other.request.verdict, display } };
  assert.ok(!told.endsWith(text(parameterRows({ ...other, request }, {}, ROOM).rows).slice(-9)));
});

test('finds secrets by pointer inside nested values, arrays and odd keys', () => {
  const parameters = {
    connection: { 'a/b~c': 'hunter2', user: 'etl' },
    list: [{ key: 'hunter2' }, 'hunter2'],
  };
  const told = text(rowsOf(parameters, ['/connection/a~1b~0c', '/list/0/key', '/list/1']).rows);
  assert.ok(!told.includes('hunter2'));
  assert.ok(told.includes('"user":"etl"'));
});

test('a redacted object leaves nothing of itself', () => {
  const told = text(rowsOf({ connection: { password: 'hunter2', host: 'db1' } }, ['/connection']).rows);
  assert.match(told, /^connection\|⟨redacted: by the policy, \d+ characters, digest [\da-f]{8}⟩$/);
});

test('counts the rows that do not fit, and then it is not complete', () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`p${n}`, longText(300)]));
  const { rows, complete } = rowsOf(many);
  assert.equal(complete, false);
  assert.match(text(rows.at(-1)), /^\d+ more parameters, \d+ KB: too long for a card$/);
});

test('cuts one long value visibly, and then it is not complete', () => {
  const { rows, complete } = rowsOf({ sql: `DROP ${longText(30_000)}`, note: 'n' });
  assert.equal(complete, false);
  assert.match(text(rows), /^sql\|DROP [x\d]+…\(\d+ more characters\)\|note\|n$/);
});

test('a request too long for a card is not approved there: its button opens the whole, and the card says why', () => {
  const card = buildCard(viewOf('waiting-new', { parameters: { sql: longText(30_000) } }));
  assert.deepEqual(
    card.actions?.map((action) => action.title),
    ['Review everything', 'Deny', 'Send comment only'],
  );
  assert.equal(card.actions?.[0]?.type, 'Action.OpenUrl');
  assert.match(text(card), /Not all of it has fitted on this card: Review everything opens the whole\./);
  assert.ok(!text(card).includes('You approve exactly this'));
});

test('a resource too long for the title stands in full among the parameters', () => {
  const id = `prod/${longText(300, 'a')}/customers`;
  const card = buildCard(viewOf('waiting-new', {}, { resource: { type: 'database', id } }));
  assert.ok(text(card).includes(`Resource|${id}`));
  assert.equal(card.actions?.length, 3);
});

test('a parameter cannot pose as the resource', () => {
  const card = buildCard(viewOf('waiting-new', { parameters: { Resource: 'dev/empty' } }));
  assert.match(JSON.stringify(card), /"text":"\\"Resource\\"","fontType":"Monospace"/);
});

test('warns of hidden characters and mixed alphabets, naming where', () => {
  const card = buildCard(
    viewOf('waiting-new', { parameters: { target: 's3://a\u202Eb', table: 'cust\u043Emers' } }),
  );
  assert.match(text(card), /Hidden characters, shown as \\u\{…\}, in: \|target/);
  assert.match(text(card), /Letters or signs that look like others in: \|table/);
});

test('shows a call as people think of one, its body value by value', () => {
  const body = { spec: { replicas: 5, 'a.b': [], tags: ['x', { y: null }] } };
  const call = {
    body,
    body_sha256: 'ab',
    headers: { accept: 'a/b' },
    method: 'PATCH',
    url: 'https://a.example/x',
  };
  assert.equal(
    text(rowsOf(call).rows),
    'method|PATCH|url|https://a.example/x|headers|{"accept":"a/b"}|body.spec.replicas|5|body.spec["a.b"]|[]|' +
      'body.spec.tags[0]|x|body.spec.tags[1].y|null',
  );
  assert.equal(text(rowsOf(call).last), 'body_sha256|ab');
  const { body: _none, ...unseen } = call;
  assert.match(text(rowsOf(unseen).rows), /\|body_sha256\|ab$/);
  const redacted = text(rowsOf(call, ['/body/spec/replicas']).rows);
  assert.match(redacted, /body\.spec\.replicas\|⟨redacted: by the policy, 1 character⟩/);
  assert.match(text(rowsOf({ ...call, body: { a: 1 } }).rows), /\|body\.a\|1$/);
  const long = { ...call, body: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`k${n}`, n])) };
  assert.match(text(rowsOf(long).rows), /\|body\|\{"k0":0,/);
});

test('shows a program as people think of one, value by value, its digests last', () => {
  const run = {
    argv: ['date', '-u'],
    cwd: '/srv',
    env: { TZ: 'UTC' },
    files: { 'a.sql': 'sha256:f' },
    program: { digest: 'sha256:d', path: '/usr/bin/date' },
  };
  const { rows, last } = rowsOf(run);
  assert.equal(text(rows), 'program.path|/usr/bin/date|argv[0]|date|argv[1]|-u|cwd|/srv|env.TZ|UTC');
  assert.equal(text(last), 'program.digest|sha256:d|files["a.sql"]|sha256:f');
  assert.match(text(rowsOf(run, ['/env/TZ']).rows), /env\.TZ\|⟨redacted: by the policy, 3 characters⟩/);
});

test('says once what the places of many values begin with', () => {
  const containers = [{ image: 'web:2', name: 'web', resources: { limits: { cpu: '1' } } }];
  const body = { spec: { replicas: 5, template: { spec: { containers, hostNetwork: true } } } };
  assert.equal(
    text(rowsOf({ method: 'PATCH', url: 'u', body }).rows),
    'method|PATCH|url|u|body.spec.replicas|5|body.spec.template.spec.containers[0]|.image|web:2|.name|web|' +
      '.resources.limits.cpu|"1"|body.spec.template.spec.hostNetwork|true',
  );
});

test('a parameter that calls itself a part of the body is told from one', () => {
  const call = { method: 'GET', url: 'https://a.example' };
  const part = rowsOf({ ...call, body: { a: 1, b: 2 } });
  const posed = rowsOf({ ...call, 'body.a': 1, 'body.b': 2 });
  assert.notEqual(text(part.rows), text(posed.rows));
});

test('two bodies of a call that differ never look the same', () => {
  const { value: body } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(0, '0', null, '', [], {}, 'a', '[0]'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', '0', 'a.b', 'a["b"]', '[0]', '', LONG), tie('value'), {
        maxKeys: 3,
      }),
    ),
  }));
  const shown = (value: unknown) => JSON.stringify(rowsOf({ method: 'PUT', url: 'u', body: value }).rows);
  fc.assert(
    fc.property(body, body, (one, other) => {
      assert.equal(shown(one) === shown(other), canonicalize(one) === canonicalize(other));
    }),
  );
});

test('two parameter sets that differ never look the same when all is shown', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
  );
  const flat = (item: unknown) => JSON.stringify(rowsOf({ p: item }).rows);
  fc.assert(
    fc.property(value, value, (a, b) => {
      assert.equal(flat(a) === flat(b), JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 500 },
  );
});
