import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { requestIdFor } from '../../../keys/derive-id.ts';
import { createMint } from '../../../keys/mint.ts';
import { TENANT } from '../../../local/directory.ts';
import { aClick, aConversation, anAsk, aPerson, NOW } from '../../support/builders.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const ids = {
  'a minted id': createMint()('req'),
  'an id derived from an idempotency key': requestIdFor(new Uint8Array(32).fill(7), {
    tenant: TENANT,
    caller: 'etl',
    idempotencyKey: 'k1',
  }),
};

for (const [what, id] of Object.entries(ids)) {
  test(`a click on the card of a request with ${what} is answered with the decided card`, async () => {
    const { desk, sent } = createTestDesk();
    await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
    await submit(desk, anAsk({ id }));
    await show(desk, id, 'prompt-1');
    const card = sent[0]?.view;
    assert.ok(card);
    const reply = await answer(desk, aClick({ request: id, nonce: card.prompt.nonce }));
    assert.equal(reply.kind, 'card');
    assert.equal(reply.kind === 'card' && reply.view.request.status, 'approved');
  });
}

test('a click that names no request of ours is told that its card is stale', async () => {
  const { desk } = createTestDesk();
  for (const request of ['', 'req_1', `req_${'/'.repeat(26)}`, `req_${'0'.repeat(26)}`]) {
    const reply = await answer(desk, aClick({ request }));
    assert.deepEqual(reply.kind === 'refusal' && reply.refusal, { reason: 'stale_card' });
  }
});
