import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { createRegistry } from '../../../../approvals/policy/member/registry.ts';
import { AGENTS } from '../../../../local/directory.ts';

const BLUEPRINT = '7c0ffee0-0000-4000-8000-00000000ba01';
const text = readFileSync('countersign.yaml', 'utf8').replace(
  `clientId: ${AGENTS.deployBot}`,
  `clientId: ${AGENTS.deployBot}\n    blueprint: ${BLUEPRINT}`,
);
const parsed = parsePolicy(text);
assert.ok(parsed.ok, JSON.stringify(parsed));
const { find } = createRegistry(parsed.policy);

test('an agent is found by its name and by its client id, in whatever letters', () => {
  const agent = { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true };
  for (const name of ['nightly-etl', 'Nightly-ETL', AGENTS.nightlyEtl.toUpperCase()]) {
    assert.deepEqual(find(name), { ok: true, value: agent });
  }
});

test('an enforcer and a blueprint are told as what they are: pausing them would stop nothing', () => {
  const enforcer = { reason: 'no_agent', is: 'enforcer', name: 'warehouse' };
  assert.deepEqual(find('warehouse'), { ok: false, refusal: enforcer });
  assert.deepEqual(find(AGENTS.warehouse.toUpperCase()), { ok: false, refusal: enforcer });
  const blueprint = { reason: 'no_agent', is: 'blueprint', name: 'deploy-bot' };
  assert.deepEqual(find(BLUEPRINT), { ok: false, refusal: blueprint });
});

test('a name is never an id: an agent cannot be called like another one’s client id', () => {
  const named = text.replace('  deploy-bot:', `  ${AGENTS.warehouse}:`);
  const refused = parsePolicy(named);
  assert.ok(!refused.ok);
  assert.match(refused.problems.map(({ message }) => message).join(), /shaped like an id/);
});

test('a name that is nearly one says which was meant', () => {
  assert.deepEqual(find('nightly-elt'), {
    ok: false,
    refusal: { reason: 'unknown_agent', meant: 'nightly-etl' },
  });
});
