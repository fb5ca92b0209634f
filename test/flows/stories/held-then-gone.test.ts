// Cards that wait for their turn in a chat when the app is taken out of it: the agent's status, the health page and the log say that nobody is
// reached, and the first escalation comes at once.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { paused } from '../../../approvals/pace/pace.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { createPaceBook } from '../../../store/pace-book.ts';
import { EXPORT } from '../support/caller.ts';
import { MINUTE_MS, SECOND_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { until } from '../support/until.ts';

const policyText = policyWith(ROOMY)
  .replaceAll('notify: [data-approvals]', `notify: [{ person: ${PEOPLE.alice} }]`)
  .replace(
    '  - id: prod-export\n',
    '  - id: prod-export\n    escalate: { after: 20m, tell: data-approvals }\n',
  );
const flow = await startFlow({ policyText, teamsLimits: true });
after(flow.stop);
const etl = flow.agent('nightly-etl');

const delivery = async (id: string) => {
  const { task } = (await etl.read(id)).body as unknown as {
    readonly task: {
      readonly delivery: { readonly nobody_reached: boolean; readonly prompts: readonly { state: string }[] };
    };
  };
  return task.delivery;
};
const unreached = async () => {
  const reply = await flow.person('ada').get('/api/ready');
  return [reply.status, (JSON.parse(reply.text) as { unreached: number }).unreached];
};

it('says so once the app is gone, escalates, and takes it back when somebody is reached', async () => {
  await flow.teams.install('alice');
  // Her chat is full for the next two minutes.
  const chat = `a:${PEOPLE.alice}`;
  const paces = createPaceBook(flow.storage);
  const pace = await paces.read(chat);
  assert.ok(await paces.write(chat, paused(pace?.data, Date.now() + 2 * MINUTE_MS), pace?.etag));
  const id = (await etl.ask(EXPORT)).body.task?.id ?? '';
  await until('a card that is held', async () => (await delivery(id)).prompts[0]?.state === 'held');
  assert.deepEqual([(await delivery(id)).nobody_reached, ...(await unreached())], [false, 200, 0]);

  await flow.teams.install('alice', 'uninstall');
  await flow.pass(MINUTE_MS + 10 * SECOND_MS);
  await until('nobody reached', async () => (await delivery(id)).nobody_reached);
  await until('the health page to alarm', async () => (await unreached())[0] === 503);
  assert.deepEqual(await unreached(), [503, 1]);
  assert.equal((await delivery(id)).prompts[0]?.state, 'waiting');

  await flow.pass(40 * SECOND_MS);
  const { events } = await flow.records.tells(id, 'requested', 'escalated');
  assert.equal(events[1]?.facts.because, 'nobody_reached');
  await until('a card in the channel', async () =>
    (await flow.teams.cards(id)).some(({ conversation }) => conversation.id === CHANNEL.id),
  );
  await until('somebody reached', async () => !(await delivery(id)).nobody_reached);
  await until('the health page to be calm', async () => (await unreached())[0] === 200);
});
