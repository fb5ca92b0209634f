// Seats are sets of people by their ids: what would be one set to those who judge is refused as two, however it is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const told = (
  approvers: string,
  groups = `{ owners: { entraGroup: ${anId('d1')} }, finance: { entraGroup: ${anId('d2')} } }`,
) => {
  const parsed = parsePolicy(`admins: { entraGroup: ${anId('1')} }
groups: ${groups}
routes: { ops: {} }
actions: { data.export: {} }
defaults: { approvers: { group: owners }, notify: [ops] }
rules:
  - { id: two, when: 'true', effect: review, approvers: ${approvers} }
`);
  return parsed.ok ? [] : parsed.problems.map((each) => `${each.line}:${each.column} ${each.message}`);
};
const SAME = /the same approvers stand above; use one entry and "count"/;

test('one Entra group has one name, in whatever letters its id is written', () => {
  const twice = `{ owners: { entraGroup: ${anId('d1')} }, finance: { entraGroup: ${anId('d1').toUpperCase()} } }`;
  const problems = told('[{ group: owners }, { group: finance }]', twice);
  assert.match(problems.join(), /^2:\d+ this Entra group has a name above/);
  assert.match(problems.join(), SAME);
});

test('two entries of the same people are one seat, and refused', () => {
  for (const approvers of [
    '[{ group: owners }, { groups: [owners] }]',
    '[{ groups: [owners, finance] }, { groups: [finance, owners, owners] }]',
    `[{ people: [${anId('e1')}] }, { people: [${anId('e1').toUpperCase()}] }]`,
  ])
    assert.match(told(approvers).join(), SAME, approvers);
});

test('one person named twice is one, and fills one seat', () => {
  const people = `[${anId('e1')}, ${anId('e1').toUpperCase()}]`;
  assert.match(told(`{ people: ${people}, count: 2 }`).join(), /more seats than people named/);
});

test('two sets that are not equal are two seats, also where one holds the other', () => {
  assert.deepEqual(told('[{ group: owners }, { groups: [owners, finance] }]'), []);
  assert.deepEqual(told('[{ group: owners }, { group: finance }]'), []);
});
