// What the index is told when a card comes to nobody: by it an administrator learns that people wait for a decision nobody knows of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { SendFault } from '../../../approvals/faults.ts';
import type { IndexedWork } from '../../../approvals/ports.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { trouble } from '../../../approvals/prompt/trouble.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { aConversation, anAsk, aPerson, aVerdict, NOW } from '../../support/builders.ts';
import { createEmptyStage, createStage, type Stage } from '../../support/stage.ts';

/** A stage, the work done on it, and what the index heard. */
function listening(stage: Stage) {
  const heard: IndexedWork[] = [];
  const desk = { ...stage.desk, index: async (_: unknown, work: IndexedWork) => void heard.push(work) };
  return { heard, work: (key = 'prompt-1') => show(desk, stage.id, key) };
}
const refused = () => new SendFault('refused', 'bot is not in the team');
const told = (heard: readonly IndexedWork[]) =>
  heard.map(({ key, dead, died, unreached, silenced }) => ({ key, dead, died, news: unreached && silenced }));

test('a conversation that takes no card is told as dead work, and that nobody is reached, at once and once', async () => {
  const stage = await createStage();
  const { heard, work } = listening(stage);
  stage.sendFaults.push(refused());
  await work();
  await work();
  assert.deepEqual(told(heard), [
    { key: 'prompt-1', dead: true, died: true, news: true },
    { key: 'prompt-1', dead: true, died: false, news: false },
  ]);
  assert.equal(heard[1]?.unreached, true, 'that it is so is told as long as it is so');
});

test('a route that is linked to no conversation is told once, also when the request goes on', async () => {
  const stage = createEmptyStage();
  await submit(stage.desk, anAsk());
  const { heard, work } = listening(stage);
  await work();
  stage.advance(31_000);
  await work();
  assert.deepEqual(told(heard), [{ key: 'prompt-1', dead: false, died: false, news: true }]);
  await comment(stage.desk, stage.id, { text: 'Why?', by: { kind: 'person', person: aPerson('alice') } });
  await work();
  assert.deepEqual([heard.length, told(heard)[1]?.news], [2, false]);

  await stage.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  stage.advance(31_000);
  await work();
  assert.deepEqual([heard.length, heard[2]?.unreached], [3, false]);
});

test('as long as one of its cards stands somebody is reached', async () => {
  const notify = ['data-approvals', 'sre-approvals'].map((route) => ({ route, timeZone: 'Europe/Paris' }));
  const stage = await createStage({ verdict: aVerdict({ notify }) });
  const { heard, work } = listening(stage);
  await work('prompt-1');
  await work('prompt-2');
  assert.deepEqual(
    heard.map(({ key, unreached }) => [key, unreached]),
    [
      ['prompt-1', false],
      ['prompt-2', false],
    ],
  );
});

test('the last of its routes to fall silent is the one that is told', async () => {
  const notify = ['data-approvals', 'sre-approvals'].map((route) => ({ route, timeZone: 'Europe/Paris' }));
  const stage = await createStage({ verdict: aVerdict({ notify }) });
  const { heard, work } = listening(stage);
  await work('prompt-2');
  stage.sendFaults.push(refused());
  await work('prompt-1');
  assert.deepEqual(
    told(heard).map(({ key, news }) => [key, news]),
    [
      ['prompt-2', false],
      ['prompt-1', true],
    ],
  );
});

test('a request that has ended needs nobody', async () => {
  const stage = await createStage();
  const { heard, work } = listening(stage);
  stage.sendFaults.push(refused());
  await work();
  await cancel(stage.desk, stage.id, { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' });
  await work();
  assert.equal(heard.at(-1)?.unreached, false);
});

test('somebody without the app is named in the status, and looked for again after as long as it has waited already', async () => {
  const oneToOne = { groups: [], people: [PEOPLE.carmen] };
  const stage = await createStage({ verdict: aVerdict({ notify: [], oneToOne }) });
  const { heard, work } = listening(stage);
  const row = () => stage.row<Prompt>('prompt-1');
  await work();
  assert.equal(row().lastError, trouble('app_not_installed', 'Carmen Cruz'));
  assert.equal(row().nextTry, later(NOW, 30_000));
  assert.deepEqual(told(heard), [{ key: 'prompt-1', dead: false, died: false, news: true }]);
  stage.advance(2 * 60_000);
  stage.forget();
  await work();
  assert.deepEqual([row().nextTry, stage.lookUps], [later(NOW, 4 * 60_000), []]);

  await stage.desk.people.remember(PEOPLE.carmen, aConversation({ id: 'a:carmen', type: 'personal' }), NOW);
  stage.advance(2 * 60_000);
  await work();
  assert.deepEqual(
    stage.sent.map(({ conversation, view }) => [conversation.id, view.timeZone]),
    [['a:carmen', 'UTC']],
  );
  assert.equal(row().lastError, undefined);
});

test('a person’s card tells times as the first route’s does, and a silent directory leaves the person unnamed', async () => {
  const oneToOne = { groups: [], people: [PEOPLE.alice, PEOPLE.bob] };
  const stage = await createStage({ verdict: aVerdict({ oneToOne }) });
  const { work } = listening(stage);
  await stage.desk.people.remember(PEOPLE.alice, aConversation({ id: 'a:alice', type: 'personal' }), NOW);
  await work('prompt-2');
  stage.directory.silent = true;
  await work('prompt-3');
  assert.deepEqual([stage.sent.length, stage.sent[0]?.view.timeZone], [1, 'Europe/Paris']);
  assert.equal(stage.row<Prompt>('prompt-3').lastError, `app_not_installed ${PEOPLE.bob}`);
});
