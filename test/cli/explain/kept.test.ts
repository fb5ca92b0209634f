import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ReadRequest } from '../../../approvals/audit/check/line-schema.ts';
import { keptFact } from '../../../cli/explain/kept.ts';
import { AGENTS } from '../../../local/directory.ts';

const ID = `req_${'0'.repeat(26)}`;
const line = {
  id: ID,
  agent: { clientId: AGENTS.nightlyEtl },
  resource: { type: 'database', id: 'prod/customers' },
} as ReadRequest;
const own = readFileSync(new URL('../../../../countersign.yaml', import.meta.url), 'utf8');
const policy = (hold: string) => {
  const text = `${own}\nretain: { records: 7y, hold: ${hold} }\n`;
  return { version: createHash('sha256').update(text).digest('hex'), text };
};

for (const [what, hold, entry] of [
  ['its id', `{ requests: [${ID}] }`, `requests: ${ID}`],
  ['its agent', `{ agents: [${AGENTS.nightlyEtl}] }`, `agents: ${AGENTS.nightlyEtl}`],
  ['its resource', '{ resources: [{ type: database, id: "prod/*" }] }', 'resources: database prod/*'],
] as const)
  test(`a request that a legal hold names by ${what} is told as held, with the entry and the policy`, () => {
    const inForce = policy(hold);
    const { says, proof } = keptFact(line, inForce);
    assert.match(says, /^A legal hold keeps it/);
    assert.ok(proof[0]?.startsWith(`policy ${inForce.version}`));
    assert.deepEqual(proof.slice(1), [`retain.hold, ${entry}`]);
  });

test('one that no entry names is told as not held, by the same policy', () => {
  const { says, proof } = keptFact(line, policy('{ resources: [{ type: database, id: "dev/*" }] }'));
  assert.equal(says, 'No legal hold keeps it.');
  assert.equal(proof.length, 1);
});

test('without the policy in force, or with another text than its version says, nothing is claimed', () => {
  const forged = { ...policy(`{ requests: [${ID}] }`), text: `${own}\n` };
  for (const inForce of [undefined, forged]) {
    const { says, proof } = keptFact(line, inForce);
    assert.match(says, /cannot be told/);
    assert.equal(proof.length, 1);
  }
});
