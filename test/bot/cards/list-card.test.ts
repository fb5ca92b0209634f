// Lists of requests: what each line says, and that none is out of reach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { digestCard } from '../../../bot/cards/digest-card.ts';
import { waitingCard } from '../../../bot/cards/list-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { at, REQUESTS, viewOf } from './views.ts';

const PENDING = REQUESTS['waiting-new'];
const textOf = (card: unknown): string =>
  [...JSON.stringify(card).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).join('');
const listed = (requests: readonly ApprovalRequest[], page?: number) =>
  textOf(
    waitingCard({ requests, voted: 0, isCut: false }, 'https://x.example', at('15:01'), {
      ...(page === undefined ? {} : { page }),
      written: (command) => `“${command}”`,
    }),
  );
const digest = (requests: readonly ApprovalRequest[], summaries: readonly string[] = []) =>
  textOf(digestCard({ nonce: 'n', requests, summaries, more: 0, isCut: false, at: at('15:01') }));

test('a line says of an unregistered agent and of an unlisted action what the card says', () => {
  const odd = REQUESTS['waiting-unlisted'];
  for (const text of [listed([odd]), digest([odd])]) {
    assert.match(text, /Unregistered agent 7c0f…c001 asks for “cluster\.drain” \(the agent’s own word\) on/);
  }
});

test('a line flags what looks like something else, where it tells the resource at all', () => {
  const odd = { ...PENDING, resource: { type: 'database', id: 'prod/сustomers' } };
  for (const text of [listed([odd]), digest([odd])]) assert.match(text, /look like others in: resource/);
  assert.doesNotMatch(
    digest([odd], [odd.id]),
    /look like others|prod/,
    'a summary tells nothing of the intent',
  );
});

test('all that waits can be listed, eight at a time, and a part that is not there is the last one', () => {
  const many = Array.from({ length: 19 }, (_, index) => ({
    ...PENDING,
    resource: { type: 'database', id: `db-${index}` },
  }));
  const ids = (text: string) => [...text.matchAll(/db-\d+/g)].map(String);
  assert.match(listed(many), /And 11 more: write “pending 2”\./);
  assert.match(listed(many, 2), /Part 2 of the list.*And 3 more: write “pending 3”\./);
  assert.doesNotMatch(listed(many, 3), /more: write/);
  const all = [1, 2, 3].flatMap((page) => ids(listed(many, page)));
  assert.equal(new Set(all).size, 19);
  assert.equal(listed(many, 99), listed(many, 3));
});

test('an empty digest does not claim that nothing waits', () => {
  assert.match(digest([]), /No card is held back here any more.*Requests may still wait/);
});

test('a list tells when it was made in the zone of what it lists and in UTC; of several zones, or none, in UTC alone', () => {
  const notify = [{ route: 'tokyo', timeZone: 'Asia/Tokyo' }];
  const elsewhere = { ...PENDING, verdict: { ...PENDING.verdict, notify } };
  for (const told of [listed, digest]) {
    assert.match(told([PENDING, PENDING]), /As of 2026-11-21 16:01 \(15:01 UTC\)/);
    assert.match(told([elsewhere]), /As of 2026-11-22 00:01 \(2026-11-21 15:01 UTC\)/);
    for (const some of [[PENDING, elsewhere], []]) assert.match(told(some), /As of 2026-11-21 15:01 UTC/);
  }
});

test('the toast of a waiting request names its risk, whatever the level', () => {
  for (const level of ['low', 'medium', 'high', 'critical'] as const) {
    const verdict = { ...PENDING.verdict, risk: { level, reasons: [] } };
    assert.match(summarise(viewOf('waiting-new', {}, { verdict })), new RegExp(`^${level} risk: `, 'i'));
  }
});
