// A clicked card that nobody remembers is believed as often as a post was never seen to arrive there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adopt, isAdoptable } from '../../../approvals/decision/adopt.ts';
import { leaving } from '../../../approvals/prompt/fall-back.ts';
import { aConversation, aPrompt } from '../../support/builders.ts';

const HERE = aConversation();
const AWAY = aConversation({ id: '19:away@thread.tacv2' });
const ids = ({ activities }: ReturnType<typeof adopt>) => activities.map(({ id }) => id);

/** A post was lost here, the prompt went away, and came back. */
const back = { ...leaving(aPrompt({ conversation: HERE, unconfirmed: 1 })), conversation: HERE };

test('a card that got lost before the prompt went away and came back is adopted, once', () => {
  assert.equal(isAdoptable(back, HERE.id), true);
  const once = adopt(back, 'lost', HERE.id);
  assert.deepEqual(ids(once), ['lost']);
  assert.equal(isAdoptable(once, HERE.id), false);
});

test('of two that got lost, one before and one after, each is adopted and no third', () => {
  const two = adopt(adopt({ ...back, unconfirmed: 1 }, 'new', HERE.id), 'old', HERE.id);
  assert.deepEqual(ids(two), ['old', 'new']);
  assert.equal(two.unconfirmed, 0);
  assert.equal(isAdoptable(two, HERE.id), false);
});

test('nothing is adopted where no post is left open', () => {
  assert.equal(isAdoptable(back, AWAY.id), false);
  assert.equal(isAdoptable(aPrompt({ conversation: HERE }), HERE.id), false);
  assert.equal(isAdoptable(leaving(aPrompt({ conversation: HERE })), HERE.id), false);
});
