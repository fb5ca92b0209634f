import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { limitsOf } from '../../../../approvals/policy/policy.ts';

const id = (end: string) => `7c0ffee0-0000-4000-8000-00000000${end}`;
const [ETL, BOT, STRANGER] = [id('c001'), id('c002'), id('c009')];

const policyText = (change: {
  readonly agent?: string;
  readonly defaults?: string;
}) => `admins: { entraGroup: ${id('d003')} }
agents:
  etl: { clientId: ${ETL}, owners: [${id('e008')}]${change.agent ?? ''} }
  bot: { clientId: ${BOT}, owners: [${id('e004')}] }
enforcers:
  warehouse: { clientId: ${id('c003')}, resourceTypes: [database] }
groups: { data-owners: { entraGroup: ${id('d001')} } }
routes: { data-approvals: {} }
defaults:
  approvers: { group: data-owners }
  notify: [data-approvals]
${change.defaults ?? ''}
`;

const read = (change: { readonly agent?: string; readonly defaults?: string } = {}) => {
  const parsed = parsePolicy(policyText(change));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { policy } = parsed;
  return {
    policy,
    etl: limitsOf(policy, ETL),
    bot: limitsOf(policy, BOT),
    stranger: limitsOf(policy, STRANGER),
  };
};

test('a file without limits has some: strict ones for agents nobody registered', () => {
  const { etl, bot, stranger } = read();
  assert.deepEqual(etl, { maxPending: 50, requestsPerMinute: 120 });
  assert.deepEqual(bot, etl);
  assert.deepEqual(stranger, { maxPending: 5, requestsPerMinute: 10 });
});

test('an agent’s own limit goes before the default, member by member', () => {
  const { etl, bot, stranger } = read({
    agent: ', maxPending: 20',
    defaults: '  agents: { maxPending: 30, requestsPerMinute: 60 }\n  unregistered: { requestsPerMinute: 1 }',
  });
  assert.deepEqual(etl, { maxPending: 20, requestsPerMinute: 60 });
  assert.deepEqual(bot, { maxPending: 30, requestsPerMinute: 60 });
  assert.deepEqual(stranger, { maxPending: 5, requestsPerMinute: 1 });
});

test('the built-in limits of unregistered agents shrink with those of registered ones', () => {
  const { stranger } = read({ defaults: '  agents: { maxPending: 3, requestsPerMinute: 4 }' });
  assert.deepEqual(stranger, { maxPending: 3, requestsPerMinute: 4 });
});

test('an agent’s limits are found under its client id in any letters', () => {
  const { policy, etl } = read({ agent: ', maxPending: 7' });
  assert.deepEqual(limitsOf(policy, ETL.toUpperCase()), etl);
});

test('an agent names the enforcers that may act for it, or none of them, or leaves it open', () => {
  const enforcersIn = (agent: string) => read({ agent }).policy.agents.get(ETL)?.enforcers;
  assert.deepEqual(enforcersIn(', enforcers: [warehouse]'), ['warehouse']);
  assert.deepEqual(enforcersIn(', enforcers: []'), []);
  assert.equal(enforcersIn(''), undefined);
});

const MISTAKES: readonly (readonly [
  change: { readonly agent?: string; readonly defaults?: string },
  line: number,
  at: string,
  message: RegExp,
])[] = [
  [{ agent: ', maxPending: 0' }, 3, '/agents/etl/maxPending', /at least 1; to stop an agent/],
  [{ agent: ', maxPending: 1001' }, 3, '/agents/etl/maxPending', /at most 1000/],
  [{ agent: ', maxPending: 2.5' }, 3, '/agents/etl/maxPending', /whole number/],
  [{ agent: ', maxPending: many' }, 3, '/agents/etl/maxPending', /whole number/],
  [{ agent: ', maxPendign: 5' }, 3, '/agents/etl/maxPendign', /did you mean "maxPending"/],
  [{ agent: ', requestsPerMinute: 6001' }, 3, '/agents/etl/requestsPerMinute', /at most 6000/],
  [
    { agent: ', enforcers: [warehose]' },
    3,
    '/agents/etl/enforcers/0',
    /no enforcer is called "warehose"; did you mean "warehouse"/,
  ],
  [{ agent: ', enforcers: [bot]' }, 3, '/agents/etl/enforcers/0', /no enforcer is called "bot"/],
  [{ agent: ', enforcers: warehouse' }, 3, '/agents/etl/enforcers', /must be a list/],
  [{ defaults: '  agents: { maxPendin: 5 }' }, 12, '/defaults/agents/maxPendin', /did you mean "maxPending"/],
  [
    { defaults: '  unregistered: { maxPending: 51 }' },
    12,
    '/defaults/unregistered/maxPending',
    /more than defaults.agents.maxPending \(50\)/,
  ],
  [
    { defaults: '  agents: { requestsPerMinute: 5 }\n  unregistered: { requestsPerMinute: 6 }' },
    13,
    '/defaults/unregistered/requestsPerMinute',
    /more than defaults.agents.requestsPerMinute \(5\)/,
  ],
];

test('tells each mistake in a limit with its line and its cure', () => {
  for (const [change, line, at, message] of MISTAKES) {
    const parsed = parsePolicy(policyText(change));
    assert.ok(!parsed.ok, JSON.stringify(change));
    const [problem, ...rest] = parsed.problems;
    assert.deepEqual(rest, [], JSON.stringify(change));
    assert.deepEqual([problem?.line, problem?.at], [line, at]);
    assert.match(problem?.message ?? '', message);
  }
});
