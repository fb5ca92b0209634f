// What a card says of a call that our own gateway made: told as our fact, and only there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grant } from '../../../approvals/words.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { at, digest, REQUESTS, type State, viewOf } from './views.ts';

const outcomeOf = (state: State, change: Partial<Grant> = {}, detail = 'answered 200'): string => {
  const { grant } = viewOf(state).request;
  assert.ok(grant);
  const view = viewOf(state, { texts: { [digest('g')]: detail } }, { grant: { ...grant, ...change } });
  const rows = (buildCard(view).body ?? []) as readonly { readonly columns?: readonly unknown[] }[];
  const texts = rows.map(({ columns = [] }) =>
    [...JSON.stringify(columns).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).join(''),
  );
  return texts.find((text) => text.startsWith('Outcome')) ?? '';
};

test('tells what our gateway sent and what came back as a fact, and another’s outcome as a report', () => {
  assert.equal(outcomeOf('approved-sent'), 'Outcomesent by Countersign, PATCH to cluster; it answered 200');
  assert.match(outcomeOf('approved-succeeded', {}, ''), /^Outcomewarehouse reports success/);
});

test('takes nobody’s word for a call of our gateway: the record says that we sent it', () => {
  const { starts: _none, ...redemption } = REQUESTS['approved-sent'].grant.redemption;
  assert.equal(outcomeOf('approved-sent', { redemption }), 'Outcomegateway reports success: “answered 200”');
});

test('says what is known of a call whose end is open, unclear, or that never left', () => {
  const ended = { at: at('15:08'), by: 'gateway', text: digest('g') };
  const { outcome: _none, ...open } = REQUESTS['approved-sent'].grant;
  const view = viewOf('approved-sent', {}, { grant: open });
  assert.match(JSON.stringify(buildCard(view)), /no outcome reported yet/);
  assert.match(
    outcomeOf('approved-sent', { outcome: { ...ended, result: 'unknown' } }, 'sent, no answer: it hung up'),
    /sent by Countersign, PATCH to cluster; then: “sent, no answer: it hung up”$/,
  );
  assert.equal(
    outcomeOf('approved-sent', { outcome: { ...ended, result: 'failed' } }, 'not sent: no route'),
    'Outcomenot sent by Countersign: “no route”',
  );
});
