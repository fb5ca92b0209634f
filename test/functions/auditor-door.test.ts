// Who may look at the record: the role alone, and never in the hands of software that asks.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { auditorAtDoor } from '../../functions/auditor-door.ts';
import type { Caller } from '../../functions/caller.ts';
import { AGENTS, PEOPLE, TENANT } from '../../local/directory.ts';
import { POLICY_FILE } from '../../local/start/project.ts';

const parsed = parsePolicy(readFileSync(POLICY_FILE, 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;
const AUDIT = 'Approvals.Audit';
const workload = (...roles: readonly string[]): Caller => ({ kind: 'workload', clientId: 'c004', roles });
const person = (change: object): Caller => ({
  kind: 'person',
  person: { oid: PEOPLE.audrey, tenant: TENANT, name: 'Audrey Adler' },
  scopes: ['Approvals.Operate'],
  roles: [AUDIT],
  clientId: 'the-command-line',
  signIn: { app: 'the-command-line', acrs: [] },
  ...change,
});
const agent: Caller = {
  kind: 'agent',
  clientId: AGENTS.nightlyEtl,
  name: 'nightly-etl',
  agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
};

test('lets in workloads and people with the role, as who they are', () => {
  assert.deepEqual(auditorAtDoor({ policy }, workload(AUDIT)), {
    ok: true,
    value: { kind: 'agent', id: 'c004' },
  });
  assert.deepEqual(auditorAtDoor({ policy }, person({})), {
    ok: true,
    value: { kind: 'person', id: PEOPLE.audrey },
  });
});

const refused: readonly (readonly [string, Caller])[] = [
  ['a workload without a role', workload()],
  ['a workload with the role of administrators', workload('Approvals.Admin')],
  ['a workload with the role in other letters', workload('approvals.audit')],
  ['an agent', agent],
  ['a person without the role', person({ roles: [] })],
  ['a person whose token is for nothing of ours', person({ scopes: [] })],
  ["a person's token in the hands of a registered agent", person({ clientId: AGENTS.nightlyEtl })],
];
for (const [who, caller] of refused) {
  test(`refuses ${who}`, () => {
    const answer = auditorAtDoor({ policy }, caller);
    assert.equal(answer.ok ? 'let in' : answer.refusal.reason, 'not_permitted');
  });
}
