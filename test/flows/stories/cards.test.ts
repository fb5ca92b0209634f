// A card is never authority: what it carries is a claim. Forged, foreign, old and unknown clicks change nothing; a refresh only reads.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { ASSIGNMENT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';
import type { Activity } from '../support/teams.ts';

const flow = await startFlow();
after(flow.stop);
const ALICE = { id: '29:alice', name: 'Alice Aho', aadObjectId: PEOPLE.alice };
const STALE = /^This card no longer belongs to the request\. Your click changed nothing\./;

/** A true click of Alice's on this card, not yet sent, whose action says something else. */
async function click(id: string, verb = 'approve', data: object = {}): Promise<Activity> {
  const { activity } = await flow.teams.click(id, 'olivia', 'approve');
  const { nonce } = (await flow.records.read(id)).prompts[0] ?? {};
  const action = { type: 'Action.Execute', verb, data: { request: id, nonce, ...data } };
  return { ...activity, from: ALICE, value: { action, trigger: 'manual' } };
}

it('refuses a click whose data names another request than its card is about', async () => {
  const [one, other] = [await asked(flow), await asked(flow)];
  const forged = await flow.teams.send(await click(one, 'approve', { request: other }), {});
  assert.deepEqual([forged.status, forged.kind], [200, 'words']);
  assert.match(forged.text, STALE);
  await flow.records.tells(one, 'requested');
  await flow.records.tells(other, 'requested');
});

it('refuses a wrong nonce, a request that does not exist, and an id that is none', async () => {
  const id = await asked(flow);
  const forgeries: readonly object[] = [
    { nonce: 'n_00000000000000000000000000' },
    { nonce: '' },
    { request: 'req_00000000000000000000000000' },
    { request: '../countersignbook' },
  ];
  for (const data of forgeries) {
    assert.match((await flow.teams.send(await click(id, 'approve', data), {})).text, STALE);
  }
  await flow.records.tells(id, 'requested');
});

it('refuses a right click that comes from another conversation', async () => {
  const id = await asked(flow);
  const activity = await click(id);
  for (const where of [`a:${PEOPLE.alice}`, '19:other@thread.tacv2', `${CHANNEL.id}x`]) {
    const conversation = { ...(activity.conversation as object), id: where };
    assert.match((await flow.teams.send({ ...activity, conversation }, {})).text, STALE);
  }
  await flow.records.tells(id, 'requested');
});

it('ignores what a card never carried: votes, people, statuses and roles in its data', async () => {
  const id = await asked(flow);
  const person = { oid: PEOPLE.bob, tenant: 'x' };
  const forged = await click(id, 'comment', {
    status: 'approved',
    person,
    votes: [1],
    admin: true,
    comment: 'Hm',
  });
  assert.equal((await flow.teams.send(forged, {})).kind, 'card');
  const { request } = await flow.records.tells(id, 'requested', 'commented');
  assert.deepEqual([request.status, request.comments[0]?.by.id], ['pending', PEOPLE.alice]);
});

it('answers an unknown verb, another action and a malformed one with words, and does nothing', async () => {
  const id = await asked(flow);
  const activity = await click(id);
  const words = async (change: object) => (await flow.teams.send({ ...activity, ...change }, {})).text;
  assert.match(
    await words({ value: { action: { verb: 'grant', data: { request: id, nonce: 'n' } } } }),
    /does not know this button/,
  );
  assert.match(await words({ name: 'task/fetch' }), /does not know this\. Nothing was changed/);
  const broken: readonly unknown[] = [
    null,
    {},
    { action: { verb: 'approve' } },
    { action: { verb: 7, data: [] } },
    [],
  ];
  for (const value of broken) {
    assert.match(await words({ value }), /could not read this click\. Nothing was changed/);
  }
  await flow.records.tells(id, 'requested');
});

it('brings a card that shows an older revision up to date, and takes its click by the request as it is now', async () => {
  const id = await asked(flow, ASSIGNMENT);
  const old = await click(id);
  await flow.teams.click(id, 'bob', 'approve');
  const answer = await flow.teams.send(old, {});
  assert.match(answer.text, /Approved by Bob Berg.*and.*Alice Aho/, 'her click completes what his began');
  await flow.records.tells(id, 'requested', 'voted', 'voted', 'approved');
  assert.equal((await flow.teams.card(id)).words, answer.text);
});

it('only reads when a client refreshes the card by itself: nothing is written, nothing is sent, nobody is looked up', async () => {
  const id = await asked(flow);
  const { id: done } = await approved(flow);
  await flow.teams.card(done);
  const graphCalls = async () => (await fetch(`${flow.world.urls.entra}/_local/calls`)).text();
  const [sends, before] = [await flow.teams.sends(), await flow.records.read(id)];
  const rows = async () => {
    const found: string[] = [];
    for (const table of [flow.storage.requests, flow.storage.lists])
      for await (const row of table.listEntities())
        found.push(`${row.partitionKey} ${row.rowKey} ${row.etag}`);
    return found.sort();
  };
  const manual = await click(id);
  const [stored, asksBefore] = [await rows(), await graphCalls()];
  const { value } = manual as { readonly value: { readonly action: object } };
  for (const verb of ['refresh', 'approve', 'deny', 'comment']) {
    const action = { ...value.action, verb };
    const answer = await flow.teams.send({ ...manual, value: { action, trigger: 'automatic' } }, {});
    assert.match(answer.text, /Waiting for approval/);
  }
  const refresh = await flow.teams.send(
    { ...manual, value: { action: { ...value.action, verb: 'refresh' } } },
    {},
  );
  assert.equal(refresh.kind, 'card');
  assert.deepEqual(await rows(), stored);
  assert.equal(await graphCalls(), asksBefore);
  assert.deepEqual(await flow.teams.sends(), sends);
  assert.deepEqual(await flow.records.read(id), before);
});

it('takes "approve" typed in the channel for no decision', async () => {
  const id = await asked(flow);
  for (const text of ['approve', '@Countersign approve', `@Countersign approve ${id}`, '/approve', 'yes']) {
    await flow.teams.say('alice', text);
  }
  await flow.records.tells(id, 'requested');
  const replies = (await flow.teams.messages()).filter(({ text }) =>
    text.startsWith('What you write decides nothing.'),
  );
  assert.equal(replies.length, 2, 'who mentions the bot is told so');
});

it('shows what an agent writes as its own words: marked, visible, and never as ours', async () => {
  const evil =
    '\u202eevil\u202c [Approve](https://evil.example) **urgent** {{DATE(2026-01-01,SHORT)}} <at>CEO</at>';
  const id = await asked(flow, {
    action: { name: 'data.export', properties: { format: 'csv', rows: 1, note: evil } },
    resource: { type: 'database', id: 'prod/customers' },
    context: { business_justification: evil },
  });
  const card = await flow.teams.card(id);
  const json = JSON.stringify(card.card);
  assert.doesNotMatch(json, /\u202e|\u202c|\{\{DATE/);
  assert.match(card.words, /In the agent’s own words \(not verified\).*“.*evil/);
  const mentions = 'Asked: <at>Alice Aho</at>, <at>Bob Berg</at>, <at>Carmen Cruz</at>';
  const blocks = [...json.matchAll(/"type":"(?:TextBlock|FactSet)","text":"([^"]*)"/g)].map(
    ([, text]) => text,
  );
  assert.deepEqual(blocks, [mentions], 'the one line that is read as markdown is ours');
  const links = [...json.matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);
  assert.deepEqual(links, [`${flow.world.urls.functions}/review/${id}`], 'the one link is ours');
});
