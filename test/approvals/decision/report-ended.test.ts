// A report of suspicion that comes when the request is over: what was decided stands, and the agent is stopped all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseOf } from '../../../approvals/agent/standing.ts';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { reportEnded } from '../../../approvals/decision/report-ended.ts';
import { redeem } from '../../../approvals/grant/redeem.ts';
import type { Evaluated } from '../../../approvals/mark.ts';
import { ADMINISTRATORS } from '../../../approvals/mark.ts';
import { invite } from '../../../approvals/prompt/invite.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { COMMENT_LIMIT } from '../../../approvals/text/text.ts';
import type { RequestId } from '../../../approvals/words.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { AGENTS, GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aClick, anAsk, aPerson, aVerdict, idOf, MINUTE_MS } from '../../support/builders.ts';
import { presentation } from '../../support/granted.ts';
import { resume, standing } from '../../support/pausing.ts';
import { reasonOf, reportBy, sweepForMinutes } from '../../support/reporting.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const AGENT = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
type Who = keyof typeof PEOPLE;

const decided = async (stage: Stage, choice: 'approve' | 'deny' = 'approve') => {
  assert.ok((await decide(stage.desk, stage.id, { person: aPerson('alice'), choice, via: 'teams' })).ok);
};
const approved = async (): Promise<Stage> => {
  const stage = await createStage();
  await decided(stage);
  stage.advance(1000);
  return stage;
};

test('of an approved request the approval stands and cannot be used: the agent is paused in the reporter’s name', async () => {
  const stage = await approved();
  const before = stage.request();
  assert.equal(reasonOf(await reportBy(stage, 'bob', 'Nobody ordered this.')), 'ok');
  const { status, votes, grant, revision, reported } = stage.request();
  assert.deepEqual([status, votes, grant], [before.status, before.votes, before.grant]);
  assert.equal(revision, before.revision + 1, 'its cards tell of it');
  assert.deepEqual(stage.told(), ['voted', 'approved', 'reported']);
  const event = stage.events().at(-1);
  const { checked, text, ...facts } = (event?.facts ?? {}) as {
    checked: { member_of: string[] };
    text: string;
  };
  assert.deepEqual(facts, { via: 'teams', tenant: aPerson().tenant });
  assert.deepEqual(checked.member_of, [GROUPS.dataOwners]);
  const late = { person: aPerson('bob'), groups: [GROUPS.dataOwners], text };
  assert.deepEqual(reported, { by: PEOPLE.bob, at: event?.at, alert: 'invite-1', late });
  assert.equal(stage.row<{ text: string }>(`text-${text}`).text, 'Nobody ordered this.');

  const { row, types, events } = standing(stage);
  assert.deepEqual(types, ['paused', 'pending_denied']);
  assert.deepEqual([row?.pause?.by.oid, row?.pause?.reported], [PEOPLE.bob, stage.id]);
  assert.equal(events[0]?.facts.checked_at, event?.at);
  const used = await redeem(stage.desk, stage.id, presentation(stage));
  assert.equal(used.ok ? 'ok' : used.refusal.reason, 'agent_paused');
  const next = await submit(stage.desk, anAsk({ id: idOf('req', 3) }));
  assert.equal(next.ok ? 'ok' : next.refusal.reason, 'agent_paused');
});

for (const [end, ended] of [
  ['denied', (stage: Stage) => decided(stage, 'deny')],
  ['cancelled', (stage: Stage) => cancel(stage.desk, stage.id, AGENT)],
  ['expired', async (stage: Stage) => stage.advance(120 * MINUTE_MS)],
] as const)
  test(`of a request that was ${end} it stops the agent and changes nothing else`, async () => {
    const stage = await createStage({ verdict: aVerdict({ expiresInMs: 60 * MINUTE_MS }) });
    await ended(stage);
    assert.equal(reasonOf(await reportBy(stage, 'bob')), 'ok');
    assert.deepEqual([stage.request().status, stage.told().at(-1)], [end, 'reported']);
    assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
  });

test('whoever denied it themselves and reports it then stops the agent too', async () => {
  const stage = await createStage();
  await decided(stage, 'deny');
  assert.equal(reasonOf(await reportBy(stage, 'alice')), 'ok');
  assert.deepEqual(stage.told(), ['voted', 'denied', 'reported']);
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
  assert.equal(reasonOf(await reportBy(stage, 'alice')), 'ok');
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
});

for (const [what, more] of [
  ['a change of the policy', { action: 'countersign.policy.change' }],
  ['a test', { trial: { by: aPerson('ada') } }],
  ['an evaluation', { evaluated: {} as Evaluated }],
] as const)
  test(`${what} is not reported after its end: there is no agent to stop`, async () => {
    const stage = await approved();
    const before = stage.told();
    const { store } = stage.desk;
    const load = async (id: RequestId) => {
      const found = await store.load(id);
      return found && { ...found, data: { ...found.data, ...more } };
    };
    const desk = { ...stage.desk, store: { ...store, load } as typeof store };
    const alerts = { name: ADMINISTRATORS, id: GROUPS.admins };
    const writes = stage.writes().length;
    const done = await reportEnded(desk, stage.id, { person: aPerson('bob'), via: 'api', alerts });
    assert.equal(done.ok ? 'ok' : done.refusal.reason, 'already_ended');
    assert.deepEqual([stage.told(), stage.writes().length], [before, writes]);
  });

for (const [who, why] of [
  ['dana', 'own_request'],
  ['olivia', 'not_approver'],
  ['ada', 'not_approver'],
  ['gus', 'guest'],
  ['xavier', 'foreign_tenant'],
] as const)
  test(`${who} cannot stop an agent by a late report: ${why}`, async () => {
    const stage = await approved();
    const writes = stage.writes().length;
    assert.equal(reasonOf(await reportBy(stage, who)), why);
    assert.deepEqual([stage.told(), standing(stage).types], [['voted', 'approved'], []]);
    assert.equal(stage.writes().length, writes);
  });

test('while the directory is silent nothing is recorded, and nobody is told that it was', async () => {
  const stage = await approved();
  stage.directory.silent = true;
  assert.equal(reasonOf(await reportBy(stage, 'bob')), 'could_not_verify');
  assert.deepEqual([stage.told(), standing(stage).types], [['voted', 'approved'], []]);
});

test('more words than a comment may have are refused before anything is recorded', async () => {
  const stage = await approved();
  assert.equal(reasonOf(await reportBy(stage, 'bob', 'x'.repeat(COMMENT_LIMIT + 1))), 'comment_too_long');
  assert.deepEqual(standing(stage).types, []);
});

test('the same report again is one, also where an administrator let the agent go on; another person’s then stops it no more', async () => {
  const stage = await approved();
  await reportBy(stage, 'bob');
  assert.equal(reasonOf(await reportBy(stage, 'bob')), 'ok');
  stage.advance(1000);
  assert.ok((await resume(stage, 'ada')).ok);
  assert.equal(reasonOf(await reportBy(stage, 'bob')), 'ok');
  assert.equal(reasonOf(await reportBy(stage, 'carmen')), 'already_ended');
  await sweepForMinutes(stage, 3);
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied', 'resumed']);
  assert.equal(stage.told().filter((type) => type === 'reported').length, 1);
});

test('where the app died between the report and the pause the sweep pauses, once', async () => {
  const stage = await approved();
  const alerts = { name: ADMINISTRATORS, id: GROUPS.admins };
  assert.ok((await reportEnded(stage.desk, stage.id, { person: aPerson('bob'), via: 'api', alerts })).ok);
  assert.deepEqual(standing(stage).types, []);
  await sweepForMinutes(stage, 3);
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
  assert.equal(pauseOf(standing(stage).row)?.by.oid, PEOPLE.bob);
});

test('administrators get cards of their own', async () => {
  const stage = await approved();
  const chat = {
    id: 'a:ada',
    type: 'personal',
    serviceUrl: 'https://smba.example',
    tenant: aPerson().tenant,
  };
  await stage.desk.people.remember(PEOPLE.ada, chat as never, stage.desk.clock());
  await reportBy(stage, 'bob');
  await invite(stage.desk, stage.id, 'invite-1');
  for (const key of stage.request().prompts.slice(1)) await show(stage.desk, stage.id, key);
  const posts = stage.sent.filter(({ kind, conversation }) => kind === 'post' && conversation.id === 'a:ada');
  assert.equal(posts.length, 1);
  assert.deepEqual(posts[0]?.view.toldAs, { group: ADMINISTRATORS });
});

test('who presses it is told that the report counts, and whoever comes after them that it had been reported', async () => {
  const stage = await createStage();
  await show(stage.desk, stage.id, 'prompt-1');
  const { nonce } = stage.row<Prompt>('prompt-1');
  await decided(stage);
  const press = async (who: Who) => {
    const reply = await answer(stage.desk, aClick({ nonce, verb: 'report', person: aPerson(who) }));
    return reply.kind === 'card' ? reply.view.late?.click : reply.kind;
  };
  assert.deepEqual([await press('bob'), await press('bob')], ['reported', 'reported']);
  assert.equal(await press('carmen'), 'known');
});
