// A route is linked to another conversation: cards that stand nowhere come along.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { moveWaiting } from '../../../approvals/route/move.ts';
import type { ToldRoute } from '../../../approvals/verdict.ts';
import type { Conversation, Prompt } from '../../../approvals/work.ts';
import { aClick, aConversation, anAsk, aPerson, aVerdict, NOW } from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const ROUTE = 'data-approvals';
const HERE = aConversation();
const OPS = aConversation({ id: '19:ops@thread.tacv2' });
const ANEW = aConversation({ id: '19:anew@thread.tacv2' });

const link = (stage: Stage, route: string, to: Conversation) =>
  stage.desk.routes.bind(route, to, aPerson('ada'), NOW);

async function asked(more: Partial<ToldRoute> = {}): Promise<Stage> {
  const ask = anAsk({ verdict: aVerdict({ notify: [{ route: ROUTE, timeZone: 'UTC', ...more }] }) });
  const stage = createEmptyStage(ask);
  await link(stage, ROUTE, HERE);
  assert.ok((await submit(stage.desk, ask)).ok);
  return stage;
}

async function moved(stage: Stage, route: string, to: Conversation): Promise<number> {
  await link(stage, route, to);
  return await moveWaiting({ ...stage.desk, listPending: async () => [stage.id] }, route, to);
}

const work = (stage: Stage) => show(stage.desk, stage.id, KEY);
const row = (stage: Stage) => stage.row<Prompt>(KEY);
const sends = (stage: Stage) => stage.sent.map(({ kind, conversation }) => `${kind} ${conversation.id}`);
const clickAt = (stage: Stage, { id: conversation }: Conversation, activity: string) =>
  answer(
    stage.desk,
    aClick({ nonce: row(stage).nonce, conversation, activity, person: aPerson('alice'), verb: 'deny' }),
  );

test('a card that Teams answers with errors of its own comes where its route leads by now', async () => {
  const stage = await asked();
  stage.sendFaults.push(new SendFault('failed', 'Teams answered 500.'));
  await work(stage);
  assert.equal(await moved(stage, ROUTE, ANEW), 1);
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${ANEW.id}`]);
});

test('a card that may stand where the route led is answered there, and kept true, after the route moved', async () => {
  const stage = await asked();
  stage.sendFaults.push(new SendFault('failed', 'Teams answered 500.'));
  await work(stage);
  await moved(stage, ROUTE, ANEW);
  await work(stage);
  assert.equal((await clickAt(stage, HERE, 'lost')).kind, 'card');
  assert.equal(stage.request().status, 'denied');
  await work(stage);
  assert.deepEqual(sends(stage).slice(1).sort(), [`update ${HERE.id}`, `update ${ANEW.id}`].sort());
});

test('a card whose reply alone was lost stays where it may stand', async () => {
  const stage = await asked();
  stage.sendFaults.push(new SendFault('unconfirmed', 'no reply came'));
  await work(stage);
  assert.equal(await moved(stage, ROUTE, ANEW), 0);
  assert.equal(row(stage).conversation?.id, HERE.id);
});

test('a card that was deleted comes where its route leads by now', async () => {
  const stage = await asked();
  await work(stage);
  const stored = row(stage);
  const activities = stored.activities.map((each) => ({ ...each, gone: true }));
  const read = await stage.desk.store.read<Prompt>(stage.id, KEY);
  await stage.desk.store.swap(stage.id, KEY, read?.etag ?? '', { ...stored, activities });
  assert.equal(await moved(stage, ROUTE, ANEW), 1);
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${HERE.id}`, `post ${ANEW.id}`]);
});

test('a card that fell back comes where its fallback leads by now, and is not tried where it was refused', async () => {
  const stage = await asked({ fallback: 'ops' });
  await link(stage, 'ops', OPS);
  stage.sendFaults.push(new SendFault('closed', 'removed'), new SendFault('closed', 'removed there too'));
  await work(stage);
  assert.equal(await moved(stage, 'ops', ANEW), 1);
  assert.equal(row(stage).fallback, 'ops');
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${ANEW.id}`]);
});

test('a card that fell back in vain comes where its own route leads by now', async () => {
  const stage = await asked({ fallback: 'ops' });
  await link(stage, 'ops', OPS);
  stage.sendFaults.push(new SendFault('closed', 'removed'), new SendFault('closed', 'removed there too'));
  await work(stage);
  assert.equal(await moved(stage, ROUTE, ANEW), 1);
  assert.equal(row(stage).fallback, undefined);
  await work(stage);
  assert.deepEqual(sends(stage), [`post ${ANEW.id}`]);
});
