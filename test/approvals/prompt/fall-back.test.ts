// A card that a route's conversation will not take goes to the route's fallback, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { fallenBack } from '../../../approvals/prompt/fall-back.ts';
import { isUnreached } from '../../../approvals/prompt/reach.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { trouble } from '../../../approvals/prompt/trouble.ts';
import { moveWaiting } from '../../../approvals/route/move.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aClick, aConversation, anAsk, aPerson, aPrompt, aVerdict, NOW } from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const notify = [{ route: 'data-approvals', timeZone: 'UTC', fallback: 'ops' }];
const OPS = aConversation({ id: '19:ops@thread.tacv2' });

async function asked(): Promise<Stage> {
  const ask = anAsk({ verdict: aVerdict({ notify }) });
  const stage = createEmptyStage(ask);
  await stage.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  await stage.desk.routes.bind('ops', OPS, aPerson('ada'), NOW);
  assert.ok((await submit(stage.desk, ask)).ok);
  return stage;
}
const ledger = (stage: Stage) => stage.row<Prompt>('prompt-1').ledger?.map(({ what }) => what);

for (const kind of ['closed', 'gone', 'refused'] as const) {
  test(`a card that was ${kind} is posted in the fallback, and its history says so`, async () => {
    const stage = await asked();
    stage.sendFaults.push(new SendFault(kind, 'Teams will not take it'));
    await show(stage.desk, stage.id, 'prompt-1');
    assert.deepEqual(
      stage.sent.map(({ kind: what, conversation }) => [what, conversation.id]),
      [['post', OPS.id]],
    );
    assert.deepEqual(ledger(stage), ['failed', 'dead', 'moved', 'posted']);
    assert.equal(await isUnreached(stage.desk.store, stage.request()), false);
  });
}

test('when the fallback will not take it either nobody is reached, and it is tried nowhere else', async () => {
  const stage = await asked();
  stage.sendFaults.push(new SendFault('closed', 'removed'), new SendFault('closed', 'removed there too'));
  await show(stage.desk, stage.id, 'prompt-1');
  assert.equal(stage.sent.length, 0);
  assert.equal(stage.indexed.at(-1), `${stage.id} pending dead prompt-1 unreached`);
  assert.deepEqual(ledger(stage), ['failed', 'dead', 'moved', 'failed', 'dead']);
});

test('a card that stands where it was, or of what is over, moves nowhere', () => {
  const request = { ...anAsk(), verdict: aVerdict({ notify }), status: 'pending' } as never;
  const dead = aPrompt({ dead: true });
  assert.equal(fallenBack(dead, request, NOW)?.fallback, 'ops');
  const activities = [{ id: 'a', shows: 1, gone: false }];
  for (const prompt of [
    aPrompt({ dead: true, activities }),
    aPrompt({ dead: true, fallback: 'ops' }),
    aPrompt({ dead: true, route: 'other' }),
    aPrompt(),
  ])
    assert.equal(fallenBack(prompt, request, NOW), undefined);
  assert.equal(fallenBack(dead, { ...(request as object), status: 'denied' } as never, NOW), undefined);
});

test('a card that Teams may have posted all the same goes to the fallback too; a click on the first one is answered, and keeps it true', async () => {
  const stage = await asked();
  stage.sendFaults.push(new SendFault('failed', 'Teams answered 500.'));
  const work = () => show(stage.desk, stage.id, 'prompt-1');
  await work();
  assert.deepEqual(
    stage.sent.map(({ kind, conversation }) => [kind, conversation.id]),
    [['post', OPS.id]],
  );
  const { nonce } = stage.row<Prompt>('prompt-1');
  const click = { nonce, person: aPerson('alice'), verb: 'comment', comment: 'Why?', activity: 'lost' };
  const there = { ...click, conversation: aConversation().id };
  assert.equal((await answer(stage.desk, aClick({ ...there, nonce: 'n_other' }))).kind, 'refusal');
  assert.equal((await answer(stage.desk, aClick(there))).kind, 'card');
  await work();
  assert.deepEqual(
    stage.sent
      .slice(1)
      .map(({ kind, conversation, activity }) => [kind, conversation.id, activity])
      .sort(),
    [
      ['update', aConversation().id, 'lost'],
      ['update', OPS.id, stage.sent[0]?.activity],
    ].sort(),
  );
  // One post was lost there, so one unknown card is believed.
  assert.equal((await answer(stage.desk, aClick({ ...there, activity: 'another' }))).kind, 'card');
  await work();
  assert.equal(stage.row<Prompt>('prompt-1').activities.length, 2);
});

test('a card whose route is linked nowhere goes to the fallback at once, and waits where that is not linked either', async () => {
  const stage = createEmptyStage(anAsk({ verdict: aVerdict({ notify }) }));
  assert.ok((await submit(stage.desk, anAsk({ verdict: aVerdict({ notify }) }))).ok);
  const work = () => show(stage.desk, stage.id, 'prompt-1');
  await work();
  assert.equal(stage.row<Prompt>('prompt-1').lastError, 'route_not_linked data-approvals');
  await stage.desk.routes.bind('ops', OPS, aPerson('ada'), NOW);
  stage.advance(31_000);
  await work();
  assert.deepEqual(
    stage.sent.map(({ conversation }) => conversation.id),
    [OPS.id],
  );
  assert.equal(
    stage.row<Prompt>('prompt-1').ledger?.find(({ what }) => what === 'moved')?.why,
    trouble('moved_to', 'ops', 'route_not_linked data-approvals'),
  );
});

test('a card that is dead in its fallback comes when the fallback is linked anew', async () => {
  const stage = await asked();
  stage.sendFaults.push(new SendFault('closed', 'removed'), new SendFault('closed', 'removed there too'));
  await show(stage.desk, stage.id, 'prompt-1');
  const anew = aConversation({ id: '19:anew@thread.tacv2' });
  await stage.desk.routes.bind('ops', anew, aPerson('ada'), NOW);
  await stage.desk.routes.bind('data-approvals', aConversation({ id: '19:closed' }), aPerson('ada'), NOW);
  const coming = await moveWaiting({ ...stage.desk, listPending: async () => [stage.id] }, 'ops', anew);
  assert.equal(coming, 1);
  await show(stage.desk, stage.id, 'prompt-1');
  assert.deepEqual(
    stage.sent.map(({ conversation }) => conversation.id),
    [anew.id],
  );
});
