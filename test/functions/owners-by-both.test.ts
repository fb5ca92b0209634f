import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { ownersByBoth } from '../../functions/owners-by-both.ts';
import { AGENTS, PEOPLE } from '../../local/directory.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;
const agent = { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true };

test('owners by the policy and by the directory are owners alike', async () => {
  assert.deepEqual(await ownersByBoth(policy, async () => [PEOPLE.sam])(agent), [PEOPLE.dana, PEOPLE.sam]);
});

test('an agent the policy does not know has the owners the directory tells', async () => {
  const stranger = { ...agent, clientId: AGENTS.auditExport, registered: false };
  assert.deepEqual(await ownersByBoth(policy, async () => [PEOPLE.sam])(stranger), [PEOPLE.sam]);
});

test('a directory that does not answer leaves no half answer', async () => {
  const silent = async () => {
    throw new Error('no answer');
  };
  await assert.rejects(ownersByBoth(policy, silent)(agent), /no answer/);
});
