// An agent's owner adds the app while its requests wait: they read along from then on, by one card of each. Nothing stands for them before, and
// nobody else gets anything by it.
import assert from 'node:assert/strict';
import { after, afterEach, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { EXPORT } from '../support/caller.ts';
import { createChatCards } from '../support/chat-cards.ts';
import { startFlow } from '../support/flow.ts';
import { asked } from '../support/steps.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
afterEach(() => flow.teams.install('dana', 'uninstall'));
const CHAT = `a:${PEOPLE.dana}`;
/** By then whatever an installation brings has come. */
const BROUGHT_WITHIN_MS = 4000;

const { of: hers, says } = createChatCards(flow.teams, CHAT);
const prompts = async (id: string) => (await flow.records.read(id)).prompts.length;

it('gives an owner who adds the app one card of each request that waits, however often they add it, and keeps it true to the end', async () => {
  const [one, two] = [await asked(flow, EXPORT), await asked(flow, EXPORT)];
  assert.equal(
    (await flow.teams.click(one, 'alice', 'comment', { comment: 'Why all columns?' })).kind,
    'card',
  );
  assert.deepEqual([await prompts(one), await prompts(two)], [1, 1], 'nothing stands for her before');
  await flow.teams.install('dana');
  for (const id of [one, two]) {
    const card = await says(id, /Waiting for approval.*you own the agent/);
    assert.deepEqual(card.verbs, []);
  }
  const { body } = await flow.agent('nightly-etl').read(one);
  const { delivery } = body.task as unknown as { delivery: { prompts: readonly Record<string, unknown>[] } };
  const { person, owner, state } = delivery.prompts.at(-1) ?? {};
  assert.deepEqual([person, owner, state], [PEOPLE.dana, true, 'delivered']);
  await flow.teams.install('dana');
  await flow.teams.install('dana', 'uninstall');
  await flow.teams.install('dana');
  await flow.teams.say('dana', 'help', 'own chat');
  await sleep(BROUGHT_WITHIN_MS);
  assert.deepEqual([(await hers(one)).length, (await hers(two)).length], [1, 1]);
  const channel = (await flow.teams.cards(one))[0]?.messageId ?? '';
  assert.equal((await flow.teams.press(channel, 'bob', 'approve')).kind, 'card');
  assert.deepEqual((await says(one, /Approved, not used yet/)).verbs, []);
  // As with every owner: the end comes by a new card, in the place of the one before.
  assert.equal((await hers(one)).length, 2);
  await flow.records.tells(one, 'requested', 'commented', 'invited', 'voted', 'approved');
  await flow.records.tells(two, 'requested', 'invited');
});

it('gives an owner nothing of what was decided before they added the app', async () => {
  const id = await asked(flow, EXPORT);
  assert.equal((await flow.teams.click(id, 'alice', 'deny')).kind, 'card');
  await flow.teams.install('dana');
  await sleep(BROUGHT_WITHIN_MS);
  assert.deepEqual([await prompts(id), await hers(id)], [1, []]);
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});

it('gives nothing to whoever owns another agent or none, to an owner from another tenant, or to one who is a guest', async (t) => {
  const id = await asked(flow, EXPORT);
  // Sam owns deploy-bot.
  for (const who of ['sam', 'bob'] as const) await flow.teams.install(who);
  const { activity } = await flow.teams.press((await flow.teams.card(id)).messageId, 'alice', 'comment', {});
  const added = { ...activity, type: 'installationUpdate', action: 'add', name: undefined, value: undefined };
  const dana = { id: '29:dana', name: 'Dana Dorn', aadObjectId: PEOPLE.dana };
  const theirs = { id: CHAT, conversationType: 'personal', tenantId: OTHER_TENANT };
  const channelData = { tenant: { id: OTHER_TENANT } };
  await flow.teams.send({ ...added, from: dana, conversation: theirs, channelData }, {});
  await sleep(BROUGHT_WITHIN_MS);
  assert.equal(await prompts(id), 1);
  await flow.records.tells(id, 'requested');

  await flow.directory.change(t, 'dana', { kind: 'guest' });
  await flow.teams.install('dana');
  const waits = await until('her prompt to say why', async () =>
    (await flow.records.read(id)).prompts.find(({ lastError }) => lastError !== undefined),
  );
  assert.match(waits.lastError ?? '', /^guest_account /);
  assert.deepEqual(await hers(id), []);
});
