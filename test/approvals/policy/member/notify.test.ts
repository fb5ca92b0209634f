// Whom the policy tells: routes, people and groups, and what a mistake there is told as.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { oneToOneOf } from '../../../../approvals/policy/member/notify.ts';
import type { Policy } from '../../../../approvals/policy/policy.ts';
import { GROUPS, PEOPLE } from '../../../../local/directory.ts';

const policy = (notify: string, rule = 'notify: []') =>
  parsePolicy(`admins: { entraGroup: ${GROUPS.admins} }
groups: { owners: { entraGroup: ${GROUPS.dataOwners} }, leads: { entraGroup: ${GROUPS.sreLeads} } }
routes: { home: {} }
defaults: { approvers: { group: owners }, notify: ${notify} }
rules: [ { id: r, when: "true", effect: review, ${rule} } ]
`);
const loaded = (...text: Parameters<typeof policy>): Policy => {
  const parsed = policy(...text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.policy;
};

test('routes stay names; people and groups come out apart, groups by their Entra id', () => {
  const { defaults } = loaded(`[{ person: ${PEOPLE.alice.toUpperCase()} }, home, { group: leads }]`);
  assert.deepEqual(defaults.notify, ['home']);
  assert.deepEqual(defaults.oneToOne, {
    groups: [{ name: 'leads', id: GROUPS.sreLeads }],
    people: [PEOPLE.alice],
  });
});

test('what the defaults and every rule name adds up, each person and each Entra group once', () => {
  const { defaults, rules } = loaded(
    `[home, { person: ${PEOPLE.bob} }, { group: owners }]`,
    `notify: [{ group: owners }, { group: leads }, { person: ${PEOPLE.bob} }, { person: ${PEOPLE.alice} }]`,
  );
  assert.deepEqual(oneToOneOf([defaults, ...rules]), {
    oneToOne: {
      groups: [
        { name: 'owners', id: GROUPS.dataOwners },
        { name: 'leads', id: GROUPS.sreLeads },
      ],
      people: [PEOPLE.alice, PEOPLE.bob],
    },
  });
});

test('where nobody is named nothing is pinned: verdicts of before are judged the same', () => {
  const { defaults, rules } = loaded('[home]');
  assert.deepEqual(oneToOneOf([defaults, ...rules]), {});
});

const MISTAKES: readonly (readonly [string, string])[] = [
  ['[hom]', 'no route is called "hom"; did you mean "home"?'],
  ['[leads]', 'no route is called "leads"; a group is written { group: leads }'],
  ['[{ group: lead }]', 'no group is called "lead"; did you mean "leads"?'],
  ['[{ person: alice }]', "must be a person's object id, like 7c0ffee0-0000-4000-8000-00000000c001"],
  ['[{ people: [] }]', 'unknown word "people"; here may stand: person, group'],
  ['[7]', 'must be the name of a route, { person: OBJECT-ID } or { group: NAME }'],
];
for (const [notify, message] of MISTAKES) {
  test(`notify: ${notify} is told as: ${message}`, () => {
    const parsed = policy(notify);
    assert.deepEqual(parsed.ok ? [] : parsed.problems.map((each) => [each.line, each.message]), [
      [4, message],
    ]);
  });
}

test('more people than one request can tell at its birth are refused with the cure', () => {
  const many = Array.from(
    { length: 51 },
    (_, n) => `{ person: 7c0ffee0-0000-4000-8000-${String(n).padStart(12, '0')} }`,
  );
  const parsed = policy('[home]', `notify: [${many.join(', ')}]`);
  assert.deepEqual(parsed.ok ? [] : parsed.problems.map(({ line, message }) => [line, message]), [
    [5, 'names more than 50 people in all notify lists; put them in a group'],
  ]);
  assert.ok(policy('[home]', `notify: [${many.slice(1).join(', ')}]`).ok);
});
