// Which update is sent once more some seconds later, since an older one may land after it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countSend, nextSend, rememberLate, rememberUpdate } from '../../../approvals/prompt/prompt.ts';
import { replacing } from '../../../approvals/prompt/recall.ts';
import { putDown } from '../../../approvals/prompt/repeat.ts';
import { later } from '../../../approvals/time.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import type { Prompt, PromptActivity } from '../../../approvals/work.ts';
import { aPrompt, aRequest, NOW } from '../../support/builders.ts';

const card: PromptActivity = { id: 'a1', shows: 1, gone: false };
const at = (seconds: number) => later(NOW, seconds * 1000);
const revision = (n: number, status: ApprovalRequest['status'] = 'pending') =>
  aRequest({ revision: n, status });

/** The prompt once the update of its card was put down, `seconds` on; and once it was confirmed. */
function sending(prompt: Prompt, request: ApprovalRequest, seconds: number): Prompt {
  const next = nextSend(prompt, request, at(seconds));
  assert.equal(next.do, 'update');
  return next.do === 'update'
    ? putDown(countSend(prompt, request, 'update'), next.activity, request, at(seconds))
    : prompt;
}
const sent = (prompt: Prompt, request: ApprovalRequest, seconds: number) =>
  rememberUpdate(sending(prompt, request, seconds), 'a1', request.revision, request, at(seconds), false);
const owed = (prompt: Prompt) => prompt.activities[0]?.lateUntil;
const posted = aPrompt({ activities: [card] });

test('the first update of a card follows its post, and nothing can land after it', () => {
  const once = sent(posted, revision(2), 0);
  assert.equal(owed(once), undefined);
  assert.equal(nextSend(once, revision(2), at(0)).do, 'nothing');
});

for (const status of ['pending', 'approved'] as const) {
  test(`an update that follows another within five minutes is due once more in five seconds, and no more: ${status}`, () => {
    const request = revision(3, status);
    const twice = sent(sent(posted, revision(2), 0), request, 299);
    assert.equal(owed(twice), at(304));
    assert.deepEqual(nextSend(twice, request, at(299)), { do: 'wait', at: at(304) });
    const due = nextSend(twice, request, at(304));
    assert.equal(due.do, 'update');
    const again = sending(twice, request, 304);
    assert.deepEqual(again.activities, twice.activities);
    const done = rememberLate(again, 'a1', at(304), at(304));
    assert.equal(owed(done), undefined);
    const rest = nextSend(done, request, at(304));
    // What is final is sent a last time five minutes after it, as ever.
    assert.deepEqual(rest, status === 'pending' ? { do: 'nothing' } : { do: 'wait', at: at(299 + 300) });
  });
}

test('what was sent five minutes ago has landed', () => {
  assert.equal(owed(sent(sent(posted, revision(2), 0), revision(3), 300)), undefined);
});

test('of several in a row the last is repeated, once', () => {
  const burst = [2, 3, 4, 5].reduce((prompt, n) => sent(prompt, revision(n), n), posted);
  assert.equal(owed(burst), at(10));
});

test('an update of which nobody saw the end counts as one that may land late, and to try it again does not', () => {
  const lost = sending(posted, revision(2), 0);
  assert.equal(owed(sent(lost, revision(2), 2)), undefined);
  assert.equal(owed(sent(lost, revision(3), 2)), at(7));
  const tried = sending(sent(posted, revision(2), 0), revision(3), 1);
  assert.equal(owed(tried), at(6));
  // Put off with each try: what it overtook has the same time to land after the one that came through.
  assert.equal(owed(sent(tried, revision(3), 20)), at(25));
});

test('a card that says it was replaced, or that its agent was paused, is repeated though its request is as it was', () => {
  const shown = sent(posted, revision(2), 0);
  const replaced = { ...shown, activities: replacing(shown.activities) };
  assert.equal(owed(sent(replaced, revision(2), 1)), at(6));
  const paused: Prompt = { ...shown, standing: 2 };
  assert.equal(owed(sending(paused, revision(2), 1)), at(6));
});

test('what a holder that is gone may have sent is waited for as long as before', () => {
  const [each = card] = sent(posted, revision(2), 0).activities;
  const taken = aPrompt({ activities: [{ ...each, lateUntil: at(20) }] });
  assert.equal(owed(sent(taken, revision(3), 1)), at(20));
  assert.equal(owed(sent(taken, revision(3), 19)), at(24));
});

test('other cards of the prompt owe nothing for it', () => {
  const two = aPrompt({ activities: [card, { ...card, id: 'a2' }] });
  const put = putDown(two, card, revision(2), NOW);
  assert.deepEqual(put.activities, [
    { ...card, sent: { revision: 2, at: NOW } },
    { ...card, id: 'a2' },
  ]);
});
