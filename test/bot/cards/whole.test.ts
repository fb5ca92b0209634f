import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { withoutApart } from '../../hostile/read-back.ts';
import { longText } from '../../support/long-text.ts';
import { REQUESTS, viewOf } from './views.ts';

const parametersOf = (parameters: Readonly<Record<string, unknown>>, redact: readonly string[] = []) => {
  const base = REQUESTS['waiting-new'];
  const verdict = { ...base.verdict, display: { ...base.verdict.display, redact } };
  return wholeOf(viewOf('waiting-new', { parameters }, { verdict })).parameters;
};
const told = (value: unknown) => parametersOf({ p: value })[0]?.value;

test('shows every value in full, however long and however many', () => {
  const long = longText(40_000);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`p${n}`, n]));
  assert.equal(told(long), long);
  assert.equal(parametersOf(many).length, 300);
});

test('tells action, type and resource as they are, and what else counts', () => {
  const id = `prod/${longText(400, 'a')}`;
  const whole = wholeOf(
    viewOf(
      'waiting-new',
      { circumstances: { 'context.ticket': 'T-1' } },
      { resource: { type: 'database', id } },
    ),
  );
  assert.deepEqual(whole.target, [
    { name: 'action', value: 'data.export' },
    { name: 'type', value: 'database' },
    { name: 'resource', value: id },
  ]);
  assert.deepEqual(whole.circumstances, [{ name: 'context.ticket, claimed by the agent', value: 'T-1' }]);
});

test('sets long values in lines, and marks a break that the agent wrote', () => {
  assert.equal(told('select *\n  from t\n\nwhere x'), '1▎ select * ↵\n2▎   from t ↵\n3▎ ↵\n4▎ where x');
  assert.equal(told(['a', 'b']), '["a","b"]');
  const nested = told({ b: { c: longText(60) }, a: [1, 2] });
  assert.equal(nested, `{\n  "a": [\n    1,\n    2\n  ],\n  "b": {\n    "c": "${longText(60)}"\n  }\n}`);
});

test('of the lines of a text that differ each has its number, and their blanks are counted', () => {
  const changed = wholeOf(viewOf('waiting-changed-config')).changed?.approved?.[0]?.value;
  assert.equal(
    changed,
    '− removed 7▎   replicas: 3\n+ added 7▎   replicas: 9\n+ added 10▎       hostNetwork: true\n+ added 11▎       hostPID: true',
  );
  assert.equal(told('a \n\tb\n'), '1▎ a ⟨1 space⟩  ↵\n2▎ ⇥ b ↵');
});

test('leaves a brace at the end of a line as it is, and breaks a doubled one', () => {
  assert.equal(told('if (x) {\n  y{{DATE(z)}}'), '1▎ if (x) { ↵\n2▎   y{\\u{7B}DATE(z)}}');
});

test('tells a number from its digits as text, and nothing from an empty text', () => {
  assert.deepEqual([told(4812), told('4812'), told(''), told(null)], ['4812', '"4812"', '""', 'null']);
});

test('counts spaces that could push words out of view', () => {
  assert.equal(told(`a\n${' '.repeat(100)}b`), '1▎ a ↵\n2▎ ⟨100 spaces⟩ b');
  assert.equal(told('  a'), ' ⟨2 spaces⟩ a');
});

test('shows a secret, and one inside a value, as its size and digest only', () => {
  const secrets = { password: 'hunter2', connection: { host: 'db1', key: 'hunter2' } };
  const [connection, password] = [...parametersOf(secrets, ['/password', '/connection/key'])].reverse();
  assert.match(password?.value ?? '', /^⟨redacted: by the policy, 7 characters⟩$/);
  assert.equal(password?.redacted, true);
  assert.match(connection?.value ?? '', /"host": ?"db1"/);
  assert.ok(!JSON.stringify([connection, password]).includes('hunter2'));
});

test('the digest of a secret cannot be worked out from what is told: it needs the salt', () => {
  const digestWith = (salt: string) => {
    const base = REQUESTS['waiting-new'];
    const verdict = { ...base.verdict, display: { ...base.verdict.display, redact: ['/p'] } };
    return wholeOf(
      viewOf('waiting-new', { parameters: { p: 'hunter2-of-the-warehouse' } }, { verdict, salt }),
    ).parameters[0]?.value;
  };
  assert.notEqual(digestWith('s1'), digestWith('s2'));
});

test('whatever an agent writes, no invisible character comes through, and every line break is marked or ours', () => {
  const hostile = fc.string({ unit: 'binary', maxLength: 60 });
  const value = fc.oneof(hostile, fc.dictionary(hostile, hostile, { maxKeys: 4 }));
  fc.assert(
    fc.property(hostile, value, (name, each) => {
      for (const shown of parametersOf({ [name]: each })) {
        assert.doesNotMatch(withoutApart(shown.name), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\{\{/u);
        assert.doesNotMatch(
          withoutApart(shown.value).replaceAll('\n', ''),
          /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\{\{/u,
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('two values that differ never look the same', () => {
  const value = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', '↵', '"', '{', '1') }),
    fc.integer(),
  );
  fc.assert(
    fc.property(value, value, (a, b) => {
      if (a !== b) assert.notEqual(told(a), told(b));
    }),
    { numRuns: 1000 },
  );
});

test('tells all that differs from what was denied and from what was approved, also what a card has no room for', () => {
  const { changed } = wholeOf(viewOf('waiting-denied-before'));
  assert.deepEqual(
    changed?.denied?.map(({ name }) => name),
    [
      '/rows',
      '/note',
      '/connection/password',
      '/context/ticket',
      '/context/a b',
      '/context/branch',
      '/context/shift',
      '/resource/properties/region',
    ],
  );
  assert.equal(changed?.denied?.[0]?.value, 'was  5000\nis now  4812');
  assert.deepEqual(changed?.denied?.[2], {
    name: '/connection/password',
    value: 'has changed; its value is not shown',
    redacted: true,
  });
  assert.equal(changed?.approved, undefined);
  const long = longText(5000);
  const edits = Array.from({ length: 60 }, (_, n) => ({ is: 'added' as const, text: `${n}${long}` }));
  const changes = [
    { at: '/action/properties/l', edits, more: 0 },
    { at: '/context/a', was: `a\n− removed  b` },
  ];
  const told = wholeOf(viewOf('waiting-history', { history: { changed: { changes, more: 2 } } })).changed
    ?.approved;
  assert.equal(told?.[0]?.value.split('\n').length, 60);
  assert.equal(told?.[0]?.value.split('\n')[59], `+ added  59${long}`);
  assert.equal(told?.[1]?.value, 'was  a ↵ − removed  b\nis not there now', 'no line is made up');
  assert.match(told?.[2]?.name ?? '', /and 2 more values/);
  const earlier = { hasText: false, changed: { changes: [{ at: '/context/a', now: 'b' }], more: 0 } };
  assert.equal(wholeOf(viewOf('denied-by-person', { earlier })).changed, undefined);
});
