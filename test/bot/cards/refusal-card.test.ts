// What a person reads when a click was not accepted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../../../approvals/refusal.ts';
import { tellRefusal } from '../../../bot/cards/refusal-card.ts';
import { LINK, REFUSALS } from './refusals.ts';
import { REQUESTS, type State } from './views.ts';

const WRONG_STATE: Refusal = { reason: 'wrong_state', message: 'x' };

test('tells each refusal in one short plain message, with nothing of the input in it', () => {
  const messages = REFUSALS.map((refusal) => tellRefusal(refusal));
  for (const told of messages) {
    // Our own address is as long as it is.
    const message = told.replace(LINK, 'the page');
    assert.ok(message.length > 20 && message.length <= 200, message);
    assert.match(message, /^[A-Z].*\.$/);
    assert.doesNotMatch(message, /EVIL|undefined|_/);
  }
  assert.equal(new Set(messages).size, REFUSALS.length);
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
  const told = (state: State) => tellRefusal(WRONG_STATE, REQUESTS[state], 'revoke');
  assert.match(told('approved-running'), /already been used/);
  assert.match(told('taken-back'), /already taken back/);
  assert.match(told('approved-lapsed'), /ran out unused/);
  assert.match(told('waiting-new'), /still waiting/);
});

test('speaks of taking back only to who wanted that', () => {
  for (const verb of ['looks_right', 'needs_follow_up'])
    for (const state of ['waiting-new', 'approved-running', 'taken-back'] as const)
      assert.match(tellRefusal(WRONG_STATE, REQUESTS[state], verb), /^This cannot be done with the request/);
});
