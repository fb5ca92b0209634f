// Reminders and escalations: recorded when they are due, each once, by whoever comes by; and who may decide since.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { urge } from '../../../approvals/lapse/urge.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { tell } from '../../../approvals/prompt/tell.ts';
import { later } from '../../../approvals/time.ts';
import type { Escalation } from '../../../approvals/verdict.ts';
import type { Prompt, Todo } from '../../../approvals/work.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import {
  aConversation,
  aPerson,
  aRequirement,
  aVerdict,
  CALLBACK,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const SRE = { name: 'sre-leads', id: GROUPS.sreLeads };
const ON_CALL = { route: 'on-call', timeZone: 'UTC' };
const anEscalation = (change: Partial<Escalation> = {}): Escalation => ({
  afterMs: 15 * MINUTE_MS,
  notify: [ON_CALL],
  groups: [],
  adds: { groups: [SRE], people: [] },
  ...change,
});
const waiting = (change: Parameters<typeof aVerdict>[0], ask = {}) =>
  createStage({ verdict: aVerdict(change), ...ask });
const escalating = (...escalations: readonly Escalation[]) => waiting({ escalations });

/** Sweeps, and does all the work that is nudged. */
async function sweepAndWork(stage: Stage): Promise<void> {
  await sweep(stage.desk);
  for (const nudge of stage.nudges.splice(0)) {
    if (nudge.kind === 'show') await show(stage.desk, nudge.request, nudge.todo);
    else await tell(stage.desk, nudge.request, nudge.todo);
  }
}
/** The app as it runs: a sweep each 15 seconds. */
async function live(stage: Stage, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 15_000) {
    stage.advance(15_000);
    await sweepAndWork(stage);
  }
}
const posts = (stage: Stage) => stage.sent.filter(({ kind }) => kind === 'post').length;
const vote = (stage: Stage, who: Parameters<typeof aPerson>[0], choice: 'approve' | 'deny' = 'approve') =>
  decide(stage.desk, stage.id, { person: aPerson(who), choice, via: 'teams' });

test('reminds at every turn of its time, within a minute, and never again once it has ended', async () => {
  const stage = await waiting({ remindEveryMs: 10 * MINUTE_MS });
  await live(stage, 31 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['reminded', 'reminded', 'expired']);
  for (const [index, { at, facts }] of stage.events().slice(1, 3).entries()) {
    const late = Date.parse(at) - Date.parse(NOW) - (index + 1) * 10 * MINUTE_MS;
    assert.ok(late >= 0 && late < MINUTE_MS, `${late}`);
    assert.deepEqual(facts, { n: index + 1 });
  }
  assert.equal(posts(stage), 3);
});

test('a sweep that was away for three reminders sends one', async () => {
  const stage = await waiting({ remindEveryMs: 5 * MINUTE_MS });
  await sweepAndWork(stage);
  stage.advance(16 * MINUTE_MS);
  await sweepAndWork(stage);
  assert.deepEqual(stage.told(), ['reminded']);
  assert.deepEqual(stage.request().reminded, { times: 1, at: later(NOW, 16 * MINUTE_MS) });
  await live(stage, 4 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['reminded', 'reminded']);
});

test('however many sweeps come by at once, each reminder and each escalation comes once', async () => {
  const stage = await waiting({ remindEveryMs: 15 * MINUTE_MS, escalations: [anEscalation()] });
  stage.advance(15 * MINUTE_MS);
  await Promise.all(Array.from({ length: 5 }, () => urge(stage.desk, stage.id)));
  assert.deepEqual(stage.told(), ['escalated', 'reminded']);
});

test('an escalation tells its route by a card of its own, and lets those it adds decide', async () => {
  const stage = await escalating(anEscalation());
  await stage.desk.routes.bind(
    'on-call',
    aConversation({ id: '19:on-call@thread.tacv2' }),
    aPerson('ada'),
    NOW,
  );
  await live(stage, 14 * MINUTE_MS);
  const early = await vote(stage, 'sam');
  assert.ok(!early.ok && early.refusal.reason === 'not_approver');
  await live(stage, 2 * MINUTE_MS);
  const { facts } = stage.events()[1] ?? {};
  assert.deepEqual(facts, {
    n: 1,
    tell: { routes: ['on-call'], groups: [] },
    added: { groups: [SRE], people: [] },
  });
  assert.deepEqual(stage.request().prompts, ['prompt-1', 'prompt-2']);
  assert.equal(stage.row<Prompt>('prompt-2').activities.length, 1);
  assert.equal(posts(stage), 2);
  assert.ok((await vote(stage, 'sam')).ok);
  assert.equal(stage.request().status, 'approved');
});

test('an escalation lowers no count and lets in nobody who is barred', async () => {
  const requirements = [aRequirement({ count: 2 })];
  const stage = await createStage({
    verdict: aVerdict({ requirements, escalations: [anEscalation()] }),
    excluded: [PEOPLE.dana, PEOPLE.sam],
  });
  stage.advance(15 * MINUTE_MS);
  await urge(stage.desk, stage.id);
  const owner = await vote(stage, 'sam');
  assert.ok(!owner.ok && owner.refusal.reason === 'own_request');
  assert.ok((await vote(stage, 'alice')).ok);
  assert.equal(stage.request().status, 'pending');
});

test('a yes of before an escalation fills the seat that it can fill since', async () => {
  const carmen = aRequirement({ groups: [], people: [PEOPLE.carmen] });
  const requirements = [aRequirement(), carmen];
  const stage = await waiting({ requirements, escalations: [anEscalation()] });
  // Alice is a data owner and leads SRE; Bob owns data alone. Together they fill both seats only if Alice leaves hers to Bob.
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, groups: [...alice.groups, GROUPS.sreLeads] });
  await vote(stage, 'alice');
  stage.advance(15 * MINUTE_MS);
  await urge(stage.desk, stage.id);
  await vote(stage, 'bob');
  assert.equal(stage.request().status, 'approved');
});

test('where no card reached anybody the first escalation comes at once, and only the first', async () => {
  const later25 = anEscalation({ afterMs: 25 * MINUTE_MS, notify: [] });
  const stage = await escalating(anEscalation(), later25);
  stage.sendFaults.push(new SendFault('refused', 'BotNotInConversationRoster'));
  await show(stage.desk, stage.id, 'prompt-1');
  await live(stage, MINUTE_MS);
  assert.deepEqual(stage.told(), ['escalated']);
  assert.equal(stage.events()[1]?.facts.because, 'nobody_reached');
  await live(stage, 20 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['escalated']);
  await live(stage, 5 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['escalated', 'escalated']);
  assert.equal(stage.events()[2]?.facts.because, undefined);
});

test('a request that nobody could decide waits for those an escalation adds, and fails after', async () => {
  const stage = await escalating(anEscalation());
  for (const [oid, person] of stage.directory.people)
    stage.directory.people.set(oid, { ...person, groups: [] });
  await live(stage, 14 * MINUTE_MS);
  assert.equal(stage.request().status, 'pending');
  await live(stage, 4 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['escalated', 'failed']);
});

test('an agent that asked to hear of it gets one callback each, and none once the request has ended', async () => {
  const callback = { endpoint: CALLBACK, events: ['reminded', 'escalated', 'denied'] } as const;
  const stage = await waiting({ remindEveryMs: 10 * MINUTE_MS, escalations: [anEscalation()] }, { callback });
  await live(stage, 16 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['reminded', 'escalated']);
  assert.equal(stage.delivered.length, 2);
  stage.advance(5 * MINUTE_MS);
  await urge(stage.desk, stage.id);
  await vote(stage, 'alice', 'deny');
  for (const key of stage.request().todos) await tell(stage.desk, stage.id, key);
  assert.equal(stage.delivered.length, 3);
  const states = stage.request().todos.map((key) => stage.row<Todo>(key).state);
  assert.deepEqual(states, ['done', 'done', 'done', 'done']);
});

test('an agent that named nothing hears of the end alone', async () => {
  const stage = await waiting({ remindEveryMs: 10 * MINUTE_MS }, { callback: { endpoint: CALLBACK } });
  await live(stage, 31 * MINUTE_MS);
  assert.deepEqual(stage.told(), ['reminded', 'reminded', 'expired']);
  assert.equal(stage.delivered.length, 1);
});

test('nothing is called to mind at or after its end', async () => {
  const stage = await waiting({ remindEveryMs: 10 * MINUTE_MS, escalations: [anEscalation()] });
  stage.set(stage.request().expiresAt);
  await urge(stage.desk, stage.id);
  assert.deepEqual(
    stage.events().map(({ type }) => type),
    ['requested'],
  );
});

test('whoever comes by before anything is due writes nothing', async () => {
  const stage = await waiting({ remindEveryMs: 10 * MINUTE_MS, escalations: [anEscalation()] });
  stage.advance(10 * MINUTE_MS - 1);
  await urge(stage.desk, stage.id);
  assert.equal(stage.events().length, 1);
  stage.advance(1);
  await urge(stage.desk, stage.id);
  await urge(stage.desk, stage.id);
  assert.deepEqual(
    stage.events().map(({ type }) => type),
    ['requested', 'reminded'],
  );
});

test('the first escalation alone comes early, however often it is found that nobody hears', async () => {
  const stage = await escalating(anEscalation(), anEscalation({ afterMs: 20 * MINUTE_MS }));
  for (let found = 0; found < 3; found++) await urge(stage.desk, stage.id, 'nobody_reached');
  assert.deepEqual(
    stage.events().map(({ type }) => type),
    ['requested', 'escalated'],
  );
});

test('where a channel reads a summary, a person whom an escalation adds gets a card of their own, but not if barred', async () => {
  const adds = { groups: [], people: [PEOPLE.sam, PEOPLE.dana] };
  const summary = { ...ON_CALL, details: 'approvers' as const };
  for (const [notify, people] of [
    [[ON_CALL], []],
    [[summary], [PEOPLE.sam]],
  ] as const) {
    const stage = await waiting({ escalations: [anEscalation({ notify, adds })] });
    stage.advance(15 * MINUTE_MS);
    await urge(stage.desk, stage.id);
    const prompts = stage.request().prompts.map((key) => stage.row<Prompt>(key));
    assert.deepEqual(
      prompts.flatMap(({ person }) => person ?? []),
      people,
    );
    assert.equal(
      prompts.some((prompt) => prompt.person === undefined && prompt.summary),
      people.length > 0,
    );
  }
});
