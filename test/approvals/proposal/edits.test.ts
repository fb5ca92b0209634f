// What people read of a changed policy: every value that is another, under what it belongs to, and what may be laxer first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { PARTS } from '../../../approvals/policy/explanation/difference.ts';
import { type Edits, editsOf } from '../../../approvals/proposal/edits.ts';

const WHEN = 'action.name == "data.write"';
const rule = (more: object, id = 'prod-writes') => ({ id, when: WHEN, effect: 'review', ...more });
const OWNERS = { group: 'data-owners', count: 2 };
const told = (before: object, after: object): Edits => editsOf(stringify(before), stringify(after));
const ofRules = (before: readonly object[], after: readonly object[]) =>
  told({ rules: before }, { rules: after });
const partsOf = (edits: Edits): string => Object.keys(edits).join(', ');

const MEMBERS: readonly (readonly [member: string, was: unknown, now: unknown, part: keyof Edits])[] = [
  ['when', WHEN, 'true', 'may_be_laxer'],
  ['effect', 'deny', 'review', 'may_be_laxer'],
  ['effect', 'review', 'allow', 'may_be_laxer'],
  ['effect', 'allow', 'review', 'stricter'],
  ['effect', 'review', 'deny', 'stricter'],
  ['approvers', OWNERS, { group: 'data-owners' }, 'may_be_laxer'],
  ['approvers', OWNERS, { groups: ['data-owners', 'interns'], count: 2 }, 'may_be_laxer'],
  ['approvers', OWNERS, { group: 'interns', count: 3 }, 'may_be_laxer'],
  ['approvers', OWNERS, undefined, 'may_be_laxer'],
  ['approvers', undefined, OWNERS, 'may_be_laxer'],
  ['approvers', [OWNERS, { group: 'sre-leads' }], OWNERS, 'may_be_laxer'],
  ['approvers', { group: 'data-owners' }, OWNERS, 'stricter'],
  ['approvers', OWNERS, [OWNERS, { group: 'sre-leads' }], 'stricter'],
  ['stepUp', { acrs: 'c1', within: '5m' }, undefined, 'may_be_laxer'],
  ['stepUp', { acrs: 'c1', within: '5m' }, false, 'may_be_laxer'],
  ['stepUp', { acrs: 'c1', within: '5m' }, { acrs: 'c2', within: '5m' }, 'may_be_laxer'],
  ['stepUp', { acrs: 'c1', within: '5m' }, { acrs: 'c1' }, 'may_be_laxer'],
  ['stepUp', undefined, true, 'stricter'],
  ['stepUp', true, { acrs: 'c1', within: '5m' }, 'stricter'],
  ['limit', undefined, { count: 20, per: 'agent', window: '1h' }, 'stricter'],
  ['limit', { count: 20, per: 'agent', window: '1h' }, { count: 5, per: 'agent', window: '1h' }, 'stricter'],
  ['limit', { count: 20, per: 'agent', window: '1h' }, undefined, 'may_be_laxer'],
  [
    'limit',
    { count: 20, per: 'agent', window: '1h' },
    { count: 21, per: 'agent', window: '1h' },
    'may_be_laxer',
  ],
  [
    'limit',
    { count: 20, per: 'agent', window: '1h' },
    { count: 5, per: 'resource', window: '1h' },
    'may_be_laxer',
  ],
  [
    'limit',
    { count: 20, per: 'agent', window: '1h' },
    { count: 5, per: 'agent', window: '1m' },
    'may_be_laxer',
  ],
  ['requireReason', 'both', 'approve', 'may_be_laxer'],
  ['requireReason', 'approve', 'deny', 'may_be_laxer'],
  ['requireReason', 'approve', 'both', 'stricter'],
  ['requireReason', undefined, 'deny', 'stricter'],
  ['coolDown', '2h', '90m', 'may_be_laxer'],
  ['coolDown', '2h', undefined, 'may_be_laxer'],
  ['coolDown', '2h', '1d', 'stricter'],
  ['expires', '30m', '1h', 'may_be_laxer'],
  ['expires', '30m', undefined, 'may_be_laxer'],
  ['expires', '1h', '90s', 'stricter'],
  ['grant', '5m', '10m', 'may_be_laxer'],
  ['grant', undefined, '1m', 'stricter'],
  ['risk', 'high', 'low', 'may_be_laxer'],
  ['risk', 'high', undefined, 'may_be_laxer'],
  ['risk', undefined, 'high', 'stricter'],
  ['notify', ['one'], [], 'may_be_laxer'],
  ['notify', ['one'], ['one', 'two'], 'may_be_laxer'],
  ['escalate', undefined, { after: '5m', addApprovers: { group: 'interns' } }, 'may_be_laxer'],
  ['outcomeWithin', '1h', '2h', 'may_be_laxer'],
  ['constructor', 1, 2, 'may_be_laxer'],
  ['tomorrow', 1, 2, 'may_be_laxer'],
  ['description', 'a', 'b', 'other'],
  ['riskReason', 'a', 'b', 'other'],
  ['remind', '5m', '10m', 'other'],
];
for (const [member, was, now, part] of MEMBERS)
  test(`${member} of a rule, was ${JSON.stringify(was)}, is ${JSON.stringify(now)}: ${part}`, () => {
    const side = (value: unknown) => rule({ [member]: value });
    assert.equal(partsOf(ofRules([side(was)], [side(now)])), part);
  });

const ENTRIES: readonly (readonly [what: string, before: object, after: object, part: keyof Edits])[] = [
  ['a deny rule that comes', {}, { rules: [rule({ effect: 'deny' })] }, 'stricter'],
  ['a review rule that comes and names nobody', {}, { rules: [rule({ stepUp: true })] }, 'stricter'],
  [
    'a review rule whose approvers may stand in for others',
    {},
    { rules: [rule({ approvers: OWNERS })] },
    'may_be_laxer',
  ],
  ['an allow rule that comes', {}, { rules: [rule({ effect: 'allow' })] }, 'may_be_laxer'],
  ['a deny rule that goes', { rules: [rule({ effect: 'deny' })] }, {}, 'may_be_laxer'],
  ['a review rule that goes', { rules: [rule({})] }, {}, 'may_be_laxer'],
  ['an allow rule that goes', { rules: [rule({ effect: 'allow' })] }, {}, 'may_be_laxer'],
  [
    'an allow rule that goes with its limit',
    { rules: [rule({ effect: 'allow', limit: { count: 1 } })] },
    {},
    'may_be_laxer',
  ],
  [
    'an allow that turns to review by people of its own',
    { rules: [rule({ effect: 'allow', approvers: OWNERS })] },
    { rules: [rule({ approvers: OWNERS })] },
    'may_be_laxer',
  ],
  [
    'a longer default time',
    { defaults: { expires: '10m' } },
    { defaults: { expires: '20m' } },
    'may_be_laxer',
  ],
  ['a default time longer than the usual', {}, { defaults: { expires: '2h' } }, 'may_be_laxer'],
  ['a default time shorter than the usual', {}, { defaults: { expires: '10m' } }, 'stricter'],
  [
    'fewer default seats',
    { defaults: { approvers: OWNERS } },
    { defaults: { approvers: { group: 'data-owners' } } },
    'may_be_laxer',
  ],
  [
    'more default seats',
    { defaults: { approvers: { group: 'data-owners' } } },
    { defaults: { approvers: OWNERS } },
    'stricter',
  ],
  ['the review of changes turned off', { reviewPolicyChanges: true }, {}, 'may_be_laxer'],
  ['the review of changes turned on', {}, { reviewPolicyChanges: true }, 'stricter'],
  ['a new action', {}, { actions: { 'a.b': { risk: 'low' } } }, 'may_be_laxer'],
  [
    'an action told in other words',
    { actions: { 'a.b': { verb: 'drop' } } },
    { actions: { 'a.b': { verb: 'read' } } },
    'may_be_laxer',
  ],
  ['a milder action', { actions: { 'a.b': { risk: 'high' } } }, { actions: { 'a.b': {} } }, 'may_be_laxer'],
  ['a graver action', { actions: { 'a.b': {} } }, { actions: { 'a.b': { risk: 'high' } } }, 'stricter'],
  [
    'an action that can be undone',
    { actions: { 'a.b': {} } },
    { actions: { 'a.b': { reversible: true } } },
    'may_be_laxer',
  ],
  [
    'an action whose parameters get a schema',
    { actions: { 'a.b': {} } },
    { actions: { 'a.b': { parameters: { type: 'object' } } } },
    'stricter',
  ],
  [
    'another schema',
    { actions: { 'a.b': { parameters: { type: 'object' } } } },
    { actions: { 'a.b': { parameters: {} } } },
    'may_be_laxer',
  ],
  [
    'a parameter nobody is shown',
    { actions: { 'a.b': {} } },
    { actions: { 'a.b': { redact: ['/sql'] } } },
    'may_be_laxer',
  ],
  [
    'another group',
    { groups: { a: { entraGroup: 'x' } } },
    { groups: { a: { entraGroup: 'y' } } },
    'may_be_laxer',
  ],
  ['other administrators', { admins: { entraGroup: 'x' } }, { admins: { entraGroup: 'y' } }, 'may_be_laxer'],
  ['an agent that comes', {}, { agents: { etl: { clientId: 'x' } } }, 'may_be_laxer'],
  [
    'an agent that goes, whose owners are barred no more',
    { agents: { etl: { clientId: 'x' } } },
    {},
    'may_be_laxer',
  ],
  [
    'an agent that may ask less',
    { agents: { etl: { maxPending: 5 } } },
    { agents: { etl: { maxPending: 2 } } },
    'stricter',
  ],
  [
    'an agent that may ask more',
    { agents: { etl: { maxPending: 5 } } },
    { agents: { etl: { maxPending: 9 } } },
    'may_be_laxer',
  ],
  [
    'a route that tells another time',
    { routes: { a: { timeZone: 'UTC' } } },
    { routes: { a: { timeZone: 'Europe/Paris' } } },
    'other',
  ],
  [
    'facts of a resource',
    { resources: [{ type: 'd', id: 'x', set: { env: 'prod' } }] },
    { resources: [{ type: 'd', id: 'x', set: { env: 'test' } }] },
    'may_be_laxer',
  ],
  [
    'a pattern of commands',
    { commands: { tame: ['ls'] } },
    { commands: { tame: ['ls', 'rm'] } },
    'may_be_laxer',
  ],
  ['what nobody knows here', {}, { tomorrow: 1 }, 'may_be_laxer'],
];
for (const [what, before, after, part] of ENTRIES)
  test(`${what}: ${part}`, () => assert.equal(partsOf(told(before, after)), part));

test('one rule that changes both ways stands in both parts, each value where it belongs', () => {
  const before = rule({ approvers: OWNERS, expires: '30m', description: 'Writes' });
  const after = rule({
    approvers: { group: 'data-owners', count: 1 },
    expires: '10m',
    description: 'All writes',
  });
  assert.deepEqual(ofRules([before], [after]), {
    may_be_laxer: [
      {
        of: 'rule prod-writes',
        is: 'changed',
        values: [
          {
            at: 'approvers',
            was: '{ group: data-owners, count: 2 }',
            now: '{ group: data-owners, count: 1 }',
          },
        ],
      },
    ],
    stricter: [
      { of: 'rule prod-writes', is: 'changed', values: [{ at: 'expires', was: '30m', now: '10m' }] },
    ],
    other: [
      {
        of: 'rule prod-writes',
        is: 'changed',
        values: [{ at: 'description', was: 'Writes', now: 'All writes' }],
      },
    ],
  });
});

test('a rule that goes is told whole, and `true` is not `"true"`', () => {
  assert.deepEqual(ofRules([rule({ effect: 'deny', when: 'true' })], []).may_be_laxer, [
    {
      of: 'rule prod-writes',
      is: 'removed',
      values: [
        { at: 'when', was: '"true"' },
        { at: 'effect', was: 'deny' },
      ],
    },
  ]);
});

test('comments are told, spaces and order of members are not, and resources have an order', () => {
  const text = 'a: 1 # why\nb: "# no comment"\n';
  assert.deepEqual(editsOf(text, 'b: "# no comment"\na:   1 # because\n# more\n'), {
    other: [{ of: 'comments', is: 'changed', values: [{ was: '# why', now: '# because\n# more' }] }],
  });
  const resources = ['x', 'y'].map((id) => ({ type: 'd', id, set: {} }));
  assert.deepEqual(told({ resources }, { resources: resources.toReversed() }), {
    may_be_laxer: [
      { of: 'resources', is: 'changed', values: [{ at: 'order', was: '[ d x, d y ]', now: '[ d y, d x ]' }] },
    ],
  });
});

const entry = (id: string, e = 'prod') => ({ type: 'd', id, set: { e } });
const ofResources = (before: readonly object[], after: readonly object[]) =>
  told({ resources: before }, { resources: after });

test('a resource that comes tells where it stands, since of two that fit the later wins', () => {
  const [all, dev, some] = [entry('*'), entry('dev/*', 'dev'), entry('dev/customers*')];
  const came = (stands: object) => ({
    may_be_laxer: [
      { of: 'resource d dev/customers*', is: 'added', values: [{ at: 'set', now: '{ e: prod }' }], stands },
    ],
  });
  assert.deepEqual(ofResources([all, dev], [all, some, dev]), came({ before: 'd dev/*' }));
  assert.deepEqual(ofResources([all, dev], [all, dev, some]), came({ last: true }));
  const both = ofResources([all], [some, dev, all]).may_be_laxer?.map(({ stands }) => stands);
  assert.deepEqual(both, [{ before: 'd dev/*' }, { before: 'd *' }]);
  // The order of rules means nothing.
  assert.equal(
    ofRules([rule({})], [rule({ effect: 'deny' }, 'a'), rule({})]).stricter?.[0]?.stands,
    undefined,
  );
});

test('a resource that stands twice is not one whose id says so', () => {
  const innocent = [entry('a', 'dev'), entry('a (2)')];
  const twice = [entry('a', 'dev'), entry('a')];
  const names = ofResources(innocent, twice).may_be_laxer?.map(({ of, is }) => `${of} ${is}`);
  assert.deepEqual(names, ['resource d "a (2)" removed', 'resource d a (2) added']);
});

test('no two lists of resources are told as the same change', () => {
  const kinds = [entry('a'), entry('a', 'dev'), entry('a (2)'), entry('*')];
  const longer = (lists: readonly (readonly object[])[]) =>
    lists.flatMap((list) => kinds.map((kind) => [...list, kind]));
  const [none, one] = [[[]], longer([[]])];
  const lists = [...none, ...one, ...longer(one), ...longer(longer(one))];
  const texts = lists.map((resources) => JSON.stringify({ resources }));
  for (const before of texts) {
    const told = new Set(texts.map((after) => JSON.stringify(editsOf(before, after))));
    assert.equal(told.size, texts.length, before);
  }
});

test('a long map is told member by member, in places that cannot be confused', () => {
  const schema = (more: object) => ({
    actions: { w: { parameters: { a: 'x'.repeat(200), 'b.c': { d: 1 }, ...more } } },
  });
  assert.deepEqual(told(schema({}), schema({ 'b.c': { d: 2 } })).may_be_laxer?.[0]?.values, [
    { at: 'parameters["b.c"]', was: '{ d: 1 }', now: '{ d: 2 }' },
  ]);
});

const value = fc.jsonValue({ maxDepth: 3 });
const names = fc.dictionary(fc.stringMatching(/^[a-z.]{1,6}$/), value, { maxKeys: 4 });
const lists = fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-z]{1,2}$/), when: value }), {
  selector: ({ id }) => id,
  maxLength: 4,
});
const files = fc.record(Object.fromEntries(PARTS.map((part) => [part, part === 'rules' ? lists : names])));

test('of two files with different values there is always an edit, of two with the same never', () => {
  fc.assert(
    fc.property(files, files, (before, after) => {
      assert.deepEqual(told(before, JSON.parse(JSON.stringify(before))), {});
      for (const part of PARTS.filter((each) => !['other', 'resources'].includes(each))) {
        const [old, young] = [stringify({ [part]: before[part] }), stringify({ [part]: after[part] })];
        const isSame =
          stringify(before[part], { sortMapEntries: true }) ===
          stringify(after[part], { sortMapEntries: true });
        if (part !== 'rules') assert.equal(partsOf(editsOf(old, young)) === '', isSame);
      }
    }),
  );
});

test('every leaf that differs is named, with what it was and is', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.stringMatching(/^[a-z]{1,8}$/), (was, now, member) => {
      const edits = ofRules([rule({ [member]: was })], [rule({ [member]: now })]);
      const values = Object.values(edits).flatMap((part) => part.flatMap((edit) => edit.values));
      if (['id', 'when', 'effect'].includes(member)) return;
      assert.equal(values.length, was === now ? 0 : 1);
      if (was !== now) assert.notEqual(values[0]?.was, values[0]?.now);
    }),
  );
});
