import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSeats } from '../../../approvals/doctor/check-seats.ts';
import type { Requirement } from '../../../approvals/verdict.ts';

const group = (name: string, count: number, people: readonly string[] = []): Requirement => ({
  groups: [{ name, id: `id-of-${name}` }],
  people,
  count,
});
const benchOf = (groups: Readonly<Record<string, readonly string[]>>, people: readonly string[] = []) => ({
  groups: new Map(Object.entries(groups).map(([name, oids]) => [`id-of-${name}`, oids])),
  people,
});
const owns = (agent: string, ...oids: readonly string[]) => ({ agent, oids });

const CASES: readonly (readonly [string, Parameters<typeof checkSeats>, 'ok' | 'failed', RegExp])[] = [
  [
    'an empty group',
    [[group('owners', 1)], benchOf({ owners: [] }), []],
    'failed',
    /^1 of owners: 0 people could approve, too few for 1 seat$/,
  ],
  [
    'one too few',
    [[group('owners', 2)], benchOf({ owners: ['a'] }), []],
    'failed',
    /1 person could approve, too few for 2 seats/,
  ],
  [
    'just enough',
    [[group('owners', 2)], benchOf({ owners: ['a', 'b'] }), []],
    'ok',
    /^2 of owners: 2 could approve/,
  ],
  [
    'an owner who is the one that was needed',
    [[group('owners', 2)], benchOf({ owners: ['a', 'b'] }), [owns('etl', 'b'), owns('bot', 'z')]],
    'failed',
    /leaves too few for etl \(1 left\)$/,
  ],
  [
    'owners who can be spared',
    [[group('owners', 1)], benchOf({ owners: ['a', 'b', 'c'] }), [owns('etl', 'a', 'b'), owns('bot')]],
    'ok',
    /: 1 to 3 could approve/,
  ],
  [
    'two groups with the same one person: a person fills one seat',
    [[group('owners', 1), group('leads', 1)], benchOf({ owners: ['a'], leads: ['a'] }), []],
    'failed',
    /^1 of owners and 1 of leads: 1 person could approve, too few for 2 seats/,
  ],
  [
    'an empty group beside a full one is named',
    [[group('owners', 1), group('leads', 1)], benchOf({ owners: ['a', 'b', 'c', 'd'], leads: [] }), []],
    'failed',
    /^1 of owners and 1 of leads: 4 people could approve, too few of leads: 0 for 1 seat$/,
  ],
  [
    'a group beside another one that its owners leave too few of is named',
    [
      [group('owners', 1), group('leads', 2)],
      benchOf({ owners: ['a', 'b'], leads: ['c', 'd'] }),
      [owns('etl', 'c'), owns('bot', 'a')],
    ],
    'failed',
    /leaves too few for etl \(3 left, of leads: 1 for 2 seats\)$/,
  ],
  [
    'two groups whose one shared person is seated where the other cannot be',
    [[group('owners', 1), group('leads', 1)], benchOf({ owners: ['a', 'b'], leads: ['a'] }), []],
    'ok',
    /2 could approve/,
  ],
  [
    'a person named beside the group',
    [[group('owners', 2, ['p'])], benchOf({ owners: ['a'] }, ['p']), []],
    'ok',
    /^2 of owners or 1 named person: 2 could approve/,
  ],
  [
    'a person named who left, or is no ordinary member',
    [[group('owners', 2, ['p'])], benchOf({ owners: ['a'] }, []), []],
    'failed',
    /1 person could approve/,
  ],
];
for (const [what, args, state, says] of CASES) {
  test(`${what}: ${state}`, () => {
    const found = checkSeats(...args);
    assert.equal(found.state, state, found.says);
    assert.match(found.says, says);
    assert.equal(found.cure === undefined, state === 'ok');
  });
}

test('the cure names the empty group alone', () => {
  const bench = benchOf({ owners: ['a', 'b'], leads: [] });
  const { cure } = checkSeats([group('owners', 1), group('leads', 1)], bench, []);
  assert.match(cure ?? '', / to leads in Entra ID, /);
});

test('two groups that are both too small both have to grow, one set of two groups in either', () => {
  const bench = benchOf({ owners: [], leads: [] });
  const both = checkSeats([group('owners', 1), group('leads', 1)], bench, []).cure ?? '';
  assert.match(both, / to owners in Entra ID and add .* to leads in Entra ID/);
  const [owners, leads] = [group('owners', 1), group('leads', 1)];
  const one = { ...owners, groups: [...owners.groups, ...leads.groups] };
  assert.match(checkSeats([one], bench, []).cure ?? '', / to owners or leads in Entra ID/);
});
