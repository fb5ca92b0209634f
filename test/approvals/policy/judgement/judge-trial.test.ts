import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { judgeTrial } from '../../../../approvals/policy/judgement/judge-trial.ts';
import { anId } from '../support/an-id.ts';

const parsed = parsePolicy(`admins: { entraGroup: ${anId('d003')} }
groups:
  owners: { entraGroup: ${anId('d002')} }
  leads: { entraGroup: ${anId('d001')} }
routes: { home: { timeZone: Europe/Paris }, away: {} }
defaults: { approvers: [{ group: owners, count: 2 }, { group: leads }], notify: [home] }
rules:
  - { id: strict, when: "true", effect: review, approvers: { group: owners, count: 2 }, stepUp: true }
`);

test('asks any one of the default approvers, on the given routes in their time zones, and no rule applies', () => {
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const verdict = judgeTrial(parsed.policy, ['home', 'away']);
  assert.deepEqual(
    [verdict.effect, verdict.rules, verdict.stepUp, verdict.risk.level],
    ['review', [], undefined, 'low'],
  );
  assert.deepEqual(verdict.requirements, [
    {
      groups: [
        { name: 'leads', id: anId('d001') },
        { name: 'owners', id: anId('d002') },
      ],
      people: [],
      count: 1,
    },
  ]);
  assert.deepEqual(verdict.notify, [
    { route: 'away', timeZone: 'UTC' },
    { route: 'home', timeZone: 'Europe/Paris' },
  ]);
  assert.equal(verdict.expiresInMs, 600_000);
});
