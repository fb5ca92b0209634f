// "Report as suspicious": one act that denies, stops the agent and tells the administrators, whatever breaks in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseOf } from '../../../approvals/agent/standing.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { isReportable } from '../../../approvals/decision/suspicion.ts';
import { ADMINISTRATORS } from '../../../approvals/mark.ts';
import { invite } from '../../../approvals/prompt/invite.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { AGENTS, GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aClick, anAsk, aPerson, aRequest, aVerdict, idOf, NOW } from '../../support/builders.ts';
import { resume, standing } from '../../support/pausing.ts';
import { reasonOf, reportBy, sweepForMinutes } from '../../support/reporting.ts';
import { createStage } from '../../support/stage.ts';

test('an approver’s report denies, says so as a fact of its own, and pauses the agent in their name', async () => {
  const stage = await createStage({ verdict: aVerdict({ requireReason: 'deny' }) });
  await submit(stage.desk, anAsk({ id: idOf('req', 2) }));
  assert.equal(reasonOf(await reportBy(stage, 'alice', 'Nobody ordered this.')), 'ok');
  assert.deepEqual(stage.told(), ['voted', 'denied']);
  const [, voted, denied] = stage.events();
  assert.equal(voted?.facts.reason, 'suspicious');
  assert.deepEqual(denied?.facts, { by: [PEOPLE.alice], reported: true });
  assert.deepEqual(
    [stage.request().status, stage.request().reported],
    ['denied', { by: PEOPLE.alice, at: NOW, alert: 'invite-1' }],
  );

  const { row, events, types } = standing(stage);
  assert.deepEqual(types, ['paused', 'pending_denied']);
  assert.deepEqual([row?.pause?.by.name, row?.pause?.reported], ['Alice Aho', stage.id]);
  assert.deepEqual(events[0]?.facts, {
    agent: AGENTS.nightlyEtl,
    reported: stage.id,
    member_of: [GROUPS.dataOwners],
    checked_at: NOW,
    text: row?.pause?.text,
  });
  const other = stage.tables.get(idOf('req', 2), 'request')?.data as { status: string; endReason: string };
  assert.deepEqual([other.status, other.endReason], ['denied', 'the agent was paused']);
  const next = await submit(stage.desk, anAsk({ id: idOf('req', 3) }));
  assert.equal(next.ok ? 'ok' : next.refusal.reason, 'agent_paused');
});

test('administrators get cards of their own that say so, also those who could decide nothing here', async () => {
  const stage = await createStage();
  await show(stage.desk, stage.id, 'prompt-1');
  for (const who of ['ada', 'noor'] as const) {
    const chat = {
      id: `a:${who}`,
      type: 'personal',
      serviceUrl: 'https://smba.example',
      tenant: aPerson().tenant,
    } as const;
    await stage.desk.people.remember(PEOPLE[who], chat, NOW);
  }
  await reportBy(stage, 'alice');
  await invite(stage.desk, stage.id, 'invite-1');
  const { prompts, invited } = stage.request();
  assert.deepEqual(invited, [{ group: { name: ADMINISTRATORS, id: GROUPS.admins }, people: 2 }]);
  const before = stage.sent.length;
  for (const key of prompts.slice(1)) await show(stage.desk, stage.id, key);
  const posts = stage.sent.slice(before).filter(({ kind }) => kind === 'post');
  assert.deepEqual(posts.map(({ conversation }) => conversation.id).sort(), ['a:ada', 'a:noor']);
  assert.ok(posts.every(({ view }) => view.request.reported?.by === PEOPLE.alice));
});

test('a plain deny tells no administrator and stops nobody', async () => {
  const stage = await createStage();
  const ballot = { person: aPerson(), choice: 'deny', reason: 'suspicious', via: 'api' } as const;
  await decide(stage.desk, stage.id, ballot);
  const { reported, invites } = stage.request();
  assert.deepEqual([reported, invites, standing(stage).types], [undefined, undefined, []]);
});

for (const [who, why] of [
  ['dana', 'own_request'],
  ['olivia', 'not_approver'],
  ['ada', 'not_approver'],
  ['gus', 'guest'],
  ['xavier', 'foreign_tenant'],
] as const) {
  test(`${who} cannot stop an agent by a report: ${why}`, async () => {
    const stage = await createStage();
    assert.equal(reasonOf(await reportBy(stage, who)), why);
    assert.deepEqual([stage.told(), standing(stage).types, stage.writes()], [[], [], []]);
  });
}

test('the same report sent again, by Teams or by a double click, is one', async () => {
  const stage = await createStage();
  await show(stage.desk, stage.id, 'prompt-1');
  const { nonce } = stage.row<Prompt>('prompt-1');
  const click = () => answer(stage.desk, aClick({ nonce, verb: 'report' }));
  const [first, again] = [await click(), await click()];
  assert.ok(first.kind === 'card' && again.kind === 'card');
  assert.deepEqual(
    [stage.told(), standing(stage).types],
    [
      ['voted', 'denied'],
      ['paused', 'pending_denied'],
    ],
  );
  await answer(stage.desk, aClick({ nonce, verb: 'report', person: aPerson('bob') }));
  assert.deepEqual(stage.told(), ['voted', 'denied'], 'whoever comes second finds it denied');
});

test('a refresh of the card is never a report', async () => {
  const stage = await createStage();
  await show(stage.desk, stage.id, 'prompt-1');
  const { nonce } = stage.row<Prompt>('prompt-1');
  await answer(stage.desk, aClick({ nonce, verb: 'report', automatic: true }));
  assert.deepEqual([stage.told(), standing(stage).types], [[], []]);
});

test('where the app died between the denial and the pause the sweep pauses, once', async () => {
  const stage = await createStage();
  // What the click did before it died: the denial alone.
  const alerts = { name: ADMINISTRATORS, id: GROUPS.admins };
  const ballot = { person: aPerson(), choice: 'deny', reason: 'suspicious', via: 'teams', alerts } as const;
  await decide(stage.desk, stage.id, ballot);
  assert.deepEqual(standing(stage).types, []);
  await sweepForMinutes(stage, 3);
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
  assert.equal(pauseOf(standing(stage).row)?.by.oid, PEOPLE.alice);
});

test('once an administrator has let the agent go on no late look stops it again', async () => {
  const stage = await createStage();
  await reportBy(stage, 'alice');
  stage.advance(1000);
  assert.ok((await resume(stage, 'ada')).ok, 'four eyes: any administrator but who paused');
  await sweepForMinutes(stage, 8);
  await reportBy(stage, 'alice');
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied', 'resumed']);
});

test('what Countersign asks itself, tests, records and evaluations are not reported: there is no agent to stop', () => {
  assert.equal(isReportable(aRequest()), true);
  assert.equal(isReportable(aRequest({ action: 'countersign.policy.change' })), false);
  assert.equal(isReportable(aRequest({ trial: { by: aPerson('ada') } })), false);
  assert.equal(isReportable(aRequest({ record: {} as never })), false);
  assert.equal(isReportable(aRequest({ evaluated: {} as never })), false);
});
