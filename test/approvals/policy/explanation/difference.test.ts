// What a changed policy changes: a table of edits, and the same for any edit of any part.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { differenceOf, PARTS } from '../../../../approvals/policy/explanation/difference.ts';

const FILE = `# Ours
admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }
groups: { data-owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 } }
routes: { data-approvals: { timeZone: Europe/Paris } }
resources:
  - { type: database, id: "prod/*", set: { environment: prod } }
  - { type: database, id: "prod/eu", set: { environment: eu } }
actions: { data.export: { verb: export, risk: high } }
defaults: { approvers: { group: data-owners }, notify: [data-approvals], expires: 30m }
rules:
  - { id: prod-export, when: 'action.name == "data.export"', effect: review }
  - { id: rest, when: 'true', effect: deny }
`;
const none = { added: 0, removed: 0, changed: 0, parts: {} };

const edits: readonly [string, (text: string) => string, object][] = [
  ['a comment', (text) => text.replace('# Ours', '# Theirs'), none],
  ['other spaces', (text) => text.replaceAll(', ', ',   '), none],
  [
    'members in another order',
    (text) => text.replace(/verb: export, (risk: high)/, '$1, verb: export'),
    none,
  ],
  [
    'a rule that says something else',
    (text) => text.replace('effect: deny', 'effect: review'),
    { changed: 1, parts: { rules: { changed: ['rest'] } } },
  ],
  [
    'another rule',
    (text) => `${text}  - { id: third, when: 'false', effect: allow }\n`,
    { added: 1, parts: { rules: { added: ['third'] } } },
  ],
  [
    'a rule under another name',
    (text) => text.replace('id: rest', 'id: others'),
    { added: 1, removed: 1, parts: { rules: { added: ['others'], removed: ['rest'] } } },
  ],
  [
    'another default',
    (text) => text.replace('30m', '10m'),
    { changed: 1, parts: { defaults: { changed: ['expires'] } } },
  ],
  [
    'other administrators',
    (text) => text.replace('d003', 'd002'),
    { changed: 1, parts: { admins: { changed: ['entraGroup'] } } },
  ],
  [
    'a member that no list here knows',
    (text) => `${text}reviewPolicyChanges: true\n`,
    { added: 1, parts: { other: { added: ['reviewPolicyChanges'] } } },
  ],
  [
    'resources the other way round, of which the later wins',
    (text) => text.replace(/^( {2}- .*"prod\/\*".*\n)( {2}- .*\n)/m, '$2$1'),
    { changed: 1, parts: { other: { changed: ['order of resources'] } } },
  ],
  [
    'a resource that comes, and where it stands',
    (text) =>
      text.replace(/^( {2}- .*"prod\/eu".*\n)/m, '  - { type: database, id: "prod/e*", set: {} }\n$1'),
    {
      added: 1,
      parts: {
        resources: {
          added: ['database prod/e*'],
          stands: [{ name: 'database prod/e*', before: 'database prod/eu' }],
        },
      },
    },
  ],
  [
    'a resource that comes last',
    (text) => text.replace('actions:', '  - { type: database, id: "*", set: {} }\nactions:'),
    {
      added: 1,
      parts: { resources: { added: ['database *'], stands: [{ name: 'database *', last: true }] } },
    },
  ],
];
for (const [what, edit, expected] of edits) {
  test(`names ${what}`, () => {
    const after = edit(FILE);
    assert.notEqual(after, FILE);
    assert.deepEqual(differenceOf(FILE, after), { ...none, ...expected });
  });
}

const value = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.array(fc.boolean()),
  fc.dictionary(fc.string(), fc.nat()),
);
const names = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 6 });
const parts = PARTS.filter((part) => !['other', 'rules', 'resources'].includes(part));
const files = fc.record(Object.fromEntries(parts.map((part) => [part, names])));

test('a file has no difference to itself, in whatever order its members stand', () => {
  fc.assert(
    fc.property(files, (file) => {
      const turned = Object.fromEntries(
        Object.entries(file)
          .reverse()
          .map(([part, map]) => [part, Object.fromEntries(Object.entries(map).reverse())]),
      );
      assert.deepEqual(differenceOf(stringify(file), stringify(turned)), none);
    }),
  );
});

test('every name whose value changed is named once, under what happened to it, and no other', () => {
  fc.assert(
    fc.property(files, files, (before, after) => {
      const told = differenceOf(stringify(before), stringify(after));
      for (const part of parts) {
        const [old = {}, young = {}] = [before[part], after[part]];
        const same = (name: string) =>
          JSON.stringify(sorted(old[name])) === JSON.stringify(sorted(young[name]));
        const expected = {
          added: Object.keys(young).filter((name) => !(name in old)),
          removed: Object.keys(old).filter((name) => !(name in young)),
          changed: Object.keys(young).filter((name) => name in old && !same(name)),
        };
        for (const how of ['added', 'removed', 'changed'] as const)
          assert.deepEqual([...(told.parts[part]?.[how] ?? [])].sort(), expected[how].sort());
      }
    }),
  );
});

test('a difference of any size stays small: a hundred names, cut, and exact counts', () => {
  const rules = Array.from({ length: 3000 }, (_, n) => ({ id: `rule-${n}-${'x'.repeat(200)}` }));
  const told = differenceOf('rules: []', stringify({ rules }));
  assert.deepEqual([told.added, told.unnamed, told.parts.rules?.added?.length], [3000, 2900, 100]);
  assert.ok(JSON.stringify(told).length < 10_000);
  const resources = rules.map(({ id }) => ({ type: 'd', id, set: {} }));
  const placed = differenceOf('resources: []', stringify({ resources }));
  const { added, stands } = placed.parts.resources ?? {};
  // Each of them names its neighbour too.
  assert.deepEqual([placed.added, placed.unnamed, added?.length, stands?.length], [3000, 2950, 50, 50]);
  assert.ok(JSON.stringify(placed).length < 20_000);
});

const sorted = (each: unknown): unknown =>
  typeof each === 'object' && each !== null && !Array.isArray(each)
    ? Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))
    : each;
