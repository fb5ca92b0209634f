// Advice about what the policy makes of a resource's id: facts that never hold, and allow rules that rest on a part of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const PROD = '{ type: a, id: "prod/*", set: { environment: prod } }';
const DEV = '{ type: a, id: "dev/*", set: { environment: dev } }';
const ALL = '{ type: a, id: "*", set: { environment: dev } }';

function advice(resources: readonly string[], when: string, effect = 'allow'): readonly string[] {
  const text = `admins: { entraGroup: ${anId('d003')} }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: {} }
resources: [${resources.join(', ')}]
defaults: { approvers: { group: owners }, notify: [home] }
rules:
  - { id: r, effect: ${effect}, when: ${JSON.stringify(`action.name == "read" && ${when}`)} }
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy).map(({ kind, at, message }) => `${kind} ${at} ${message}`);
}

test('a fact that a later entry always overrides is warned of, and so is a rule that rests on it', () => {
  const when = 'resource.properties.environment == "prod"';
  assert.deepEqual(advice([PROD, ALL], when, 'deny'), [
    'warning /resources/0/set/environment "environment" is never "prod" by this entry: a later one, for "*", fits all of its ids and says "dev"; put that one above',
    'warning /rules/0/when resource.properties.environment is never "prod" under resources; there are: dev',
  ]);
  for (const resources of [
    [ALL, PROD],
    [PROD, DEV],
    [PROD, '{ type: a, id: "prod/b/*", set: { environment: other } }'],
    [PROD, '{ type: b, id: "*", set: { environment: dev } }'],
    [PROD, '{ type: a, id: "*", set: { level: 1 } }'],
    [PROD, '{ type: a, id: "*", set: { environment: prod } }'],
    [PROD, ALL, PROD],
  ])
    assert.deepEqual(advice(resources, when, 'deny'), [], resources.join());
  assert.match(
    advice(['{ type: a, id: "prod/b/*", set: { environment: x } }', PROD], when).join(),
    /for "prod\/\*"/,
  );
});

test('an allow rule that rests on a part of a resource id is warned of', () => {
  for (const when of [
    'resource.id.contains("dev")',
    'resource.id.endsWith("/dev")',
    'resource.id.startsWith("dev")',
    'resource.id.matches("dev/[a-z]+")',
    'resource.id.matches("^dev/")',
    'resource.id.lowerAscii().contains("dev")',
    '(resource.id == "x" || resource.id.contains("dev"))',
    '!!resource.id.contains("dev")',
  ]) {
    const found = advice([DEV], when);
    assert.equal(found.length, 1, `${when}: ${found.join()}`);
    assert.match(found[0] ?? '', /^warning \/rules\/0\/when rule "r" allows by a part of resource\.id, /);
    assert.deepEqual(advice([DEV], when, 'review'), [], when);
  }
  for (const when of [
    'resource.id.startsWith("dev/")',
    'resource.id.matches("^dev/[a-z]+$")',
    'resource.id.matches("(?i)^dev/[a-z]+$")',
    'resource.id == "dev/logs"',
    'resource.id in ["dev/a", "dev/b"] && resource.id.contains("a")',
    'resource.id.matches("^dev/[a-z/]+$") && resource.id.endsWith("/logs")',
    'resource.properties.environment == "dev" && resource.id.contains("logs")',
    '!resource.id.contains("prod")',
  ])
    assert.deepEqual(advice([DEV], when), [], when);
});
