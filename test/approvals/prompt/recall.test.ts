// A new card in place of the one before: when a conversation is owed one, when it is given up, and which of the old ones are kept up to date.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCalled, oneMore, recallsTo, replacing, standingAgain } from '../../../approvals/prompt/recall.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import type { Prompt, PromptActivity } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aPrompt, aRequest, NOW } from '../../support/builders.ts';

const reminded = (times: number, change: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({ reminded: { times, at: NOW }, ...change });
const card = (n: number, change: Partial<PromptActivity> = {}): PromptActivity => ({
  id: `a${n}`,
  shows: 1,
  gone: false,
  ...change,
});
const posted = (calls: number, posts: number): Prompt => aPrompt({ calling: { calls, posts } });

test('each reminder asks for one new card, and what was answered asks for none', () => {
  assert.equal(isCalled(aPrompt(), aRequest()), false);
  assert.equal(isCalled(aPrompt(), reminded(1)), true);
  assert.equal(isCalled(aPrompt({ called: 1 }), reminded(1)), false);
  assert.equal(isCalled(aPrompt({ called: 1 }), reminded(2)), true);
});

test('what has ended is called to mind no more', () => {
  assert.equal(isCalled(aPrompt(), reminded(1, { status: 'approved' })), false);
});

test('a call whose posts nobody confirms is given up after three, and the card that stands stays', () => {
  assert.deepEqual(
    [1, 2, 3].map((posts) => isCalled(posted(1, posts), reminded(1))),
    [true, true, false],
  );
});

test('a later call has posts of its own', () => {
  assert.equal(isCalled(posted(1, 3), reminded(2)), true);
  assert.deepEqual(oneMore(posted(1, 3), reminded(2)), { calls: 2, posts: 1 });
  assert.deepEqual(oneMore(posted(2, 1), reminded(2)), { calls: 2, posts: 2 });
});

test('of replaced cards the newest twenty are kept up to date, and each that has not said so yet', () => {
  const old = Array.from({ length: 30 }, (_, n) => card(n, { replaced: true, shows: n === 0 ? 0 : 5 }));
  const kept = replacing([...old, card(30, { shows: 5 })]);
  assert.deepEqual(
    kept.map(({ id }) => id),
    ['a0', ...Array.from({ length: 20 }, (_, n) => `a${n + 11}`)],
  );
  assert.deepEqual(kept.at(-1), card(30, { replaced: true, shows: 0 }));
});

test('where the newest card is gone, the one before it asks again', () => {
  const cards = [card(1, { replaced: true }), card(2, { replaced: true }), card(3, { gone: true })];
  assert.deepEqual(standingAgain(cards)[1], card(2, { shows: 0 }));
  assert.deepEqual(standingAgain(cards)[0], cards[0]);
  const standing = [card(1, { replaced: true }), card(2)];
  assert.deepEqual(standingAgain(standing), standing);
});

test('an owner is called at each comment of somebody else, so many as are told one by one, and once at the end, however it ended', () => {
  const hers = { person: PEOPLE.dana, owner: true } as const;
  const remark = (id: string) =>
    ({ by: { kind: 'person', id, name: id }, at: NOW, seq: 2, text: 'd' }) as const;
  const others = (count: number) => Array.from({ length: count }, () => remark(PEOPLE.alice));
  const calls = (change: Partial<ApprovalRequest>) =>
    recallsTo(aRequest({ commentCount: change.comments?.length ?? 0, ...change }), hers);
  assert.equal(calls({}), 0);
  assert.equal(calls({ comments: [remark(PEOPLE.alice), remark(PEOPLE.dana), remark('agent')] }), 2);
  for (const status of ['approved', 'denied', 'expired', 'cancelled', 'failed'] as const)
    assert.equal(calls({ comments: others(1), status }), 2, status);
  assert.equal(calls({ comments: others(20), commentCount: 500 }), 20, 'nobody floods an owner');
  assert.equal(
    calls({ reminded: { times: 2, at: NOW } }),
    0,
    'nothing is asked of them, so nobody reminds them',
  );
  const prompt = { ...aPrompt({ called: 1 }), ...hers, route: undefined } as unknown as Prompt;
  assert.equal(isCalled(prompt, aRequest({ status: 'denied', comments: others(1), commentCount: 1 })), true);
  assert.equal(
    isCalled({ ...prompt, called: 2 }, aRequest({ status: 'denied', comments: others(1), commentCount: 1 })),
    false,
  );
});
