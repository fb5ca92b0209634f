// The card of an owner reaches nobody who could decide, and takes no vote.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { nobodyHears } from '../../../approvals/prompt/reach.ts';
import { recallsTo } from '../../../approvals/prompt/recall.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, anAsk, aPerson, aVerdict, NOW } from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const OWNERS = [PEOPLE.dana, PEOPLE.sam];

/** Asked, with Dana and Sam as owners, of whom only Dana has the app. */
async function aStage(): Promise<Stage> {
  const verdict = aVerdict({ oneToOne: { groups: [], people: [PEOPLE.dana] }, remindEveryMs: 60_000 });
  const ask = anAsk({ owners: OWNERS, verdict });
  const stage = createEmptyStage(ask);
  await stage.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  await stage.desk.people.remember(PEOPLE.dana, aConversation({ id: 'a:dana', type: 'personal' }), NOW);
  assert.ok((await submit(stage.desk, ask)).ok);
  for (const key of stage.request().prompts) await show(stage.desk, stage.id, key);
  return stage;
}

test('an owner with the app gets one card, also where the policy names them; one without gets none', async () => {
  const stage = await aStage();
  const prompts = stage.request().prompts.map((key) => stage.row<Prompt>(key));
  assert.deepEqual(
    prompts.map((to) => (to.person === undefined ? to.route : [to.person, to.owner])),
    ['data-approvals', [PEOPLE.dana, true]],
  );
  assert.deepEqual(
    stage.sent.map(({ view }) => view.toldAs),
    [undefined, 'owner'],
  );
});

test('a request that only an owner reads of has reached nobody, and nobody reminds an owner', async () => {
  const stage = await aStage();
  const hers = stage.row<Prompt>('prompt-2');
  assert.equal(nobodyHears([hers], []), true);
  assert.equal(nobodyHears([hers, stage.row<Prompt>('prompt-1')], []), false);
  const reminded = { ...stage.request(), reminded: { times: 2, at: NOW } };
  assert.deepEqual([recallsTo(reminded, hers), recallsTo(reminded, { route: 'data-approvals' })], [0, 2]);
});

test('that nobody is reached stays known when an owner’s card is shown', async () => {
  const stage = await aStage();
  const channel = stage.row<Prompt>('prompt-1');
  const row = await stage.desk.store.read<Prompt>(stage.id, 'prompt-1');
  await stage.desk.store.swap(stage.id, 'prompt-1', row?.etag ?? '', {
    ...channel,
    activities: [],
    dead: true,
  });
  await show(stage.desk, stage.id, 'prompt-2');
  assert.equal(stage.indexed.at(-1), `${stage.id} pending unreached`);
});

test('a click that comes from an owner’s card is no vote, of whomever', async () => {
  const stage = await aStage();
  const { nonce } = stage.row<Prompt>('prompt-2');
  for (const verb of ['approve', 'deny', 'report', 'comment']) {
    const click = {
      request: stage.id,
      nonce,
      conversation: 'a:dana',
      person: aPerson('dana'),
      automatic: false,
    };
    const reply = await answer(stage.desk, { ...click, verb });
    assert.deepEqual(
      reply.kind === 'refusal' && reply.refusal,
      { reason: 'own_request', because: 'owner' },
      verb,
    );
  }
  assert.deepEqual(stage.told(), []);
});
