// `details: approvers` on a route: the channel reads a summary by which nobody can decide, whoever may decide reads the whole card in their own
// chat; and where none of them has the app, the agent is told so.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { createRequestStore } from '../../../store/request-store.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { until } from '../support/until.ts';

const policyText = policyWith(ROOMY).replace('details: channel', 'details: approvers');
const flow = await startFlow({ policyText });
after(flow.stop);
const store = createRequestStore(flow.storage);
const SECRET = /customers|csv|email|4,?812|Why all/;
const WORDS = 'Why all columns?';

async function asked(): Promise<string> {
  const reply = await flow.agent('nightly-etl').ask(EXPORT);
  assert.equal(reply.status, 202, reply.text);
  return reply.body.task?.id ?? '';
}
const cardIn = (id: string, conversation: string, words = /./) =>
  until(`a card in ${conversation} with ${words}`, async () =>
    (await flow.teams.cards(id)).find(
      (card) => card.conversation.id === conversation && words.test(card.words),
    ),
  );
const delivery = async (id: string) => JSON.stringify((await flow.agent('nightly-etl').read(id)).body);

it('says at once that nobody is reached while no approver has the app, though the channel has its summary', async () => {
  const id = await asked();
  await cardIn(id, CHANNEL.id);
  await until('nobody reached', async () => /"nobody_reached":true/.test(await delivery(id)) || undefined);
  assert.match(await delivery(id), /"route":"data-approvals","summary":true,"state":"delivered"/);
});

it('tells the channel a summary, and an approver the whole of it, who decides it there', async () => {
  await flow.teams.install('alice');
  const id = await asked();
  const whole = await cardIn(id, `a:${PEOPLE.alice}`, /customers/);
  await until('somebody reached', async () => /"nobody_reached":false/.test(await delivery(id)) || undefined);
  assert.ok(whole.verbs.includes('approve'));
  await flow.teams.press(whole.messageId, 'alice', 'comment', { comment: WORDS });
  await flow.teams.press(whole.messageId, 'alice', 'approve');
  await cardIn(id, CHANNEL.id, /Approved, not used yet/);
  assert.equal((await flow.records.read(id)).request.status, 'approved');
  for (const message of await flow.teams.messages()) {
    if (message.conversation.id !== CHANNEL.id) continue;
    assert.doesNotMatch(JSON.stringify(message), SECRET);
    assert.doesNotMatch(JSON.stringify(message), /Action\.Execute/);
  }
});

it('takes no vote, report or remark that claims to come from the summary, and refreshes it as a summary', async () => {
  const id = await asked();
  await cardIn(id, CHANNEL.id);
  // A true click of Alice, who may decide, to be forged as one on the summary.
  const whole = await cardIn(id, `a:${PEOPLE.alice}`);
  const { activity } = await flow.teams.press(whole.messageId, 'alice', 'comment', { comment: WORDS });
  const { request, events } = await flow.records.read(id);
  const rows = await Promise.all(request.prompts.map((key) => store.read<Prompt>(id, key)));
  const prompt = rows.find((row) => row?.data.route !== undefined)?.data;
  assert.ok(prompt);
  const conversation = { ...(activity.conversation as object), id: CHANNEL.id, conversationType: 'channel' };
  const forged = (verb: string) => {
    const data = { request: id, prompt: prompt.key, nonce: prompt.nonce, comment: 'fine' };
    const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
    return flow.teams.send({ ...activity, conversation, value }, {});
  };
  for (const verb of ['approve', 'deny', 'report', 'revoke', 'comment']) {
    const answer = await forged(verb);
    assert.equal(answer.kind, 'words', verb);
    assert.match(answer.text, /summary: nothing is decided here/, verb);
  }
  const refreshed = await forged('refresh');
  assert.equal(refreshed.kind, 'card');
  assert.doesNotMatch(refreshed.text, SECRET);
  assert.equal((await flow.records.read(id)).events.length, events.length);
});

it('answers nothing of a request in such a channel, whoever asks the bot there, and refreshes by itself as a summary for anybody', async () => {
  const id = await asked();
  const summary = await cardIn(id, CHANNEL.id);
  const inChannel = async () =>
    (await flow.teams.messages()).filter(({ conversation }) => conversation.id === CHANNEL.id);
  for (const text of [`@Countersign show ${id}`, '@Countersign pending', '@Countersign history nightly-etl'])
    await flow.teams.say('alice', text);
  await until(
    'the answers in her own chat',
    async () =>
      (await flow.teams.messages()).some(
        ({ conversation, card }) =>
          conversation.id === `a:${PEOPLE.alice}` && /A copy as of/.test(JSON.stringify(card ?? '')),
      ) || undefined,
  );
  for (const message of await inChannel()) assert.doesNotMatch(JSON.stringify(message), SECRET);
  const { activity } = await flow.teams.press(
    (await cardIn(id, `a:${PEOPLE.alice}`)).messageId,
    'alice',
    'comment',
    { comment: WORDS },
  );
  const { request } = await flow.records.read(id);
  const rows = await Promise.all(request.prompts.map((key) => store.read<Prompt>(id, key)));
  const prompt = rows.find((row) => row?.data.route !== undefined)?.data;
  assert.ok(prompt);
  const conversation = { ...(activity.conversation as object), id: CHANNEL.id, conversationType: 'channel' };
  for (const who of ['olivia', 'gus'] as const)
    for (const verb of ['refresh', 'approve'])
      for (const replyToId of [summary.messageId, 'another']) {
        const data = { request: id, prompt: prompt.key, nonce: prompt.nonce };
        const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'automatic' };
        const from = { id: `29:${who}`, aadObjectId: PEOPLE[who] };
        const shown = await flow.teams.send({ ...activity, conversation, from, value, replyToId }, {});
        assert.doesNotMatch(shown.text, SECRET, `${who} ${verb}`);
        assert.equal(shown.kind, 'card', `${who} ${verb}`);
        assert.match(shown.text, /Waiting for approval.*nightly-etl asks to export/, `${who} ${verb}`);
      }
  assert.equal((await flow.records.read(id)).request.status, 'pending');
});
