import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../approvals/policy/policy.ts';
import { subjectOf } from '../../functions/subject.ts';
import { AGENTS, BLUEPRINT_ID } from '../../local/directory.ts';

const policy = {
  agents: new Map([
    [AGENTS.nightlyEtl, { name: 'nightly-etl', clientId: AGENTS.nightlyEtl }],
    [AGENTS.reportWriter, { name: 'reports', clientId: AGENTS.reportWriter, blueprint: BLUEPRINT_ID }],
  ]),
} as unknown as Policy;
const warehouse = {
  kind: 'enforcer',
  clientId: AGENTS.warehouse,
  name: 'warehouse',
  resourceTypes: ['database'],
} as const;
const named = (id: string) =>
  subjectOf({ policy }, warehouse, {
    subject: { type: 'agent', id },
    resource: { type: 'database', id: 'prod/customers' },
  });

test('an agent that an enforcer names has the blueprint its registration tells: whoever owns that is barred too', () => {
  const identity = {
    clientId: AGENTS.reportWriter,
    name: 'reports',
    registered: true,
    blueprint: BLUEPRINT_ID,
  };
  assert.deepEqual(named(AGENTS.reportWriter), { ok: true, value: identity });
  assert.deepEqual(named(AGENTS.nightlyEtl), {
    ok: true,
    value: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
  });
});
