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
    'resource.id.contains("dev") == true',
    'false != resource.id.contains("dev")',
    '(resource.id == "x" || resource.id.contains("dev")) == true',
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
    'resource.id.matches("^dev/a$|^dev/b$")',
    'resource.id.matches("^(?:dev/a|dev/b)$")',
    'resource.id.matches("(^dev/a$|^dev/[|]b$)")',
  ])
    assert.deepEqual(advice([DEV], when), [], when);
});

test('what bounds a loose reading of a resource id bounds it only where it must be true as well', () => {
  const loose = 'resource.id.contains("dev")';
  const fact = 'resource.properties.environment == "dev"';
  for (const when of [
    `(${fact} || ${loose})`,
    `(agent.registered ? ${fact} : ${loose})`,
    `(${fact} || agent.registered) && ${loose}`,
    `!(${fact} && !${loose})`,
    `!has(resource.properties.environment) && ${loose}`,
    `!("environment" in resource.properties) && ${loose}`,
    `(resource.id == "dev/a" || agent.registered) && ${loose}`,
    `resource.id == action.properties.id && ${loose}`,
    '["dev", "test"].exists(part, resource.id.contains(part))',
    '["dev/", "te"].exists(part, resource.id.startsWith(part))',
    'resource.id.contains(agent.name)',
    '(resource.type + resource.id).endsWith("dev")',
    'resource.id.matches("^.*/dev$")',
    'resource.id.matches("^dev/a$|dev/b")',
    'resource.id.matches("(?m)^dev/a$")',
  ]) {
    const found = advice([DEV], when);
    assert.equal(found.length, 1, `${when}: ${found.join()}`);
    assert.match(found[0] ?? '', /^warning \/rules\/0\/when rule "r" allows by a part of resource\.id, /);
  }
  for (const when of [
    `(${fact} || resource.id == "dev/x") && ${loose}`,
    `(agent.registered ? ${fact} : resource.id == "dev/x") && ${loose}`,
    `(agent.registered ? false : ${fact} && ${loose})`,
    `!(!(${fact}) || !${loose})`,
    `has(resource.properties.environment) && ${loose}`,
    `agent.registered && (${loose} && ${fact})`,
    '["dev/", "test/"].exists(part, resource.id.startsWith(part))',
    'resource.id == "home/" + agent.name',
  ])
    assert.deepEqual(advice([DEV], when), [], when);
});

test('an allow rule that excludes by how a resource id is spelt is warned of, also beside a fact', () => {
  for (const when of [
    'resource.id != "prod/salaries"',
    '!(resource.id == "prod/salaries")',
    '!resource.id.startsWith("prod/")',
    '!(resource.id in ["prod/salaries", "prod/bonus"])',
    '!resource.id.contains("prod")',
    '!resource.id.matches("^prod/")',
    '!resource.id.lowerAscii().startsWith("prod/")',
    'resource.id.startsWith("prod/") == false',
    'true != resource.id.startsWith("prod/")',
    '(resource.id == "prod/a") == false',
    '!["prod", "live"].exists(part, resource.id.contains(part))',
    '["prod/a", "live/a"].all(id, resource.id != id)',
    '(resource.id.startsWith("prod/") ? false : true)',
    '(resource.id.startsWith("prod/") ? action.properties.rows < 10 : action.properties.rows < 100)',
    'resource.id.startsWith("dev/") && resource.id != "dev/salaries"',
    'resource.properties.environment == "dev" && !resource.id.endsWith("/salaries")',
  ]) {
    const found = advice([DEV], when);
    assert.equal(found.length, 1, `${when}: ${found.join()}`);
    assert.match(
      found[0] ?? '',
      /^warning \/rules\/0\/when rule "r" excludes by how resource\.id is spelt, .*name what is allowed.*an entry of resources/,
    );
    assert.deepEqual(advice([DEV], when, 'deny'), [], when);
  }
  for (const when of [
    'resource.id != ""',
    'resource.id in ["dev/a", "dev/b"] && resource.id != "dev/b"',
    'resource.id.matches("^dev/[a-z]+$") && !resource.id.endsWith("salaries")',
    '(resource.id.startsWith("dev/") ? true : false)',
    'resource.id.startsWith("dev/") == true',
    'resource.properties.environment != "prod"',
  ])
    assert.deepEqual(
      advice([DEV, PROD], when).filter((each) => !each.includes('no action')),
      [],
      when,
    );
});

test('a pattern whose ^ and $ bind one alternative each is warned of in an allow rule, whatever it reads', () => {
  for (const [pattern, cure] of [
    ['^dev/a|dev/b$', '^(?:dev/a|dev/b)$'],
    ['(?i)^dev/a|dev/b$', '(?i)^(?:dev/a|dev/b)$'],
    ['^dev/a|dev/[|]b|dev/c', '^(?:dev/a|dev/[|]b|dev/c)'],
    ['(dev/a|dev/b$)', '(?:dev/a|dev/b)$'],
  ] as const)
    for (const [member, fact] of [
      ['resource.id', ''],
      ['resource.id', 'resource.properties.environment == "dev" && '],
      ['action.properties.store', ''],
    ]) {
      const when = `${fact}${member}.matches(${JSON.stringify(pattern)})`;
      const found = advice([DEV], when);
      assert.equal(found.length, 1, `${when}: ${found.join()}`);
      assert.ok(
        found[0]?.includes('"|" parts the whole pattern') && found[0].endsWith(`: ${cure}`),
        found[0],
      );
      assert.deepEqual(advice([DEV], when, 'deny'), [], when);
    }
  for (const pattern of [
    'dev|test',
    '^dev/a$|^dev/b$',
    '^(dev/a|dev/b)$',
    '^dev[|]a$',
    '^dev\\|a$',
    '^a|^b',
    '^s3://|^$',
  ])
    assert.deepEqual(
      advice([DEV], `action.properties.store.matches(${JSON.stringify(pattern)})`),
      [],
      pattern,
    );
});
