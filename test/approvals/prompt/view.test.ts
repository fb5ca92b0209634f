import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { readTexts, viewOf } from '../../../approvals/prompt/view.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { AGENTS } from '../../../local/directory.ts';
import { aPerson, aPrompt, aRequest } from '../../support/builders.ts';
import { createStage } from '../../support/stage.ts';

const bytes = (intent: object) => new TextEncoder().encode(JSON.stringify(intent));
const person = { kind: 'person', person: aPerson('alice') } as const;

test('a card is made of the stored request, its exact parameters, texts, nonce and time zone, and reading writes nothing', async () => {
  const stage = await createStage({ justification: 'The report' });
  const prompt = stage.row<Prompt>('prompt-1');
  const view = await viewOf(stage.desk, stage.request(), prompt);
  assert.deepEqual(view.request, stage.request());
  assert.deepEqual(view.parameters, { format: 'csv', rows: 5000 });
  assert.deepEqual(Object.values(view.texts), ['The report']);
  assert.deepEqual(view.prompt, { key: 'prompt-1', nonce: prompt.nonce });
  assert.equal(view.timeZone, 'Europe/Paris');
  assert.deepEqual(stage.writes(), []);
});

test('whatever else counts in the intent is shown: nobody approves what the card does not say', async () => {
  const intent = bytes({
    action: { name: 'a' },
    resource: { type: 't', id: 'i', properties: { region: 'eu' } },
    context: { ticket: 'T-1' },
  });
  const stage = await createStage({ intent });
  const view = await viewOf(stage.desk, stage.request(), aPrompt());
  assert.equal(view.parameters, undefined);
  assert.deepEqual(view.circumstances, { 'resource.region': 'eu', 'context.ticket': 'T-1' });
});

test('a prompt of a route the policy no longer names is told in UTC', async () => {
  const stage = await createStage();
  const view = await viewOf(stage.desk, stage.request(), aPrompt({ route: 'gone' }));
  assert.equal(view.timeZone, 'UTC');
});

test('an erased text is simply not there', async () => {
  const stage = await createStage();
  await comment(stage.desk, stage.id, { text: 'Why?', by: person });
  const digest = stage.request().comments[0]?.text ?? '';
  assert.deepEqual(await readTexts(stage.desk.store, stage.request()), { [digest]: 'Why?' });
  stage.tables.remove(stage.id, `text-${digest}`);
  assert.deepEqual(await readTexts(stage.desk.store, stage.request()), {});
});

test('of a withdrawn request the agent’s own words are read; a rule’s words are no text', async () => {
  const stage = await createStage();
  const agent = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  await cancel(stage.desk, stage.id, { ...agent, words: 'done by hand' });
  assert.deepEqual(Object.values(await readTexts(stage.desk.store, stage.request())), ['done by hand']);
  stage.forget();
  const denied = aRequest({ status: 'denied', endReason: 'denied by rule x' });
  assert.deepEqual(await readTexts(stage.desk.store, denied), {});
  assert.deepEqual(stage.reads(), []);
});

test('an intent whose bytes are gone shows no parameters, and is no fault', async () => {
  const stage = await createStage();
  stage.tables.remove(stage.id, 'intent');
  const view = await viewOf(stage.desk, stage.request(), aPrompt());
  assert.deepEqual([view.parameters, view.circumstances], [undefined, {}]);
});
