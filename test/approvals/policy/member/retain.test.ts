// How long what was asked is kept: read from the file, each mistake with its cure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { heldBy } from '../../../../approvals/policy/member/retain.ts';

const id = (end: string) => `7c0ffee0-0000-4000-8000-00000000${end}`;
const read = (retain: string) =>
  parsePolicy(`admins: { entraGroup: ${id('d003')} }
groups: { data-owners: { entraGroup: ${id('d001')} } }
routes: { data-approvals: {} }
defaults: { approvers: { group: data-owners }, notify: [data-approvals] }
${retain}
`);

test('left out, or a part of it left out, means for good', () => {
  for (const [text, retain] of [
    ['', {}],
    ['retain: {}', {}],
    ['retain: { parameters: 90d }', { parameters: '90d' }],
    ['retain: { records: 7y }', { records: '7y' }],
    ['retain: { records: 7y, parameters: 7y }', { records: '7y', parameters: '7y' }],
    ['retain: { records: 100y, parameters: 1d }', { records: '100y', parameters: '1d' }],
  ] as const) {
    const parsed = read(text);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual(parsed.policy.retain, retain);
  }
});

test('a hold names requests, agents by client id, and resources by pattern', () => {
  const parsed = read(
    'retain: { hold: { agents: [7C0FFEE0-0000-4000-8000-00000000C001], resources: [{ type: database, id: prod/* }] } }',
  );
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { hold } = parsed.policy.retain;
  const resources = [{ type: 'database', id: 'prod/*' }];
  assert.deepEqual(hold, { requests: [], agents: [id('c001')], resources });
  const isHeld = heldBy(parsed.policy.retain);
  const asked = (clientId: string, at: string) => ({
    id: 'req_1',
    agent: { clientId, name: 'x', registered: false },
    resource: { type: 'database', id: at },
  });
  assert.deepEqual(
    [
      isHeld(asked(id('C001'), 'dev/a')),
      isHeld(asked(id('c002'), 'prod/a')),
      isHeld(asked(id('c002'), 'prod/../dev/a')),
      isHeld(asked(id('c002'), 'dev/a')),
    ],
    [true, true, true, false],
  );
});

const MISTAKES = [
  ['retain: { hold: { requests: [req_1] } }', /must be the id of a request/],
  ['retain: { hold: { agents: [nightly-etl] } }', /must be the client id of an agent/],
  ['retain: { hold: { people: [alice] } }', /people/],
  ['retain: { parameters: 90 }', /must be a time in days or years, like 90d or 7y/],
  ['retain: { parameters: 0d }', /"0d" is no time to keep; write days or years, like 90d or 7y/],
  ['retain: { parameters: 90h }', /"90h" is no time to keep/],
  ['retain: { parameters: 1.5y }', /"1.5y" is no time to keep/],
  ['retain: { records: 101y }', /must be at most 100y; leave it out to keep for good/],
  ['retain: { records: 30d, parameters: 90d }', /is shorter than parameters \(90d\)/],
  ['retain: { records: 1y, parameters: 366d }', /is shorter than parameters \(366d\)/],
  ['retain: { texts: 90d }', /texts/],
  ['retain: 90d', /retain/],
] as const;
for (const [text, says] of MISTAKES) {
  test(`tells what is wrong with ${text}, and on which line`, () => {
    const parsed = read(text);
    assert.ok(!parsed.ok);
    assert.equal(parsed.problems.length, 1);
    const [{ line, at, message } = { line: 0, at: '', message: '' }] = parsed.problems;
    assert.deepEqual([line, says.test(`${at} ${message}`)], [5, true], `${at} ${message}`);
  });
}
