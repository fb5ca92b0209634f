// A click adopts a card whose post was never confirmed. That write may fail, or land long after it seemed to have failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aClick, aConversation, anAsk, aPerson, MINUTE_MS, NOW } from '../../support/builders.ts';
import { unanswered } from '../../support/memory-tables.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const { id } = anAsk();

/** One card was posted, but Teams never said so. */
async function withUnconfirmedPost() {
  const world = createTestDesk();
  const { desk } = world;
  await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  await submit(desk, anAsk());
  world.sendFaults.push(new SendFault('unconfirmed', 'cut'));
  await show(desk, id, 'prompt-1');
  const row = await desk.store.read<Prompt>(id, 'prompt-1');
  return { ...world, click: aClick({ nonce: row?.data.nonce ?? '', activity: 'card-lost' }) };
}

test('a click decides even when the card it came from cannot be adopted', async () => {
  const { desk, click } = await withUnconfirmedPost();
  const swap = async () => Promise.reject(unanswered('swap'));
  const reply = await answer({ ...desk, store: { ...desk.store, swap } }, click);
  assert.equal(reply.kind === 'card' && reply.view.request.status, 'approved');
});

test('an adoption that lands half a minute late, after the end, is still found and the card brought up to date', async () => {
  const { desk, click, advance, nudges, sent } = await withUnconfirmedPost();
  advance(30 * MINUTE_MS);
  for (let n = 0; n < 100; n++, advance(15_000)) await sweep(desk);

  let land = async (): Promise<unknown> => undefined;
  const swap: typeof desk.store.swap = async (...write) => {
    land = () => desk.store.swap(...write);
    throw unanswered('swap');
  };
  await answer({ ...desk, store: { ...desk.store, swap } }, click);
  advance(25_000);
  await sweep(desk);
  nudges.length = 0;
  await land();
  for (let n = 0; n < 4 && nudges.length === 0; n++, advance(15_000)) await sweep(desk);
  assert.deepEqual(nudges, [{ kind: 'show', request: id, todo: 'prompt-1' }]);
  await show(desk, id, 'prompt-1');
  assert.deepEqual(
    sent.map(({ kind, activity }) => [kind, activity]),
    [['update', 'card-lost']],
  );
});
