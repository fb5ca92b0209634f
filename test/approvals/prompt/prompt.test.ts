import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryOf, toldDelivery } from '../../../approvals/prompt/delivery.ts';
import type { NextSend } from '../../../approvals/prompt/prompt.ts';
import {
  atRest,
  backOff,
  countSend,
  markGone,
  nextSend,
  promptDue,
  refreshed,
  rememberPost,
  rememberUpdate,
  revive,
} from '../../../approvals/prompt/prompt.ts';
import { BESIDE, waitForLink } from '../../../approvals/prompt/unplaced.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt, PromptActivity } from '../../../approvals/work.ts';
import { aPrompt, aRequest, MINUTE_MS, NOW } from '../../support/builders.ts';

const FIVE_MINUTES = 5 * MINUTE_MS;
const activity = (change: Partial<PromptActivity> = {}): PromptActivity => ({
  id: 'a1',
  shows: 1,
  gone: false,
  ...change,
});
const standing = (...activities: readonly PromptActivity[]) => aPrompt({ activities });
const pending = aRequest();
const approved = aRequest({ status: 'approved', revision: 2 });
const soon = later(NOW, 1000);

const steps: [string, Prompt, typeof pending, NextSend['do'], string?][] = [
  ['a pending request without a card is posted', aPrompt(), pending, 'post'],
  ['a request that ended before any card needs none', aPrompt(), approved, 'nothing'],
  ['a card that shows an older revision is updated', standing(activity()), approved, 'update'],
  ['a card that is current is left alone', standing(activity()), pending, 'nothing'],
  [
    'a deleted card is neither updated nor posted again',
    standing(activity({ gone: true })),
    pending,
    'nothing',
  ],
  ['a dead prompt rests', aPrompt({ dead: true }), pending, 'nothing'],
  [
    'a new revision revives a dead prompt',
    aPrompt({ dead: true, attempts: 3 }),
    aRequest({ revision: 2 }),
    'post',
  ],
  ['nothing is sent before the next try', aPrompt({ nextTry: soon }), pending, 'wait', soon],
  ['at the next try it is sent', aPrompt({ nextTry: NOW }), pending, 'post'],
  [
    'a new revision does not wait for the next try of an older one',
    { ...standing(activity()), nextTry: soon },
    approved,
    'update',
  ],
  [
    'the end is sent a second time, but not yet',
    standing(activity({ shows: 2, againAt: soon })),
    approved,
    'wait',
    soon,
  ],
  [
    'the end is sent a second time when due',
    standing(activity({ shows: 2, againAt: NOW })),
    approved,
    'update',
  ],
  ['the end is not sent a third time', standing(activity({ shows: 2, again: 2 })), approved, 'nothing'],
  [
    'a later revision of an ended request is sent twice too',
    standing(activity({ shows: 2, again: 2 })),
    aRequest({ status: 'approved', revision: 3 }),
    'update',
  ],
  ['a pending card is sent once', standing(activity({ againAt: NOW })), pending, 'nothing'],
  [
    'a deleted card is not sent a second time',
    standing(activity({ shows: 2, againAt: NOW, gone: true })),
    approved,
    'nothing',
  ],
];
for (const [title, prompt, request, expected, at] of steps) {
  test(title, () => {
    const next = nextSend({ ...prompt, revision: 1 }, request, NOW);
    assert.equal(next.do, expected);
    if (next.do === 'wait') assert.equal(next.at, at);
  });
}

test('of several cards the one behind comes first, then the one due soonest', () => {
  const prompt = standing(
    activity({ id: 'late', shows: 2, againAt: later(NOW, 2) }),
    activity({ id: 'first', shows: 2, againAt: later(NOW, 1) }),
    activity({ id: 'behind', shows: 1 }),
  );
  const next = nextSend(prompt, approved, later(NOW, 10));
  assert.equal(next.do === 'update' && next.activity.id, 'behind');
  const caught = rememberUpdate(prompt, 'behind', 2, approved, later(NOW, 10), false);
  const again = nextSend(caught, approved, later(NOW, 10));
  assert.equal(again.do === 'update' && again.activity.id, 'first');
});

test('a send is counted before it is made, and a post as unconfirmed', () => {
  const once = countSend(aPrompt(), pending, 'post');
  assert.deepEqual([once.attempts, once.unconfirmed], [1, 1]);
  const update = countSend(standing(activity()), pending, 'update');
  assert.deepEqual([update.attempts, update.unconfirmed], [1, 0]);
});

test('a new revision starts a new count; what may stand unknown is never forgotten', () => {
  const counted = countSend(aPrompt({ attempts: 2, unconfirmed: 2 }), aRequest({ revision: 2 }), 'post');
  assert.deepEqual([counted.attempts, counted.unconfirmed, counted.revision], [1, 3, 2]);
});

test('after three posts nobody confirmed nothing more is posted, also when every handler crashed', () => {
  let prompt = aPrompt();
  let posts = 0;
  while (nextSend(prompt, pending, NOW).do === 'post' && posts < 10) {
    prompt = countSend(prompt, pending, 'post');
    posts++;
  }
  assert.equal(posts, 3);
  // Looked at once more, so that it is told as dead.
  assert.equal(promptDue(prompt, pending, NOW), NOW);
  const rested = atRest(prompt, pending, { do: 'nothing' });
  assert.deepEqual([rested.dead, promptDue(rested, pending, NOW)], [true, undefined]);
  assert.equal(nextSend(prompt, aRequest({ revision: 2 }), NOW).do, 'post');
});

test('updates that crash every handler end too', () => {
  let prompt = standing(activity());
  let sends = 0;
  while (nextSend(prompt, approved, NOW).do === 'update' && sends < 1000) {
    prompt = countSend(prompt, approved, 'update');
    sends++;
  }
  assert.equal(sends, 150);
});

test('however many cards stand, each is sent the end twice: only sends without a confirmation count towards death', () => {
  let prompt = standing(...Array.from({ length: 20 }, (_, n) => activity({ id: `a${n}` })));
  let now = NOW;
  let sends = 0;
  for (
    let next = nextSend(prompt, approved, now);
    next.do !== 'nothing';
    next = nextSend(prompt, approved, now)
  ) {
    if (next.do === 'wait') now = next.at;
    if (next.do !== 'update') continue;
    const second = next.activity.shows >= approved.revision;
    prompt = countSend(prompt, approved, 'update');
    prompt = rememberUpdate(prompt, next.activity.id, approved.revision, approved, now, second);
    sends++;
  }
  assert.equal(sends, 40);
  assert.ok(prompt.activities.every((each) => each.shows === 2 && each.again === 2));
});

test('a confirmed post is known from now on, also when it was adopted meanwhile', () => {
  const sent = countSend(aPrompt(), pending, 'post');
  const known = rememberPost(sent, 'a1', 1);
  assert.deepEqual([known.activities, known.unconfirmed], [[activity()], 0]);
  assert.deepEqual(rememberPost(known, 'a1', 1).activities, [activity()]);
});

test('a confirmed send leaves neither an old next try nor an old error behind', () => {
  const failed = waitForLink(aPrompt(), NOW);
  assert.equal(failed.nextTry, later(NOW, 30_000));
  const posted = rememberPost(countSend(failed, pending, 'post'), 'a1', 1);
  assert.deepEqual([posted.nextTry, posted.lastError], [undefined, undefined]);
  const stuck = backOff(standing(activity()), 'no answer', NOW);
  const updated = rememberUpdate(countSend(stuck, approved, 'update'), 'a1', 2, approved, NOW, false);
  assert.deepEqual([updated.nextTry, updated.lastError], [undefined, undefined]);
});

test('the first update to an ended request puts down the second, five minutes on', () => {
  const once = rememberUpdate(standing(activity()), 'a1', 2, approved, NOW, false);
  assert.deepEqual(once.activities, [activity({ shows: 2, againAt: later(NOW, FIVE_MINUTES) })]);
  const twice = rememberUpdate(once, 'a1', 2, approved, later(NOW, FIVE_MINUTES), true);
  assert.deepEqual(twice.activities, [activity({ shows: 2, again: 2 })]);
});

test('an update to a pending request is sent once', () => {
  const later = aRequest({ revision: 2 });
  const once = rememberUpdate(standing(activity()), 'a1', 2, later, NOW, false);
  assert.deepEqual(once.activities, [activity({ shows: 2 })]);
});

test('an update confirmed late never takes a card back to an older revision', () => {
  const prompt = standing(activity({ shows: 3 }));
  assert.deepEqual(rememberUpdate(prompt, 'a1', 2, pending, NOW, false).activities, prompt.activities);
});

test('a deleted card stays known', () => {
  assert.deepEqual(markGone(standing(activity()), 'a1').activities, [activity({ gone: true })]);
});

test('after a failure the next try comes ever later, up to five minutes, and the error is told', () => {
  const waits = [1, 2, 3, 4, 8, 9, 11].map((attempts) => {
    const prompt = backOff({ ...standing(activity()), attempts }, 'no answer', NOW);
    assert.equal(prompt.lastError, 'no answer');
    return Date.parse(prompt.nextTry ?? '') - Date.parse(NOW);
  });
  assert.deepEqual(waits, [2000, 4000, 8000, 16_000, 256_000, 300_000, 300_000]);
});

test('the third unconfirmed post is the last, the hundred-and-fiftieth failed update too', () => {
  assert.equal(backOff(aPrompt({ attempts: 2, unconfirmed: 2 }), 'x', NOW).dead, false);
  assert.equal(backOff(aPrompt({ attempts: 3, unconfirmed: 3 }), 'x', NOW).dead, true);
  assert.equal(backOff({ ...standing(activity()), attempts: 149 }, 'x', NOW).dead, false);
  assert.equal(backOff({ ...standing(activity()), attempts: 150 }, 'x', NOW).dead, true);
});

test('what the channel will not take is dead at once', () => {
  const refused = backOff(aPrompt({ attempts: 1, unconfirmed: 1 }), '403', NOW, {
    final: true,
    notSent: 'post',
  });
  assert.deepEqual([refused.dead, refused.unconfirmed], [true, 0]);
});

test('a click revives the dead with a new count and sends a stale or deleted card again', () => {
  const dead = { ...standing(activity({ gone: true }), activity({ id: 'a2' })), dead: true, attempts: 150 };
  const revived = revive(dead, 'a1', true);
  assert.deepEqual([revived.dead, revived.attempts], [false, 0]);
  assert.deepEqual(revived.activities, [activity({ shows: 0 }), activity({ id: 'a2' })]);
  assert.deepEqual(revive(dead, 'a1', false).activities, dead.activities);
});

test('a prompt is due when its lease ends, at its next try, now, or never', () => {
  const lease = { holder: 'h', until: soon };
  assert.equal(promptDue(aPrompt({ lease }), pending, NOW), soon);
  assert.equal(promptDue(aPrompt({ lease: { holder: 'h', until: NOW } }), pending, NOW), NOW);
  assert.equal(promptDue(aPrompt({ nextTry: soon }), pending, NOW), soon);
  assert.equal(promptDue(aPrompt(), pending, NOW), NOW);
  assert.equal(promptDue(standing(activity()), pending, NOW), undefined);
});

test('refreshing for the revision it has changes nothing', () => {
  const prompt = aPrompt({ nextTry: soon, attempts: 2, dead: true });
  assert.equal(refreshed(prompt, pending), prompt);
});

for (const [state, prompt] of [
  ['delivered', { ...standing(activity({ gone: true }), activity({ id: 'a2' })), dead: true }],
  ['dead', aPrompt({ dead: true, unconfirmed: 3 })],
  ['gone', standing(activity({ gone: true }))],
  ['unconfirmed', aPrompt({ unconfirmed: 1 })],
  ['beside', aPrompt({ lastError: BESIDE })],
  ['waiting', aPrompt()],
] as const) {
  test(`status tells when a prompt is ${state}`, () => {
    assert.equal(deliveryOf(prompt), state);
  });
}

test('status tells of no card to come once the request is over', () => {
  const over = aRequest({ status: 'denied', endedAt: NOW });
  const unlinked = aPrompt({ lastError: 'not linked' });
  assert.deepEqual([toldDelivery(unlinked, pending), toldDelivery(unlinked, over)], ['waiting', 'ended']);
  assert.equal(toldDelivery(standing(activity({})), over), 'delivered', 'that one was sent');
});
