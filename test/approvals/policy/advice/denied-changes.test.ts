// What denies every change of the policy, adds nobody, or is never there: told with its line, and nothing else is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

/** Warnings about rules that begin on line 13, as `line message`. */
function warnings(rules: string, more = 'reviewPolicyChanges: true'): readonly string[] {
  const text = `admins: { entraGroup: ${anId('d003')} }
agents: { etl: { clientId: ${anId('c001')}, owners: [${anId('e008')}] } }
enforcers: { w: { clientId: ${anId('c003')}, resourceTypes: [a] } }
groups:
  owners: { entraGroup: ${anId('d001')} }
  leads: { entraGroup: ${anId('d002')} }
routes: { home: {} }
actions: { read: {} }
resources: [{ type: a, id: "*", set: { environment: prod } }]
defaults: { approvers: { group: owners }, notify: [home], expires: 30m }
${more}
rules:
${rules}
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const advice = adviceOn(text, parsed.policy).filter(({ kind }) => kind === 'warning');
  return advice.map(({ line, message }) => `${line} ${message}`);
}
const rule = (effect: string, when: string, more = '') =>
  `  - { id: r, effect: ${effect}, when: '${when}'${more} }`;

for (const when of [
  'resource.properties.environment == "prod"',
  'action.properties.rows > 5',
  'agent.registered && action.properties.rows > 5',
])
  test(`a deny rule on ${when} is warned of where changes of the policy are reviewed`, () => {
    const [first = '', ...others] = warnings(rule('deny', when));
    assert.deepEqual(others, []);
    assert.match(
      first,
      /^13 rule "r" fails on a change of the policy \(No such key: \w+\), .*; ask has\(\.\.\.\)/,
    );
    assert.deepEqual(warnings(rule('deny', when), ''), []);
    assert.deepEqual(warnings(rule('review', when)), []);
    assert.deepEqual(warnings(rule('deny', `action.name != "countersign.policy.change" && ${when}`)), []);
  });

test('a deny rule that asks has() first, or for its action, is not', () => {
  for (const when of [
    'has(resource.properties.environment) && resource.properties.environment == "prod"',
    'action.name == "read" && action.properties.rows > 5',
  ])
    assert.deepEqual(warnings(rule('deny', when)), []);
});

test('an escalation is warned of that adds only who has every seat', () => {
  const escalate = (adds: string) =>
    warnings(rule('review', 'action.name == "read"', `, escalate: { after: 5m, addApprovers: ${adds} }`));
  assert.deepEqual(escalate('{ group: owners }'), [
    '13 an escalation of rule "r" adds nobody: those it names may fill every seat from the start; name others, or only tell',
  ]);
  assert.deepEqual(escalate('{ group: leads }'), []);
  assert.deepEqual(escalate('{ groups: [owners, leads] }'), []);
  const other = `\n  - { id: s, effect: review, when: 'action.name == "read"', approvers: { group: leads } }`;
  const both = rule(
    'review',
    'action.name == "read"',
    ', escalate: { after: 5m, addApprovers: { group: owners } }',
  );
  assert.deepEqual(warnings(both + other), []);
});

test('a member of context that does not count is warned of', () => {
  const when = 'has(context.trace) && context.trace == "x"';
  const [first = '', ...others] = warnings(rule('review', when), 'uncounted: [trace]');
  assert.match(first, /^13 nothing ever stands in context\.trace: uncounted names it/);
  assert.deepEqual(others, []);
  assert.deepEqual(warnings(rule('review', when), 'uncounted: [other]'), []);
});
