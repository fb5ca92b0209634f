// Edits of countersign.yaml: only the named piece changes, whatever a person has made of the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parsePolicy } from '../../../approvals/policy/file/file.ts';
import { GROUPS } from '../../../local/directory.ts';
import { demoIds, fromTemplate, idAt, withEntry, withIds } from '../../../setup/policy/policy-text.ts';

const template = readFileSync(
  fileURLToPath(new URL('../../../../countersign.yaml', import.meta.url)),
  'utf8',
);
const OWN = {
  approvers: 'de300000-0000-4000-8000-600000000001',
  admins: 'de300000-0000-4000-8000-600000000002',
};
const IDS = { [GROUPS.dataOwners]: OWN.approvers, [GROUPS.admins]: OWN.admins };

describe('the first file for a tenant', () => {
  const text = withIds(fromTemplate(template, 'prod'), IDS);

  test('is a policy with the groups of the tenant and nobody of the demo', () => {
    const parsed = parsePolicy(text);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.equal(parsed.policy.admins, OWN.admins);
    const { agents, enforcers, targets } = parsed.policy;
    assert.equal(agents.size + enforcers.size + targets.size, 0);
    assert.deepEqual(demoIds(text), []);
    assert.doesNotMatch(text, /7c0ffee0|Dana|Sam Sato|npm start/);
  });

  test('keeps rules, actions and comments of the demo’s file as they are', () => {
    const from = template.slice(template.indexOf('# What is true of your resources'));
    assert.ok(text.endsWith(from));
    assert.deepEqual(parse(text).rules, parse(template).rules);
    assert.ok(text.includes('# Software that asks. An agent that is not listed may still ask'));
  });

  test('shows the demo’s agents as examples in comments', () => {
    assert.match(text, /^agents: \{\}\n {2}# nightly-etl:\n {2}# {3}clientId: <id>\n/m);
    assert.match(text, /^ {2}# sre-leads:\n {2}# {3}entraGroup: <id>\n/m);
  });

  test('says whose it is', () => {
    assert.match(text, /^# The policy of the deployment prod, begun by setup/m);
  });
});

test('a person’s file keeps every byte but the ids of the demo', () => {
  const own = template
    .replace('expires: 30m', 'expires: 45m   # ours')
    .replaceAll('\n  - id:', '\n  # mine\n  - id:');
  const changed = withIds(own, IDS);
  assert.equal(
    changed,
    own.replaceAll(GROUPS.dataOwners, OWN.approvers).replaceAll(GROUPS.admins, OWN.admins),
  );
  assert.ok(demoIds(changed).length > 0, 'others of the demo are left to a person, and found');
});

test('an id in a comment is nobody’s', () => {
  const text = `# ${GROUPS.admins}\nadmins: { entraGroup: "${GROUPS.admins}" } # ${GROUPS.admins}\n`;
  assert.equal(
    withIds(text, IDS),
    `# ${GROUPS.admins}\nadmins: { entraGroup: ${OWN.admins} } # ${GROUPS.admins}\n`,
  );
  assert.deepEqual(demoIds(text), [{ id: GROUPS.admins, line: 2 }]);
});

const ENTRY = [
  '  new-one:',
  '    clientId: de300000-0000-4000-8000-800000000001',
  '    owners: [de300000-0000-4000-8000-400000000005]',
];
const PLACES: readonly [what: string, text: string][] = [
  ['an empty map', 'agents: {}\n  # an example\nnext: 1\n'],
  ['an empty map with a word behind it', 'agents: {} # none yet\nnext: 1\n'],
  ['a map with one entry', 'agents:\n  old:\n    clientId: a\n    owners: [b] # Dana\nnext: 1\n'],
  ['a map with comments behind it', 'agents:\n  old:\n    clientId: a\n\n# about next\nnext: 1\n'],
  ['a map whose entries are on one line', 'agents:\n  old: { clientId: a, owners: [b] }\nnext: 1\n'],
  [
    'a map whose last member is a list',
    'agents:\n  old:\n    callbacks:\n      - https://a/\n      - https://b/\nnext: 1\n',
  ],
  ['the end of the file, without a line end', 'next: 1\nagents:\n  old:\n    clientId: a'],
  ['a file that has none', 'next: 1\n'],
  ['Windows line ends', 'agents:\r\n  old:\r\n    clientId: a\r\nnext: 1\r\n'],
];

for (const [what, text] of PLACES) {
  test(`adds an entry to ${what}`, () => {
    const before = parse(text);
    const added = withEntry(text, 'agents', ENTRY);
    assert.deepEqual(parse(added), {
      ...before,
      agents: {
        ...before.agents,
        'new-one': {
          clientId: 'de300000-0000-4000-8000-800000000001',
          owners: ['de300000-0000-4000-8000-400000000005'],
        },
      },
    });
    for (const line of text
      .split('\n')
      .filter((each) => each.trim() !== '' && !each.startsWith('agents: {}'))) {
      assert.ok(added.includes(line), line);
    }
  });
}

test('however many are added, each is there and the file stays a policy', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 6 }),
      fc.uniqueArray(name, { maxLength: 3 }),
      (agents, enforcers) => {
        let text = withIds(fromTemplate(template, 'prod'), IDS);
        const client = (kind: number, at: number) => `de300000-0000-4000-8000-${kind}0000000000${at}`;
        for (const [at, each] of agents.entries()) {
          text = withEntry(text, 'agents', [
            `  ${each}:`,
            `    clientId: ${client(8, at)}`,
            `    owners: [${client(4, at)}] # A. B.`,
          ]);
        }
        for (const [at, each] of enforcers.entries()) {
          text = withEntry(text, 'enforcers', [
            `  ${each}:`,
            `    clientId: ${client(9, at)}`,
            '    resourceTypes: [database]',
          ]);
        }
        const parsed = parsePolicy(text);
        assert.ok(parsed.ok, JSON.stringify(parsed));
        assert.deepEqual(
          [...parsed.policy.agents.values()].map((each) => each.name),
          agents,
        );
        for (const [at, each] of agents.entries())
          assert.equal(idAt(text, ['agents', each, 'clientId']), client(8, at));
      },
    ),
    { numRuns: 60 },
  );
});
