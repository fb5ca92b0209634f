// `details: approvers`: who is told one-to-one, so that a summary in a channel never leaves a request without people who can decide it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { toldInFull } from '../../../../approvals/policy/member/details.ts';
import { GROUPS, PEOPLE } from '../../../../local/directory.ts';
import { policyWith, ROOMY } from '../../../flows/support/policy.ts';
import { aVerdict } from '../../../support/builders.ts';

const OWNERS = { name: 'data-owners', id: GROUPS.dataOwners };
const LEADS = { name: 'sre-leads', id: GROUPS.sreLeads };
const requirements = [{ groups: [OWNERS], people: [PEOPLE.bob], count: 1 }];
const summary = { route: 'data-approvals', timeZone: 'UTC', details: 'approvers' as const };
const whole = { route: 'ops', timeZone: 'UTC' };
const text = (routes: string) =>
  policyWith(ROOMY).replace(/^ {2}data-approvals:\n.*\n.*details: channel$/m, routes);

test('whoever may decide is told one-to-one beside those the policy tells anyway, each once', () => {
  const oneToOne = { groups: [OWNERS], people: [PEOPLE.carmen] };
  const verdict = toldInFull(aVerdict({ notify: [summary], requirements, oneToOne }));
  assert.deepEqual(verdict.oneToOne, { groups: [OWNERS], people: [PEOPLE.bob, PEOPLE.carmen] });
});

test('where every route tells all, nobody more is told', () => {
  const verdict = aVerdict({ notify: [whole], requirements });
  assert.equal(toldInFull(verdict), verdict);
});

test('a summary that comes with an escalation, and those it adds, count too', () => {
  const escalations = [
    { afterMs: 60_000, notify: [summary], groups: [], adds: { groups: [LEADS], people: [] } },
  ];
  const verdict = toldInFull(aVerdict({ notify: [whole], requirements, escalations }));
  assert.deepEqual(verdict.oneToOne?.groups, [OWNERS]);
  assert.deepEqual(verdict.escalations?.[0]?.groups, [LEADS]);
});

test('a policy pins it on the route, and a card that tells all never falls back to a route of summaries', () => {
  const good = parsePolicy(text('  data-approvals: { details: approvers, fallback: ops }\n  ops: {}'));
  assert.ok(good.ok);
  assert.equal(good.policy.routes.get('data-approvals')?.details, 'approvers');
  assert.deepEqual(good.policy.routes.get('ops'), { timeZone: 'UTC' });
  const bad = parsePolicy(text('  data-approvals: { fallback: ops }\n  ops: { details: approvers }'));
  assert.match(bad.ok ? '' : (bad.problems[0]?.message ?? ''), /is a route with details: approvers/);
});

test('where a channel reads a summary, those who may decide count among the people that are told', () => {
  const people = Array.from(
    { length: 51 },
    (_, n) => `7c0ffee0-0000-4000-8000-${String(n).padStart(12, '0')}`,
  );
  const many = (details: string) =>
    parsePolicy(
      text(`  data-approvals: { details: ${details} }`).replace(
        /^( *)approvers: .*$/m,
        `$1approvers: { people: [${people.join(', ')}] }`,
      ),
    );
  assert.ok(many('channel').ok);
  const bad = many('approvers');
  assert.match(bad.ok ? '' : (bad.problems[0]?.message ?? ''), /more than 50 people/);
});
