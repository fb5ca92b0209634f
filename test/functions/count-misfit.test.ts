// What does not fit is counted by the book of the agent's minute, as calls that are recorded are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { StoreFault } from '../../approvals/faults.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { invalid, type Refusal } from '../../approvals/refusal.ts';
import { countMisfit } from '../../functions/count-misfit.ts';
import type { Parts } from '../../functions/parts.ts';
import { POLICY_FILE } from '../../local/start/project.ts';
import { anAsk } from '../support/builders.ts';
import { createTestDesk } from '../support/test-desk.ts';

const AGENT = anAsk().agent;
const MISFIT = invalid('/action', 'is wrong');
const parsed = parsePolicy(
  readFileSync(POLICY_FILE, 'utf8').replace('    requestsPerMinute: 60', '    requestsPerMinute: 2'),
);
assert.ok(parsed.ok);
const { policy } = parsed;

async function reasons(desk: Parts['desk'], refusal: Refusal, calls: number): Promise<readonly string[]> {
  const told: string[] = [];
  for (let n = 0; n < calls; n++) told.push((await countMisfit({ desk, policy }, AGENT, refusal)).reason);
  return told;
}

test('a call that does not fit counts as one of its agent’s minute, and at the limit that is told', async () => {
  const { desk } = createTestDesk();
  assert.deepEqual(await reasons(desk as unknown as Parts['desk'], MISFIT, 4), [
    'invalid',
    'invalid',
    'limit_reached',
    'limit_reached',
  ]);
});

test('what took its place itself is not counted once more', async () => {
  const { desk } = createTestDesk();
  const parts = desk as unknown as Parts['desk'];
  assert.deepEqual(
    await reasons(parts, { reason: 'duplicate_request' }, 4),
    Array(4).fill('duplicate_request'),
  );
  assert.deepEqual(await reasons(parts, MISFIT, 2), ['invalid', 'invalid']);
});

test('what is wrong is told also where storage is silent, and a mistake of ours is thrown', async () => {
  const failing = (error: Error): Parts['desk'] => {
    const { desk } = createTestDesk();
    const fail = async () => {
      throw error;
    };
    return { ...desk, quota: { ...desk.quota, put: fail, list: fail } } as unknown as Parts['desk'];
  };
  assert.deepEqual(await reasons(failing(new StoreFault('silent', true)), MISFIT, 1), ['invalid']);
  await assert.rejects(reasons(failing(new TypeError('ours')), MISFIT, 1), /ours/);
});
