// Votes that a rule wants words with: what counts as words, through every door, and what comes back where they are missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDecision } from '../../../approvals/audit/check/check-decision.ts';
import { replay } from '../../../approvals/audit/check/replay.ts';
import { isFlawed, readEvent } from '../../../approvals/audit/check/told.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import type { Ballot } from '../../../approvals/decision/ballot.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { DENIAL_REASONS, isDenialReason, lacksReason } from '../../../approvals/decision/vote-reason.ts';
import type { Click } from '../../../approvals/prompt/card-ports.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { RequireReason } from '../../../approvals/verdict.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { REASONS } from '../../../bot/cards/people.ts';
import { aClick, aPerson, aRequirement, aVerdict } from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const INVISIBLE = '\u200b\u2060 \u00a0\u3164\u202e\t\n';
const asking = (requireReason: RequireReason) => ({ verdict: aVerdict({ requireReason }) });
const vote = (stage: Stage, change: Partial<Ballot>) =>
  decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'approve', via: 'api', ...change });
const missing = (choice: 'approve' | 'deny') => ({
  ok: false,
  refusal: { reason: 'reason_missing', choice },
});

test('the card’s list is the list that counts, but for what a report gives', () => {
  assert.deepEqual(
    REASONS,
    DENIAL_REASONS.filter((each) => each !== 'suspicious'),
  );
});

const WORDLESS: readonly [string, Partial<Ballot>][] = [
  ['nothing', {}],
  ['an empty comment', { comment: '' }],
  ['spaces alone', { comment: '   \n' }],
  ['characters that nobody sees', { comment: INVISIBLE }],
  ['a reason that is not of the list', { reason: 'because' }],
];
for (const [what, said] of WORDLESS) {
  test(`a vote with ${what} is refused where a rule wants a reason, and nothing is written`, async () => {
    for (const choice of ['approve', 'deny'] as const) {
      const stage = await createStage(asking('both'));
      assert.deepEqual(await vote(stage, { choice, ...said }), missing(choice));
      assert.deepEqual([stage.writes(), stage.told(), stage.request().status], [[], [], 'pending']);
    }
  });
}

test('only the choice that the rule names needs one', async () => {
  const toApprove = await createStage(asking('approve'));
  assert.deepEqual(await vote(toApprove, {}), missing('approve'));
  assert.ok((await vote(toApprove, { choice: 'deny' })).ok);
  const toDeny = await createStage(asking('deny'));
  assert.deepEqual(await vote(toDeny, { choice: 'deny' }), missing('deny'));
  assert.ok((await vote(toDeny, {})).ok);
});

test('a comment is a reason for both; a choice of the list is one for a deny alone', async () => {
  for (const choice of ['approve', 'deny'] as const) {
    const stage = await createStage(asking('both'));
    assert.ok((await vote(stage, { choice, comment: `${INVISIBLE}ok` })).ok);
    assert.equal(stage.request().status, choice === 'approve' ? 'approved' : 'denied');
  }
  for (const reason of DENIAL_REASONS) {
    const stage = await createStage(asking('both'));
    assert.deepEqual(await vote(stage, { reason }), missing('approve'), reason);
    assert.ok((await vote(stage, { choice: 'deny', reason })).ok, reason);
  }
});

test('a reason is asked of nobody who may not decide anyway, and not again where the vote stands', async () => {
  const verdict = aVerdict({ requireReason: 'both', requirements: [aRequirement({ count: 2 })] });
  const stage = await createStage({ verdict });
  const outsider = await vote(stage, { person: aPerson('olivia') });
  assert.equal(!outsider.ok && outsider.refusal.reason, 'not_approver');
  assert.ok((await vote(stage, { comment: 'checked the target' })).ok);
  // Teams sends a click again with the input empty: it must not be told that its words are missing.
  const again = await vote(stage, {});
  assert.ok(again.ok && !again.value.wrote);
  // Another choice is another vote.
  assert.deepEqual(await vote(stage, { choice: 'deny' }), missing('deny'));
});

test('a click without one gets the same card back with what was chosen kept, for that person alone', async () => {
  const stage = await createStage(asking('both'));
  await show(stage.desk, stage.id, 'prompt-1');
  stage.forget();
  const { nonce } = stage.row<Prompt>('prompt-1');
  const sent = stage.sent.length;
  const click = (change: Partial<Click>) => answer(stage.desk, aClick({ nonce, ...change }));
  const reply = await click({ reason: 'too_much', comment: '👍' });
  assert.ok(reply.kind === 'card');
  assert.deepEqual(reply.view.missing, { choice: 'approve', reason: 'too_much', comment: '👍' });
  assert.equal(reply.view.request.status, 'pending');
  assert.deepEqual([stage.writes(), stage.sent.length, stage.told()], [[], sent, []]);
  const done = await click({ comment: 'I was told of it.' });
  assert.ok(done.kind === 'card');
  assert.deepEqual([done.view.missing, done.view.request.status], [undefined, 'approved']);
});

test('a word that only looks like one of the list is none', () => {
  assert.equal(lacksReason({}, { choice: 'approve' }), false);
  assert.equal(isDenialReason('__proto__'), false);
});

test('a stored vote without the reason that its pinned verdict asks is found offline', async () => {
  const stage = await createStage(asking('both'));
  await vote(stage, { choice: 'deny', reason: 'wrong_time' });
  const request = stage.request();
  const check = (change: (facts: Record<string, unknown>) => void) => {
    const told = stage.events().map((event) => {
      const facts: Record<string, unknown> = { ...event.facts };
      if (event.type === 'voted') change(facts);
      const read = readEvent({ ...event, facts });
      assert.ok(!isFlawed(read), JSON.stringify(read));
      return read;
    });
    const state = replay(told);
    assert.ok(!isFlawed(state));
    return checkDecision(told, state, { ...request, barred: request.excluded });
  };
  assert.equal(
    check(() => undefined),
    undefined,
  );
  const wordless = /without the reason that its rule asks/;
  assert.match(check((facts) => delete facts.reason)?.why ?? '', wordless);
  assert.match(check((facts) => (facts.reason = 'because'))?.why ?? '', wordless);
  assert.match(check((facts) => (facts.choice = 'approve'))?.why ?? '', wordless);
  const words = check((facts) => {
    delete facts.reason;
    facts.text = 'a digest';
  });
  assert.equal(words, undefined);
});
