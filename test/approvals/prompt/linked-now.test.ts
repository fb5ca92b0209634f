// A new card comes only where its route is linked at that moment; one that stands is kept true where it stands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../../../approvals/decision/answer.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { urge } from '../../../approvals/lapse/urge.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aClick, aConversation, aPerson, aVerdict, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const ANEW = aConversation({ id: '19:anew@thread.tacv2' });
const work = (stage: Stage) => show(stage.desk, stage.id, KEY);
const row = (stage: Stage) => stage.row<Prompt>(KEY);
const sends = (stage: Stage) => stage.sent.map(({ kind, conversation }) => `${kind} ${conversation.id}`);
const HERE = aConversation().id;
async function reminded(): Promise<Stage> {
  const stage = await createStage({ verdict: aVerdict({ remindEveryMs: 10 * MINUTE_MS }) });
  await work(stage);
  stage.advance(10 * MINUTE_MS);
  return stage;
}
const remind = async (stage: Stage) => {
  await urge(stage.desk, stage.id);
  assert.ok(stage.request().reminded);
};

test('a first card that was on its way when the link was taken away is not posted, until it is linked anew', async () => {
  const stage = await createStage();
  stage.sendFaults.push(new SendFault('later', 'Teams answered 429.', 30));
  await work(stage);
  await stage.links.unbind('data-approvals');
  stage.advance(31_000);
  await work(stage);
  assert.deepEqual(sends(stage), []);
  assert.equal(row(stage).lastError, 'route_not_linked data-approvals');
  await stage.desk.routes.bind('data-approvals', ANEW, aPerson('ada'), NOW);
  stage.advance(31_000);
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${ANEW.id}`]);
});

test('a reminder posts nothing where the link was taken away; the card that stands is kept true', async () => {
  const stage = await reminded();
  await stage.links.unbind('data-approvals');
  await remind(stage);
  await work(stage);
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${HERE}`, `update ${HERE}`]);
  assert.equal(row(stage).nextTry, undefined);
});

test('a reminder comes where the route leads by now; the card it replaces is kept true where it stands, and a click there is answered', async () => {
  const stage = await reminded();
  await stage.desk.routes.bind('data-approvals', ANEW, aPerson('ada'), NOW);
  await remind(stage);
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${HERE}`, `post ${ANEW.id}`, `update ${HERE}`]);
  assert.equal(stage.sent.at(-1)?.view.prompt.replaced, true);
  const { nonce } = row(stage);
  const activity = stage.sent[0]?.activity ?? '';
  const click = { nonce, activity, conversation: HERE, person: aPerson('alice'), verb: 'deny' };
  assert.equal((await answer(stage.desk, aClick(click))).kind, 'card');
  assert.equal(stage.request().status, 'denied');
  await work(stage);
  assert.deepEqual(sends(stage).slice(3).sort(), [`update ${HERE}`, `update ${ANEW.id}`].sort());
});
