// Advice about routes that tell everybody what another route keeps to approvers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

function advice(always: string, more = ''): readonly string[] {
  const text = `admins: { entraGroup: ${anId('d003')} }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { all: {}, other: {}, kept: { details: approvers }, hushed: { details: approvers } }
actions: { read: {} }
defaults: { approvers: { group: owners }, notify: [${always}] }
rules:
  - { id: r, effect: review, when: 'action.name == "read"', approvers: { group: owners }${more} }
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy).map(({ kind, at, message }) => `${kind} ${at} ${message}`);
}

const said =
  'the route "all" tells all that "kept" keeps to approvers: both are told of the same request (those of defaults too); write details: approvers under "all" too, or name it elsewhere';

test('a route that keeps details to approvers is warned of where an open one is told beside it', () => {
  assert.deepEqual(advice('all', ', notify: [kept]'), [`warning /rules/0/notify ${said}`]);
  assert.deepEqual(advice('kept', ', notify: [all]'), [`warning /rules/0/notify ${said}`]);
  assert.deepEqual(advice('hushed', ', notify: [{ group: owners }]'), []);
  const later = ', escalate: { after: 5m, tell: [all] }';
  assert.deepEqual(advice('kept', later), [`warning /rules/0/escalate ${said}`]);
});

test('what the defaults mix is warned of once, at the defaults', () => {
  assert.deepEqual(advice('kept, all', ', notify: [hushed]'), [`warning /defaults/notify ${said}`]);
});

test('routes of one kind beside each other are no mistake', () => {
  assert.deepEqual(advice('all', ', notify: [other]'), []);
  assert.deepEqual(advice('kept', ', notify: [hushed]'), []);
  assert.deepEqual(advice('kept'), []);
});
