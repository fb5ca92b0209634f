import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { registeredAgent } from '../../../../approvals/policy/policy.ts';
import { anId } from '../support/an-id.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const GOOD = `admins: { entraGroup: ${anId('d003')} }
agents:
  etl: { clientId: ${anId('c001')}, owners: [${anId('e008')}], runToken: github, blueprint: ${anId('BA01')} }
runTokens:
  github:
    issuer: ${GITHUB}
    audience: countersign
    starter: actor_id
    claims: { repository: contoso/etl }
    people: { "583231": ${anId('E002')}, 42: ${anId('e003')} }
groups:
  data-owners: { entraGroup: ${anId('d001')} }
routes:
  data-approvals: {}
defaults: { approvers: { group: data-owners }, notify: [data-approvals] }
`;

function told(from: string, to: string): string {
  assert.ok(GOOD.includes(from), from);
  const parsed = parsePolicy(GOOD.replace(from, to));
  assert.ok(!parsed.ok, 'the policy is refused');
  return parsed.problems.map(({ at, message }) => `${at}: ${message}`).join('\n');
}

test('reads whose run tokens count, and which agent needs one', () => {
  const parsed = parsePolicy(GOOD);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { policy } = parsed;
  assert.deepEqual(policy.runTokens.get('github'), {
    name: 'github',
    issuer: GITHUB,
    audience: 'countersign',
    starter: 'actor_id',
    run: 'run_id',
    claims: { repository: 'contoso/etl' },
    people: new Map([
      ['42', anId('e003')],
      ['583231', anId('e002')],
    ]),
  });
  const agent = registeredAgent(policy, anId('c001'));
  assert.deepEqual([agent?.runToken, agent?.blueprint], ['github', anId('ba01')]);
});

test('a file without run tokens knows none', () => {
  const parsed = parsePolicy(GOOD.replace(/runTokens:\n(?: .*\n)+/, '').replace('runToken: github, ', ''));
  assert.ok(parsed.ok);
  assert.equal(parsed.policy.runTokens.size, 0);
});

const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ['runToken: github', 'runToken: gihub', /no run token is called "gihub"; did you mean "github"\?/],
  [
    GITHUB,
    'http://token.actions.githubusercontent.com',
    /runTokens\/github\/issuer: must be the https address/,
  ],
  [GITHUB, `${GITHUB}/?x=1`, /must be the https address/],
  [GITHUB, 'github', /must be the https address/],
  ['starter: actor_id', 'starter: "actor id"', /must be the name of a claim/],
  ['    starter: actor_id\n', '', /starter.*missing/],
  ['    audience: countersign\n', '', /audience.*missing/],
  [anId('E002'), 'bob@contoso.example', /people/],
  ['claims: {', 'claim: {', /claims/],
];
for (const [from, to, expected] of MISTAKES) {
  test(`refuses "${to.trim() || `a file without ${from.trim()}`}" and says why`, () => {
    assert.match(told(from, to), expected);
  });
}
