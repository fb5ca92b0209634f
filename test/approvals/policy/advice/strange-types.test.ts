// Advice about entries of `resources` whose type is misspelt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

function warnings(
  types: readonly string[],
  when = 'resource.properties.environment == "dev"',
): readonly string[] {
  const entries = types.map((type, n) => `  - { type: ${type}, id: "${n}/*", set: { environment: dev } }`);
  const text = `admins: { entraGroup: ${anId('d003')} }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { all: {} }
actions: { read: {} }
resources:
${entries.join('\n')}
defaults: { approvers: { group: owners }, notify: [all] }
rules:
  - { id: r, effect: review, when: 'action.name == "read" && ${when}' }
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy).map(({ kind, at, message }) => `${kind} ${at} ${message}`);
}

const told = (at: string, type: string, meant: string): string =>
  `warning ${at} nothing else names the type "${type}"; did you mean "${meant}"? These facts reach no resource of that type`;

test('a type that only one entry of resources spells so is told with the one that stands before it', () => {
  assert.deepEqual(warnings(['database', 'databse']), [told('/resources/1/type', 'databse', 'database')]);
});

test('each entry of a misspelt type is told with the type that a rule names', () => {
  const found = warnings(['databse', 'database', 'databse'], 'resource.type == "database"');
  const at = ['/resources/0/type', '/resources/2/type'];
  assert.deepEqual(
    found,
    at.map((each) => told(each, 'databse', 'database')),
  );
});

test('types that differ, are short, or are both named by rules are no mistake', () => {
  assert.deepEqual(warnings(['database', 'cluster', 'vm', 'vpc', 'pod', 'pods']), []);
  assert.deepEqual(warnings(['database', 'databases'], 'resource.type in ["database", "databases"]'), []);
});
