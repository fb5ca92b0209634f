import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

function advice(when: string, effect = 'allow'): readonly string[] {
  const text = `admins: { entraGroup: ${anId('d003')} }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: {}, write: {}, shell: { type: shell } }
resources: [{ type: a, id: "*", set: {} }]
commands: { ls: ["ls **"] }
defaults: { approvers: { group: owners }, notify: [home] }
rules:
  - { id: r, effect: ${effect}, when: ${JSON.stringify(when)} }
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy)
    .filter(({ at }) => at.startsWith('/rules'))
    .map(({ kind, message }) => `${kind} ${message}`);
}

test('an allow rule that names no action in one of its cases is warned of', () => {
  for (const when of [
    'true',
    'resource.type == "a"',
    'action.name == "read" || resource.type == "a"',
    '(action.name == "read" && agent.registered) || (resource.type == "a" && agent.registered)',
    'action.name != "write" && resource.type == "a"',
    '!(action.name in ["write"])',
    'action.name in ["write"] == false',
    'agent.registered ? action.name == "read" : resource.type == "a"',
    'size(action.name) > 3',
    'action.name == action.name',
    'action.name.matches(".*")',
    'action.name.contains("")',
    // Where there is no command, these are true.
    'shell.names.all(n, n == "ls")',
    'size(shell.argv) < 3',
  ]) {
    const [first = '', ...more] = advice(when);
    assert.match(
      first,
      /^warning rule "r" allows whatever the action is, in at least one of its cases; /,
      when,
    );
    assert.deepEqual(more, [], when);
    assert.deepEqual(advice(when, 'review'), [], when);
  }
  for (const when of [
    'action.name == "read"',
    'action.name in ["read", "write"] && resource.type == "a"',
    'action.name in ["read", "write"] == true && resource.type == "a"',
    '(action.name == "read") != false',
    'action.name == "read" || action.name == "write"',
    'action.name.matches("^read")',
    'shell.argv.size() > 1 && "ls" in shell.names',
    'resource.type == "a" && (action.name == "read" || action.name.startsWith("write"))',
    'shell.parsed && "ls" in shell.names',
    'shell.names.exists(n, n == "ls")',
    'agent.registered ? action.name == "read" : action.name == "write"',
    '!(action.name != "read")',
  ])
    assert.deepEqual(advice(when), [], when);
});

test('an allow rule that mixes "&&" and "||" without parentheses is warned of', () => {
  const about = 'action.name == "read" && ';
  for (const when of [
    'action.name == "read" && resource.type == "a" || action.name == "write"',
    'action.name == "write" || action.name == "read" && resource.type == "a"',
    `${about}(agent.registered || resource.type == "a" && resource.id == "x")`,
    `${about}[1].exists(x, x == 1 || x == 2 && agent.registered)`,
  ]) {
    const [first = '', ...more] = advice(when);
    assert.match(
      first,
      /^warning "&&" binds more tightly than "\|\|": rule "r" is true wherever one side /,
      when,
    );
    assert.deepEqual(more, [], when);
    assert.deepEqual(advice(when, 'deny'), [], when);
  }
  for (const when of [
    `${about}(agent.registered || resource.type == "a")`,
    `(${about}agent.registered) || (action.name == "write" && agent.registered)`,
    `${about}action.properties.a != " || " && action.properties.a != ' || '`,
    `${about}(agent.registered ? resource.id == "a" || resource.id == "b" : resource.id == "c" && agent.registered)`,
  ])
    assert.deepEqual(advice(when), [], when);
});

test('an hour or a day without a zone is noted, once for each', () => {
  const note = (name: string) =>
    `note now.${name}() is that of UTC; name the zone, as now.${name}("Europe/Paris") or now.${name}("UTC")`;
  assert.deepEqual(
    advice('now.getDayOfWeek() == 0 || now.getDayOfWeek() == 6 || now.getHours() > 20', 'deny'),
    [note('getDayOfWeek'), note('getHours')],
  );
  assert.deepEqual(advice('now.getHours("UTC") > 20 || now.getMinutes() == 1', 'deny'), []);
});
