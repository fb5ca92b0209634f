// A request that nobody answers: reminded, escalated and expired by the sweep, each once however many sweep at once; who may decide since.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { type AgentEar, listen } from '../support/agent-ear.ts';
import { EXPORT } from '../support/caller.ts';
import { MINUTE_MS, passTime, SECOND_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { asked } from '../support/steps.ts';
import { until } from '../support/until.ts';

// Sam alone leads SRE.
const policyText = policyWith(ROOMY).replace(
  '  - id: prod-export\n',
  `  - id: prod-export
    remind: 5m
    escalate: { after: 10m, tell: sre-leads, addApprovers: { group: sre-leads } }\n`,
);
const flow = await startFlow({ policyText });
after(flow.stop);
const ear: AgentEar = await listen(flow.world.ports.agent);
after(ear.close);
const etl = flow.agent('nightly-etl');
const SAMS_CHAT = `a:${PEOPLE.sam}`;
await flow.teams.install('sam');

/** The clock goes forward, and three sweeps look at once. */
async function pass(ms: number): Promise<void> {
  passTime(ms);
  await Promise.all([flow.sweep(), flow.sweep(), flow.sweep()]);
}
/** Posts since it was called, once nothing is owed any more. */
async function countPosts(): Promise<() => Promise<number>> {
  const { posts } = await flow.teams.sends();
  return async () => (await flow.teams.sends()).posts - posts;
}
interface Urged {
  readonly reminded?: object;
  readonly escalated?: readonly { readonly tell: readonly string[]; readonly added: readonly string[] }[];
}

it('reminds by one new card that takes the place of the old one, then lets those decide whom the escalation adds', async () => {
  const events = ['reminded', 'escalated', 'approved'];
  const id = await asked(flow, { ...EXPORT, callback: { endpoint: ear.endpoint, events } });
  const posts = await countPosts();
  await pass(5 * MINUTE_MS);
  await flow.records.tells(id, 'requested', 'reminded');
  const [old, standing] = await flow.teams.cards(id);
  assert.equal(await posts(), 1);
  assert.match(old?.words ?? '', /Asked again on a newer card/);
  assert.deepEqual([old?.verbs, standing?.verbs], [[], ['approve', 'deny', 'comment']]);
  assert.match(standing?.words ?? '', /First reminder (\d+ \w+ )?\d\d:\d\d: waiting since/);
  const early = await flow.person('sam').on(id, 'decisions', { decision: 'approve' });
  assert.equal(early.status, 403, early.text);

  await pass(5 * MINUTE_MS);
  await flow.records.tells(id, 'requested', 'reminded', 'escalated', 'reminded', 'invited');
  const cards = await flow.teams.cards(id);
  assert.deepEqual(
    cards.map(({ conversation }) => conversation.id),
    [CHANNEL.id, CHANNEL.id, CHANNEL.id, SAMS_CHAT],
  );
  assert.equal(await posts(), 3);
  const asking = cards.filter(({ verbs }) => verbs.length > 0);
  assert.equal(asking.length, 2);
  for (const { words } of asking) assert.match(words, /Escalated.* to sre-leads; sre leads may decide too/);
  const { task } = (await etl.read(id)).body as { readonly task?: Urged };
  assert.deepEqual([task?.escalated?.[0]?.tell, task?.escalated?.[0]?.added], [['sre-leads'], ['sre-leads']]);

  const stranger = await flow.person('olivia').on(id, 'decisions', { decision: 'approve' });
  assert.equal(stranger.status, 403, stranger.text);
  const owner = await flow.person('dana').on(id, 'decisions', { decision: 'approve' });
  assert.equal(owner.status, 403, owner.text);
  const sams = cards.find(({ conversation }) => conversation.id === SAMS_CHAT);
  const answer = await flow.teams.press(sams?.messageId ?? '', 'sam', 'approve');
  assert.equal(answer.kind, 'card', answer.text);
  await flow.records.quiet(id);
  for (const { words } of await flow.teams.cards(id)) assert.match(words, /Approved, not used yet/);
  assert.equal(await posts(), 3);
  await until('three callbacks', () => ear.heard.length === 3);
  const told = ear.heard.map(({ bytes }) => (JSON.parse(bytes) as { task: { status: string } }).task.status);
  assert.deepEqual(told, ['pending', 'pending', 'approved']);
});

it('sends one reminder for all that a sweep missed, and says on every card in the end that nobody decided', async () => {
  const heard = ear.heard.length;
  const id = await asked(flow, { ...EXPORT, callback: { endpoint: ear.endpoint } });
  const posts = await countPosts();
  await pass(22 * MINUTE_MS);
  await flow.records.tells(id, 'requested', 'escalated', 'reminded', 'invited');
  await flow.records.quiet(id);
  assert.equal(await posts(), 2);
  await pass(8 * MINUTE_MS + SECOND_MS);
  await flow.records.tells(id, 'requested', 'escalated', 'reminded', 'invited', 'expired');
  const cards = await flow.teams.cards(id);
  assert.equal(cards.length, 3);
  for (const { words, verbs } of cards) {
    assert.match(words, /Expired, nobody decided/);
    assert.deepEqual(verbs, []);
  }
  assert.equal(await posts(), 2);
  const late = await flow.person('sam').on(id, 'decisions', { decision: 'approve' });
  assert.equal(late.status, 409, late.text);
  await until('the callback', () => ear.heard.length === heard + 1);
  assert.match(ear.heard.at(-1)?.bytes ?? '', /"status":"expired"/);
});

it('escalates at once where no card reached anybody, and only then', async () => {
  const faults = await fetch(`${flow.world.urls.teams}/_local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next: 1, status: 403 }),
  });
  assert.equal(faults.status, 200);
  const reply = await etl.ask(EXPORT);
  const id = reply.body.task?.id ?? '';
  await until('the card to be given up', async () => (await flow.records.read(id)).prompts[0]?.dead === true);
  await pass(40 * SECOND_MS);
  const { events } = await flow.records.tells(id, 'requested', 'escalated', 'invited');
  assert.equal(events[1]?.facts.because, 'nobody_reached');
  await pass(MINUTE_MS);
  await flow.records.tells(id, 'requested', 'escalated', 'invited');
});
