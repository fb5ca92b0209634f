// Advice about allow rules that exclude something of a list by `exists`, or choose by it what a list of parameters may hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

function advice(more: string, effect = 'allow'): readonly string[] {
  const text = `admins: { entraGroup: ${anId('d003')} }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: {} }
defaults: { approvers: { group: owners }, notify: [home] }
rules:
  - { id: r, effect: ${effect}, when: '${`action.name == "read" && ${more}`}' }
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy)
    .filter(({ at }) => at.startsWith('/rules'))
    .map(({ kind, column, message }) => {
      const line = text.split('\n')[6] ?? '';
      return `${kind} ${line.slice(column - 1, column + 21)}: ${message}`;
    });
}

const list = 'action.properties.columns';

test('an allow rule that excludes an element by "exists" is warned of, at that list', () => {
  for (const body of [
    'c != "password"',
    '"password" != c.name',
    '!(c == "password")',
    '!(c in ["password", "iban"])',
    '!c.matches("(?i)password")',
    'c.startsWith("a") && c != "all"',
    'c == "id" || !(c == "password" || c == "iban")',
  ]) {
    const excluded = `warning ${list.slice(0, 22)}: rule "r" excludes nothing here: exists(c, …) is true as soon as one element fits, whatever the others are; write all(c, …)`;
    const loop = `${list}.exists(c, ${body})`;
    assert.deepEqual(advice(loop), [excluded], body);
    assert.deepEqual(advice(`(agent.registered ? ${loop} : !!${loop})`), [excluded, excluded], body);
    for (const effect of ['review', 'deny']) assert.deepEqual(advice(loop, effect), [], body);
    // Turned round it says that all are something.
    assert.deepEqual(advice(`!${loop}`), [], body);
    assert.deepEqual(advice(loop.replace('exists', 'all')), [], body);
  }
});

test('"exists" within another loop is told as well', () => {
  assert.equal(advice('action.properties.tables.all(t, ["a", "b"].exists(c, c != t))').length, 1);
});

test('an allow rule that rests on one element being of those that may be is warned of, and not where all are spoken of beside it', () => {
  const told = (call = 'exists') =>
    `warning ${list.slice(0, 22)}: rule "r" lets other elements through here: ${call}(c, …) is true as soon as one element fits, whatever the others are; write all(c, …)`;
  for (const body of [
    'c in ["id", "name"]',
    'c.name in ["id"]',
    'c == "id" || c == "name"',
    'c.matches("^pub_")',
    'c.startsWith("pub_") && size(c) < 20',
  ]) {
    const loop = `${list}.exists(c, ${body})`;
    assert.deepEqual(advice(loop), [told()], body);
    assert.deepEqual(advice(`(agent.registered ? ${loop} : !!${loop})`), [told(), told()], body);
    assert.deepEqual(advice(loop.replace('exists', 'exists_one')), [told('exists_one')], body);
    for (const effect of ['review', 'deny']) assert.deepEqual(advice(loop, effect), [], body);
    assert.deepEqual(advice(`!${loop}`), [], body);
    assert.deepEqual(advice(loop.replace('exists', 'all')), [], body);
    const all = `${list}.all(c, c != "password")`;
    for (const both of [`${all} && ${loop}`, `${loop} && (${all} && agent.registered)`])
      assert.deepEqual(advice(both), [], both);
    assert.deepEqual(advice(`(${all} || ${loop})`), [told()], 'only what holds as well bounds it');
    assert.deepEqual(advice(`!(${all} && !${loop})`), [told()], 'turned round it is an "or"');
    const other = `action.properties.tables.all(c, c != "password") && ${loop}`;
    assert.deepEqual(advice(other), [told()], 'of another list');
  }
});

test('what the policy itself says of a resource, and the words of a command, may be looked up', () => {
  for (const loop of [
    'resource.properties.tags.exists(t, t in ["open", "public"])',
    'shell.names.exists(n, n in ["a", "b"])',
  ])
    assert.deepEqual(
      advice(loop).filter((each) => each.includes('lets other')),
      [],
      loop,
    );
});

test('"exists" that looks for something, or leaves the element out of what it denies, is none', () => {
  for (const body of ['c == "id"', '!(c != "id")', 'c == "id" && action.name != "read"'])
    assert.deepEqual(advice(`${list}.exists(c, ${body})`), [], body);
});
