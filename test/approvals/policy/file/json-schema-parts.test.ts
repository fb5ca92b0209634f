// Where the editor and loading agree on what is deeper in the file: limits of targets, who approves, and the schemas of parameters.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { policyJsonSchema } from '../../../../approvals/policy/file/json-schema.ts';
import { NAMED, SCHEMAS, VALUES } from '../../../../approvals/policy/member/schema-keywords.ts';

const validate = new Ajv({ strict: true, allowUnionTypes: true, logger: false }).compile(policyJsonSchema());
const APPROVER = '7c0ffee0-0000-4000-8000-00000000d00';
const file = (changes: object) => ({
  admins: { entraGroup: `${APPROVER}1` },
  groups: { owners: { entraGroup: `${APPROVER}2` }, leads: { entraGroup: `${APPROVER}3` } },
  routes: { home: {} },
  defaults: { approvers: { group: 'owners' }, notify: ['home'] },
  ...changes,
});
const isRight = (changes: object): boolean => validate(file(changes));
const loads = (changes: object): boolean =>
  parsePolicy(stringify(file(changes), { aliasDuplicateObjects: false })).ok;
const agree = (changes: object): void =>
  assert.equal(isRight(changes), loads(changes), JSON.stringify(changes));

const withLimits = (limits: object) => ({ targets: { t: { url: 'https://api.example.com/v1', limits } } });
const withSeats = (approvers: unknown) => ({ defaults: { approvers, notify: ['home'] } });
const withParameters = (parameters: unknown) => ({ actions: { 'data.read': { parameters } } });

test('the limits of a target are right in the editor exactly where they load', () => {
  const sizes = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(0, 1, 9, 10, 11, 1023, 1024, 10_239, 10_240, 10_241, 99_999),
        fc.constantFrom('KB', 'MB', 'B', 'kb', ''),
      )
      .map((all) => all.join('')),
    fc.stringMatching(/^0{0,3}[0-9]{1,5}[KM]B$/),
  );
  const times = fc.oneof(
    fc
      .tuple(fc.constantFrom(0, 1, 2, 99, 100, 101, 200), fc.constantFrom('s', 'm', 'h', 'd', 'ms'))
      .map((all) => all.join('')),
    fc.stringMatching(/^0{0,3}[0-9]{1,3}[smhd]$/),
  );
  const limits = fc.record({ body: sizes, reply: sizes, timeout: times }, { requiredKeys: [] });
  fc.assert(
    fc.property(limits, (each) => agree(withLimits(each))),
    { numRuns: 500 },
  );
  for (const wrong of [
    { body: '11MB' },
    { reply: '0KB' },
    { timeout: '2m' },
    { timeout: '0s' },
    { body: 10 },
  ])
    assert.deepEqual([isRight(withLimits(wrong)), loads(withLimits(wrong))], [false, false]);
  assert.deepEqual(
    [isRight(withLimits({ body: '0010MB' })), loads(withLimits({ body: '0010MB' }))],
    [true, true],
  );
});

test('who approves has to be named, for the editor as well', () => {
  const seat = fc.record(
    {
      group: fc.constantFrom('owners', 'leads'),
      groups: fc.constantFrom([], ['owners'], ['owners', 'leads']),
      people: fc.constantFrom([], [`${APPROVER}4`], [`${APPROVER}4`, `${APPROVER}5`]),
      count: fc.constantFrom(0, 1, 2, 21),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    // What is right may still not load: fewer people than seats, or the same seat twice.
    fc.property(seat, (each) => assert.ok(isRight(withSeats(each)) || !loads(withSeats(each)))),
    { numRuns: 300 },
  );
  for (const wrong of [{}, { count: 2 }, [{}], [{ group: 'owners' }, { count: 1 }], []])
    assert.deepEqual(
      [isRight(withSeats(wrong)), loads(withSeats(wrong))],
      [false, false],
      JSON.stringify(wrong),
    );
  for (const right of [
    { group: 'owners' },
    { people: [`${APPROVER}4`] },
    [{ groups: ['owners'] }, { group: 'leads' }],
  ])
    assert.deepEqual(
      [isRight(withSeats(right)), loads(withSeats(right))],
      [true, true],
      JSON.stringify(right),
    );
});

const VALUE = fc.constantFrom<unknown>(
  ...['a', '', 'object', 'string', -1, 0, 1, 1.5, 1000, true, false, null],
  ...[
    [],
    ['a'],
    ['a', 'a'],
    ['string', 'null'],
    [1],
    {},
    { a: {} },
    { a: true },
    { a: ['b'] },
    { type: 'string' },
  ],
  ...[{ type: 'strin' }, { toString: {} }, [{ type: 'string' }], [{}], { minimum: 'a' }, { format: 'email' }],
);

test('inside of parameters nothing that loads is wrong in the editor', () => {
  const keyword = fc.constantFrom(...NAMED, ...SCHEMAS, ...VALUES, 'format', '$ref', 'minLenght');
  fc.assert(
    fc.property(fc.dictionary(keyword, VALUE, { maxKeys: 3 }), (each) => {
      for (const schema of [
        { ...each, type: 'object' },
        { type: 'object', properties: { a: each } },
      ]) {
        const changes = withParameters(schema);
        assert.ok(isRight(changes) || !loads(changes), JSON.stringify(schema));
      }
    }),
    { numRuns: 1500 },
  );
});

test('mistakes inside of parameters are wrong in the editor, as they are when the file is loaded', () => {
  for (const wrong of [
    {},
    { type: 'string' },
    { type: ['object'] },
    { type: 'object', propertis: {} },
    { type: 'object', $ref: '#' },
    { type: 'object', properties: [] },
    { type: 'object', properties: { toString: {} } },
    { type: 'object', properties: { a: { type: 'strin' } } },
    { type: 'object', properties: { a: { type: 'string', minLength: '3' } } },
    { type: 'object', properties: { a: { type: 'string', maxLength: -1 } } },
    { type: 'object', properties: { a: { type: 'number', multipleOf: 0 } } },
    { type: 'object', properties: { a: { type: 'string', format: 'email' } } },
    { type: 'object', properties: { a: { type: 'array', items: { typ: 'string' } } } },
    { type: 'object', properties: { a: { type: 'array', items: { type: 'string' }, uniqueItems: true } } },
    { type: 'object', properties: { a: { anyOf: [] } } },
    { type: 'object', properties: { a: 'string' } },
    { type: 'object', required: 'a' },
    { type: 'object', additionalProperties: 'no' },
  ])
    assert.deepEqual(
      [isRight(withParameters(wrong)), loads(withParameters(wrong))],
      [false, false],
      JSON.stringify(wrong),
    );
});
