// What is different from an earlier intent: values at their places, lines of texts, items of lists; nothing that the policy redacts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedParts, firstOf } from '../../../approvals/intent/changed-parts.ts';
import type { Intent } from '../../../approvals/intent/intent.ts';

const intent = (properties: Readonly<Record<string, unknown>>): Intent => ({
  subject: { type: 'agent', id: 'c001', tenant: 't' },
  action: { name: 'k8s.apply', properties },
  resource: { type: 'cluster', id: 'prod' },
});
const parts = (was: object, now: object, redact: readonly string[] = []) =>
  changedParts(intent({ ...was }), intent({ ...now }), {
    salt: 's',
    intentHash: 'h',
    verdict: { display: { redact } },
  });

test('of a text with lines the lines that differ are told, of a list its items', () => {
  assert.deepEqual(
    parts({ m: 'a: 1\nb: 2\nc: 3', l: ['x', 'y'] }, { m: 'a: 1\nb: 5\nc: 3', l: ['y', 'z'] }),
    {
      changes: [
        {
          at: '/action/properties/l',
          edits: [
            { is: 'removed', text: 'x' },
            { is: 'added', text: 'z' },
          ],
          more: 0,
        },
        {
          at: '/action/properties/m',
          edits: [
            { is: 'removed', text: 'b: 2', line: 2 },
            { is: 'added', text: 'b: 5', line: 2 },
          ],
          more: 0,
        },
      ],
      more: 0,
    },
  );
});

test('a secret too short for a digest that changed is told as changed, not as two that read the same', () => {
  for (const [was, now] of [
    [{ pin: 'pwd=abcd' }, { pin: 'pwd=efgh' }],
    [{ pin: 'a\npwd=abcd' }, { pin: 'a\npwd=efgh' }],
    [{ pin: ['pwd=abcd'] }, { pin: ['pwd=efgh'] }],
  ] as const)
    assert.deepEqual(parts(was, now).changes, [{ at: '/action/properties/pin', redacted: true }]);
});

test('all that differs is kept, however many values and lines: what is shown of it is chosen by whoever shows it', () => {
  const long = Array.from({ length: 100 }, (_, n) => `c${n}`);
  const { changes } = parts({ l: ['a'], n: 1 }, { l: ['a', ...long], n: 2 });
  assert.deepEqual(
    changes.map(({ at }) => at),
    ['/action/properties/l', '/action/properties/n'],
  );
  const [list] = changes;
  assert.ok(list && 'edits' in list);
  assert.deepEqual([list.edits.length, list.more], [100, 0]);
  const many = parts({ a: 1 }, Object.fromEntries([['a', 1], ...long.map((name) => [name, 1])]));
  assert.deepEqual([many.changes.length, many.more], [100, 0]);
  const first = firstOf({ ...many, more: 2 }, 5);
  assert.deepEqual([first.changes, first.more], [many.changes.slice(0, 5), 97]);
});

test('what one row cannot hold is counted, and never more is kept', () => {
  const deep = (value: number) => ({
    ['k'.repeat(20_000)]: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [n, value])),
    z: value,
  });
  const { changes, more } = parts(deep(1), deep(2));
  assert.deepEqual([changes.length, more], [7, 44]);
  assert.equal(changes.at(-1)?.at, '/action/properties/z');
});

test('texts with next to nothing in common are told as two values, in bounded time', () => {
  const lines = (mark: string) => Array.from({ length: 4000 }, (_, n) => `${mark}${n}`).join('\n');
  const [part] = parts({ m: lines('a') }, { m: lines('b') }).changes;
  assert.ok(part && 'was' in part && part.now?.startsWith('b0'));
});

test('a list that holds something redacted, or stands within it, is told as changed and no more', () => {
  for (const redact of ['/l', '/l/0', '']) {
    const told = parts({ l: ['secret-one'] }, { l: ['secret-two'] }, [redact]);
    assert.deepEqual(told.changes, [{ at: '/action/properties/l', redacted: true }], redact);
  }
});

test('secrets in lines and items are taken out like those in values', () => {
  const token = `ghp_${'a'.repeat(36)}`;
  assert.doesNotMatch(
    JSON.stringify(parts({ m: 'x\ny', l: ['a'] }, { m: `x\n${token}`, l: [token] })),
    /ghp_a/,
  );
});

test('what a card hides in the rows is hidden here: the word behind a flag, a secret in a list, in a name of a member', () => {
  const was = { argv: ['psql', '--password', 'Tr0ub4dor-old-9'], password: [{ a: 1 }, 'hunter2-one'] };
  const now = { argv: ['psql', '--password', 'Tr0ub4dor-new-9'], password: [{ a: 1 }, 'hunter2-two'] };
  const token = `ghp_${'a'.repeat(36)}`;
  const told = JSON.stringify([parts(was, now), parts({}, { [token]: 1 })]);
  assert.doesNotMatch(told, /Tr0ub4dor|hunter2|ghp_a/);
  assert.match(told, /argv/);
});

test('two intents have no difference exactly when they are equal', () => {
  const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.string(), { maxLength: 3 }));
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), value, { maxKeys: 3 }),
      fc.dictionary(fc.string(), value, { maxKeys: 3 }),
      (was, now) => {
        const { changes, more } = parts(was, now);
        const equal = JSON.stringify(sorted(was)) === JSON.stringify(sorted(now));
        assert.equal(changes.length + more === 0, equal);
      },
    ),
  );
});

const sorted = (object: Readonly<Record<string, unknown>>) => Object.entries(object).sort();
