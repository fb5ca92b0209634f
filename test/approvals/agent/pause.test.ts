import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overtakenBy, pauseOf } from '../../../approvals/agent/standing.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { pendingOf } from '../../../approvals/counting/quota.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { redeem } from '../../../approvals/grant/redeem.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import type { Refusal } from '../../../approvals/refusal.ts';
import { AGENTS, GROUPS, PEOPLE } from '../../../local/directory.ts';
import { anAsk, aPerson, aVerdict, CALLBACK, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { approved, presentation } from '../../support/granted.ts';
import { ETL, pause, resume, standing } from '../../support/pausing.ts';
import { createEmptyStage, createStage } from '../../support/stage.ts';

const refused = (refusal: Refusal) => ({ ok: false, refusal });
const PAUSED = refused({ reason: 'agent_paused', since: NOW });
const approve = { person: aPerson('alice'), choice: 'approve', via: 'api' } as const;

test('a pause is recorded with who, when and why; the reason is a text of its own', async () => {
  const stage = createEmptyStage();
  const paused = await pause(stage);
  assert.ok(paused.ok && paused.value.wrote);
  const { row, events, types } = standing(stage);
  assert.deepEqual(types, ['paused', 'pending_denied']);
  assert.deepEqual([row?.pause?.by.oid, row?.pause?.at, row?.pause?.denying], [PEOPLE.ada, NOW, false]);
  assert.deepEqual(events[0]?.actor, { kind: 'person', id: PEOPLE.ada });
  assert.deepEqual(events[0]?.facts, {
    agent: AGENTS.nightlyEtl,
    via: 'api',
    member_of: [GROUPS.admins],
    checked_at: NOW,
    text: row?.pause?.text,
  });
  const text = stage.tables.get(ETL, `text-${row?.pause?.text}`)?.data;
  assert.equal((text as { text?: string })?.text, 'its token leaked');
  assert.doesNotMatch(JSON.stringify(events), /leaked/);
});

test('everything pending is denied in the name of who paused, and its callback says so', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  await submit(stage.desk, anAsk({ id: idOf('req', 2) }));
  await submit(stage.desk, anAsk({ id: idOf('req', 3), agent: aDeployBot }));
  await pause(stage);
  const request = stage.request();
  assert.deepEqual([request.status, request.endReason], ['denied', 'the agent was paused']);
  assert.equal(request.endedBy?.name, 'Ada Alm');
  const last = stage.events().at(-1);
  assert.deepEqual([last?.type, last?.actor], ['denied', { kind: 'person', id: PEOPLE.ada }]);
  const facts = { because: 'agent_paused', agent: AGENTS.nightlyEtl, paused: 1, paused_at: NOW };
  assert.deepEqual(last?.facts, facts);
  assert.match(stage.row<{ body: string }>('todo-tell-1').body, /"status":"denied".*the agent was paused/);
  const statusOf = async (n: number) => (await stage.desk.store.load(idOf('req', n)))?.data.status;
  assert.deepEqual([await statusOf(2), await statusOf(3)], ['denied', 'pending']);
});

test('pausing again, by anybody who may, gets the same answer and writes nothing', async () => {
  const stage = await createStage();
  await pause(stage);
  const before = standing(stage);
  stage.forget();
  for (const who of ['ada', 'noor'] as const) {
    const again = await pause(stage, who, 'another reason');
    assert.ok(again.ok && !again.value.wrote);
    assert.equal(again.value.record.pause?.by.oid, PEOPLE.ada);
  }
  assert.deepEqual(standing(stage), before);
  assert.deepEqual(stage.writes(), []);
});

for (const [what, reason] of [
  ['no reason', ''],
  ['a reason of spaces', '  \n '],
] as const) {
  test(`a pause with ${what} is refused`, async () => {
    const stage = createEmptyStage();
    const answer = await pause(stage, 'ada', reason);
    assert.equal(!answer.ok && answer.refusal.reason, 'invalid');
    assert.deepEqual(stage.writes(), []);
  });
}

test('a reason longer than a comment may be is refused', async () => {
  const stage = createEmptyStage();
  const answer = await pause(stage, 'ada', 'x'.repeat(1001));
  assert.deepEqual(answer, refused({ reason: 'comment_too_long', limit: 1000 }));
});

const OUTSIDERS = [
  ['alice', 'not_permitted'],
  ['dana', 'not_permitted'],
  ['audrey', 'not_permitted'],
  ['gus', 'guest'],
  ['xavier', 'foreign_tenant'],
] as const;
for (const [who, reason] of OUTSIDERS) {
  test(`${who} neither pauses nor resumes (${reason}), whether or not there is a record yet`, async () => {
    const stage = createEmptyStage();
    const answers = [await pause(stage, who), await resume(stage, who)];
    assert.deepEqual([stage.writes(), standing(stage).row], [[], undefined]);
    await pause(stage);
    stage.forget();
    answers.push(await pause(stage, who), await resume(stage, who));
    for (const answer of answers) assert.equal(!answer.ok && answer.refusal.reason, reason);
    assert.deepEqual(stage.writes(), []);
  });
}

test('an administrator who was disabled a moment ago does nothing, and while the directory is silent nobody does', async () => {
  const stage = await createStage();
  const ada = stage.directory.people.get(PEOPLE.ada);
  assert.ok(ada);
  stage.forget();
  stage.directory.people.set(PEOPLE.ada, { ...ada, enabled: false });
  assert.deepEqual(await pause(stage), refused({ reason: 'disabled_person' }));
  stage.directory.silent = true;
  assert.deepEqual(await pause(stage, 'noor'), refused({ reason: 'could_not_verify' }));
  assert.deepEqual([stage.writes(), stage.request().status], [[], 'pending']);
});

test('whoever paused cannot resume; another administrator can, and that is recorded', async () => {
  const stage = createEmptyStage();
  await pause(stage);
  assert.deepEqual(await resume(stage, 'ada'), refused({ reason: 'own_pause' }));
  const resumed = await resume(stage, 'noor', 'a new token was made');
  assert.ok(resumed.ok && resumed.value.wrote);
  const { row, events, types } = standing(stage);
  assert.deepEqual(types, ['paused', 'pending_denied', 'resumed']);
  assert.deepEqual([row?.pause?.ended?.by.oid, pauseOf(row)], [PEOPLE.noor, undefined]);
  assert.equal(events.at(-1)?.facts.paused, 1);
  assert.equal((await submit(stage.desk, anAsk())).ok, true);
});

test('resuming what is not paused writes nothing, be it by whoever paused before', async () => {
  const stage = createEmptyStage();
  const never = await resume(stage);
  assert.ok(never.ok && !never.value.wrote && never.value.record.pause === undefined);
  assert.deepEqual([stage.writes(), standing(stage).row], [[], undefined]);
  await pause(stage);
  await resume(stage);
  stage.forget();
  for (const who of ['ada', 'noor'] as const) {
    const again = await resume(stage, who);
    assert.ok(again.ok && !again.value.wrote);
  }
  assert.deepEqual(stage.writes(), []);
});

test('one order asks the directory about its administrator once, and once more when another change was first', async () => {
  const stage = createEmptyStage();
  const asked: string[] = [];
  const desk = {
    ...stage.desk,
    lookUp: (oid: string, groups: readonly string[]) => {
      asked.push(oid);
      return stage.desk.lookUp(oid, groups);
    },
  };
  assert.ok((await pause({ desk })).ok);
  assert.ok((await resume({ desk })).ok);
  assert.deepEqual(asked, [PEOPLE.ada, PEOPLE.noor]);

  const noor = stage.directory.people.get(PEOPLE.noor);
  assert.ok(noor);
  stage.before('commit paused', async () => {
    stage.directory.people.set(PEOPLE.noor, { ...noor, enabled: false });
    await pause(stage, 'ada');
  });
  assert.deepEqual(await pause({ desk }, 'noor'), refused({ reason: 'disabled_person' }));
  assert.deepEqual(asked, [PEOPLE.ada, PEOPLE.noor, PEOPLE.noor, PEOPLE.noor]);
});

test('two administrators pausing at once make one pause', async () => {
  const stage = createEmptyStage();
  const told = await Promise.all([pause(stage, 'ada'), pause(stage, 'noor'), pause(stage, 'ada')]);
  assert.equal(told.filter((each) => each.ok && each.value.wrote).length, 1);
  assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
});

for (const effect of ['allow', 'review', 'deny'] as const) {
  test(`a paused agent asks in vain, whatever the policy says (${effect})`, async () => {
    const stage = createEmptyStage();
    await pause(stage);
    stage.forget();
    const verdict = aVerdict({ effect, rules: [{ id: 'a-rule', effect }] });
    assert.deepEqual(await submit(stage.desk, anAsk({ verdict })), PAUSED);
    assert.deepEqual([stage.writes(), stage.nudges], [[], []]);
    assert.deepEqual(await pendingOf(stage.desk, AGENTS.nightlyEtl), []);
  });
}

test('the repeat of what was asked before the pause gets its request; other words under its key do not', async () => {
  const stage = await createStage();
  await pause(stage);
  const again = await submit(stage.desk, anAsk({ keyed: true }));
  assert.equal(again.ok && again.value.status, 'denied');
  assert.deepEqual(
    await submit(stage.desk, anAsk({ keyed: true, bodyHash: 'other' })),
    refused({ reason: 'duplicate_request' }),
  );
});

test('while the standing cannot be read nothing is asked, approved or used', async () => {
  const stage = await approved();
  await submit(stage.desk, anAsk({ id: idOf('req', 2) }));
  stage.forget();
  const silence = () => stage.spoil('read standing', ...Array.from({ length: 8 }, () => 'fail' as const));
  for (const act of [
    () => submit(stage.desk, anAsk({ id: idOf('req', 3) })),
    () => decide(stage.desk, idOf('req', 2), approve),
    () => redeem(stage.desk, stage.id, presentation(stage)),
  ]) {
    silence();
    await assert.rejects(act, (error) => error instanceof StoreFault && error.retry);
  }
  assert.deepEqual(stage.writes(), []);
});

test('an approval that a pause overtakes is refused, a denial is not', async () => {
  const stage = await createStage();
  // The pause is recorded between the click and the look at the standing; its own denials are not made yet.
  stage.before('read standing', () => pauseOnly(stage));
  assert.deepEqual(await decide(stage.desk, stage.id, approve), PAUSED);
  assert.equal(stage.request().status, 'pending');
  const denied = await decide(stage.desk, stage.id, { ...approve, choice: 'deny' });
  assert.equal(denied.ok && denied.value.request.status, 'denied');
  assert.deepEqual(stage.told(), ['voted', 'denied']);
});

test('an approval lost to the denial of a pause is not recorded', async () => {
  const stage = await createStage();
  stage.before('commit voted', () => pause(stage));
  assert.deepEqual(
    await decide(stage.desk, stage.id, approve),
    refused({ reason: 'already_ended', status: 'denied' }),
  );
  assert.deepEqual(stage.told(), ['denied']);
});

test('a grant is not used while the agent is paused, is not used up, and works again once it goes on', async () => {
  const stage = await approved();
  await pause(stage);
  stage.forget();
  assert.deepEqual(await redeem(stage.desk, stage.id, presentation(stage)), PAUSED);
  assert.deepEqual([stage.writes(), stage.request().grant?.state], [[], 'unused']);
  await resume(stage);
  const used = await redeem(stage.desk, stage.id, presentation(stage));
  assert.equal(used.ok && used.value.request.grant?.state, 'redeemed');
  assert.ok((await pause(stage)).ok);
  assert.deepEqual(await redeem(stage.desk, stage.id, presentation(stage)), PAUSED);
});

test('an approval unused in a pause lapses in its time', async () => {
  const stage = await approved();
  await pause(stage);
  stage.advance(6 * MINUTE_MS);
  await sweep(stage.desk);
  assert.equal(stage.request().grant?.state, 'lapsed');
});

test('a pause that ended still counts against everything asked before it, and against nothing asked since', async () => {
  const stage = await createStage();
  await pauseOnly(stage);
  await resume(stage);
  assert.deepEqual(await decide(stage.desk, stage.id, approve), PAUSED);
  const since = await submit(stage.desk, anAsk({ id: idOf('req', 2) }));
  assert.equal(since.ok && since.value.standing, 2);
  assert.equal((await decide(stage.desk, idOf('req', 2), approve)).ok, true);
  const { row } = standing(stage);
  assert.equal(overtakenBy({}, row), row?.pause);
  assert.equal(overtakenBy({ standing: 1 }, row), undefined);
  assert.equal(overtakenBy({}, undefined), undefined);
});

const aDeployBot = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };

/** A pause whose caller died before it denied anything. */
async function pauseOnly(stage: Awaited<ReturnType<typeof createStage>>): Promise<void> {
  const list = () => Promise.reject(new StoreFault('died', true));
  const quota = { ...stage.desk.quota, list };
  assert.ok((await pause({ desk: { ...stage.desk, quota } })).ok);
}
