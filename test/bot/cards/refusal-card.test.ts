// What a person reads when a click was not accepted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../../../approvals/refusal.ts';
import { tellRefusal } from '../../../bot/cards/refusal-card.ts';
import { REQUESTS } from './views.ts';

const ALL: readonly Refusal[] = [
  { reason: 'invalid', problems: [{ at: '/x', message: 'EVIL' }] },
  { reason: 'too_large', what: 'EVIL', limitBytes: 65_536 },
  { reason: 'duplicate_request' },
  { reason: 'unknown_request' },
  { reason: 'already_ended', status: 'expired' },
  { reason: 'not_approver', groups: ['data-owners', 'sre-leads'] },
  { reason: 'own_request', because: 'owner' },
  { reason: 'own_request', because: 'on_behalf_of' },
  { reason: 'own_request', because: 'starter' },
  { reason: 'own_request', because: 'recorder' },
  { reason: 'already_looked_at' },
  { reason: 'step_up_required', acrs: ['c1'], withinMs: 600_000 },
  { reason: 'agent_paused', since: '2026-11-22T14:00:00.000Z' },
  { reason: 'same_denied', by: 'EVIL', at: '2026-11-22T14:00:00.000Z' },
  { reason: 'own_pause' },
  { reason: 'unknown_agent', meant: 'nightly-etl' },
  { reason: 'no_agent', is: 'enforcer', name: 'warehouse' },
  { reason: 'no_agent', is: 'blueprint', name: 'nightly-etl' },
  { reason: 'reason_missing', choice: 'approve' },
  { reason: 'guest' },
  { reason: 'foreign_tenant' },
  { reason: 'disabled_person' },
  { reason: 'not_a_person' },
  { reason: 'stale_card' },
  { reason: 'comment_empty' },
  { reason: 'comment_too_long', limit: 1000 },
  { reason: 'could_not_verify' },
  { reason: 'newer_version', version: 2 },
  { reason: 'not_known_yet' },
  { reason: 'busy' },
  { reason: 'not_permitted', needs: 'the role Approvals.Admin' },
  { reason: 'limit_reached', limit: 'EVIL', retryAfterSeconds: 600 },
  { reason: 'grant_unusable', why: 'approval_expired' },
  { reason: 'wrong_state', message: 'EVIL' },
];

test('tells each refusal in one short plain message, with nothing of the input in it', () => {
  const messages = ALL.map((refusal) => tellRefusal(refusal));
  for (const message of messages) {
    assert.ok(message.length > 20 && message.length <= 200, message);
    assert.match(message, /^[A-Z].*\.$/);
    assert.doesNotMatch(message, /EVIL|undefined|_/);
  }
  assert.equal(new Set(messages).size, ALL.length);
});

test('names the groups that may decide', () => {
  assert.match(
    tellRefusal({ reason: 'not_approver', groups: ['data-owners', 'sre-leads'] }),
    /data-owners or sre-leads/,
  );
});

test('never claims that nothing changed while a write may still land', () => {
  assert.doesNotMatch(tellRefusal({ reason: 'not_known_yet' }), /nothing/i);
});

test('says why an approval cannot be taken back, by what became of it', () => {
  const refusal: Refusal = { reason: 'wrong_state', message: 'x' };
  assert.match(tellRefusal(refusal, REQUESTS['approved-running']), /already been used/);
  assert.match(tellRefusal(refusal, REQUESTS['taken-back']), /already taken back/);
  assert.match(tellRefusal(refusal, REQUESTS['approved-lapsed']), /ran out unused/);
  assert.match(tellRefusal(refusal, REQUESTS['waiting-new']), /still waiting/);
});
