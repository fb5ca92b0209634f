// Which card is sent once more after its prompt was taken over, and when that is done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lateSend, sentLate } from '../../../approvals/prompt/take-over.ts';
import { later } from '../../../approvals/time.ts';
import { NOW } from '../../support/builders.ts';

const card = (id: string, lateUntil?: string) => ({
  ...{ route: 'r', activity: id, conversation: 'c', serviceUrl: 'https://teams.example/', shown: 1 },
  ...(lateUntil === undefined ? {} : { lateUntil }),
});
const SOON = later(NOW, 1000);

test('the card that is due first is sent first, wherever it stands', () => {
  const cards = [card('a'), card('b', SOON), card('c', NOW)] as never;
  assert.deepEqual(lateSend(cards), { activity: card('c', NOW), at: NOW });
  assert.equal(lateSend([card('a')] as never), undefined);
});

test('a card that was taken over anew while it was sent is due anew', () => {
  assert.deepEqual(sentLate(card('a', NOW) as never, NOW, NOW), card('a'));
  assert.deepEqual(sentLate(card('a', SOON) as never, NOW, NOW), card('a', SOON));
});

test('sent that late that its second send was due as well, it needs no third', () => {
  const ended = { ...card('a', NOW), shows: 2, againAt: SOON } as never;
  assert.deepEqual(sentLate(ended, NOW, NOW), { ...card('a'), shows: 2, againAt: SOON });
  assert.deepEqual(sentLate(ended, NOW, SOON), { ...card('a'), shows: 2, again: 2 });
});
