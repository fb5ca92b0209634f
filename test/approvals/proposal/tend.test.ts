// From a proposed policy to one in force: people approve it under the policy before, it is loaded once, and nothing else is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBody, parseEvaluation, parseRecord } from '../../../approvals/intent/intent.ts';
import { POLICY_CHANGE } from '../../../approvals/policy/judgement/judge-change.ts';
import { aDeployment, fileWith, policyOf } from '../../support/a-deployment.ts';

const OLD = fileWith(
  "reviewPolicyChanges: true\nrules: [{ id: all, when: 'true', effect: allow }, { id: two, when: 'action.name == \"countersign.policy.change\"', effect: review, approvers: { group: data-owners, count: 2 } }]",
);
const NEW = fileWith("reviewPolicyChanges: true\nrules: [{ id: freeze, when: 'true', effect: deny }]");
const THIRD = fileWith('reviewPolicyChanges: true\nuncounted: [ticket]');
const FIRST = ['policy_loaded', 'policy_proposed'];

async function proposed(text = NEW, before = OLD) {
  const world = aDeployment();
  await world.host(before).meet();
  const host = world.host(text);
  await host.meet();
  await host.tend();
  return { ...world, start: world.host, host, id: world.log().proposal?.request ?? '' };
}

test('people are asked by the policy in force, whatever its allow rules say, and see what changes', async () => {
  const { request, host } = await proposed();
  const asked = request();
  assert.equal(asked?.status, 'pending');
  assert.equal(asked?.action, POLICY_CHANGE);
  assert.equal(asked?.agent.name, 'countersign');
  assert.equal(asked?.verdict.policyVersion, policyOf(OLD).version);
  assert.deepEqual(
    asked?.verdict.requirements.map(({ count }) => count),
    [2],
  );
  await host.tend();
  assert.equal(request()?.seq, 1, 'asked once');
});

test('no allow rule lets a change in: the default approvers are asked', async () => {
  const allowing = `reviewPolicyChanges: true
rules: [{ id: all, when: 'agent.registered', effect: allow }]`;
  const { request, log } = await proposed(NEW, fileWith(allowing));
  assert.equal(request()?.status, 'pending');
  assert.equal(request()?.verdict.requirements.length, 1);
  assert.equal(log().policy?.version, policyOf(fileWith(allowing)).version);
});

test('a change that is too much to be seen whole is not asked, and the policy in force stays', async () => {
  const much = fileWith(`reviewPolicyChanges: true\n${'# padding, so that nobody reads on\n'.repeat(1000)}`);
  const { request, types, log, host } = await proposed(much);
  assert.deepEqual([...types(), log().proposal], [...FIRST, 'policy_kept', undefined]);
  await host.meet();
  await host.tend();
  assert.deepEqual([request('req_'), types().length], [undefined, 3]);
  assert.equal(log().policy?.version, policyOf(OLD).version);
});

test('with enough votes it is in force, used up and told, once', async () => {
  const { host, decideAs, log, types, request, id, told } = await proposed();
  await decideAs('alice', 'approve');
  await host.tend();
  assert.equal(log().policy?.version, policyOf(OLD).version, 'one vote of two');
  await decideAs('bob', 'approve');
  for (let n = 0; n < 3; n++) await host.tend();
  assert.equal(log().policy?.version, policyOf(NEW).version);
  assert.equal(log().proposal, undefined);
  assert.deepEqual(types(), [...FIRST, 'policy_loaded']);
  assert.equal(told().at(-1)?.[1].request, id);
  assert.deepEqual(types(id), ['requested', 'voted', 'voted', 'approved', 'redeemed', 'outcome']);
  assert.equal(request(id)?.grant?.outcome?.result, 'succeeded');
});

for (const [door, parse] of Object.entries({ parseBody, parseEvaluation, parseRecord }))
  test(`an agent cannot ask for it: ${door}`, () => {
    const wish = { action: { name: POLICY_CHANGE }, resource: { type: 'countersign.policy', id: 't' } };
    const parsed = parse(
      door === 'parseRecord' ? { ...wish, done_at: '2026-11-21T14:30:00.000Z', reason: 'done' } : wish,
    );
    assert.ok(!parsed.ok);
    assert.match(JSON.stringify(parsed.refusal), /is reserved/);
  });

test('thirty sweeps at once bring it into force once', async () => {
  const { host, decideAs, types, id } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  await Promise.all(Array.from({ length: 30 }, () => host.tend()));
  await host.tend();
  assert.deepEqual(types(), [...FIRST, 'policy_loaded']);
  assert.equal(types(id).filter((type) => type === 'redeemed').length, 1);
});

test('a denied file stays out, and is not asked for again until it is another', async () => {
  const { host, decideAs, log, types } = await proposed();
  await decideAs('alice', 'deny');
  await host.tend();
  for (let n = 0; n < 2; n++) await host.meet();
  assert.deepEqual(types(), [...FIRST, 'policy_kept']);
  assert.equal(log().policy?.version, policyOf(OLD).version);
});

test('one that nobody decided is asked for again at the next start, and not before', async () => {
  const { host, advance, types, decideAs, id } = await proposed();
  advance(31 * 60_000);
  await decideAs('alice', 'approve', id);
  for (let n = 0; n < 2; n++) {
    await host.tend();
    await host.meetAgain();
  }
  assert.deepEqual(types(), [...FIRST, 'policy_kept']);
  await host.meet();
  assert.deepEqual(types(), [...FIRST, 'policy_kept', 'policy_proposed']);
});

test('a third file takes the place of the one that waits: an approval of that comes to nothing', async () => {
  const { start, host, decideAs, log, types, request, id } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  const third = start(THIRD);
  await third.meet();
  for (const each of [host, third]) await each.tend();
  assert.equal(log().policy?.version, policyOf(OLD).version);
  assert.equal(log().proposal?.version, policyOf(THIRD).version);
  assert.equal(request(id)?.grant?.state, 'unused');
  assert.deepEqual(types().slice(2), ['policy_kept', 'policy_proposed']);
});

test('a third file between the use of the approval and the load: nothing is loaded, and the failure is told', async () => {
  const { start, decideAs, log, types, request, id } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  const third = start(THIRD);
  let met = false;
  const host = start(NEW, {
    before: async (access) => {
      if (met || !access.startsWith('commit policy_loaded')) return;
      met = true;
      await third.meet();
    },
  });
  await host.tend();
  assert.ok(met);
  assert.equal(log().policy?.version, policyOf(OLD).version);
  assert.equal(log().proposal?.version, policyOf(THIRD).version);
  assert.deepEqual(types(), [...FIRST, 'policy_kept', 'policy_proposed']);
  assert.equal(request(id)?.grant?.outcome?.result, 'failed');
});

test('a third file while people still think withdraws what they were asked', async () => {
  const { start, request, id } = await proposed();
  await start(THIRD).meet();
  assert.equal(request(id)?.status, 'cancelled');
});

test('a rule that denies the change denies it, and one that denies it by now keeps the approval from being used', async () => {
  const frozen = `reviewPolicyChanges: true\nrules: [{ id: freeze, when: 'action.name == "${POLICY_CHANGE}"', effect: deny }]`;
  const denied = await proposed(NEW, fileWith(frozen));
  assert.equal(denied.request()?.status, 'denied');
  await denied.host.tend();
  assert.deepEqual(denied.types(), [...FIRST, 'policy_kept']);

  const later = `now > timestamp("2026-11-21T14:35:00Z") && action.name == "${POLICY_CHANGE}"`;
  const night = `reviewPolicyChanges: true\nrules: [{ id: night, when: '${later}', effect: deny }]`;
  const { host, decideAs, set, log, id, types } = await proposed(NEW, fileWith(night));
  await decideAs('alice', 'approve');
  set('2026-11-21T14:35:01.000Z');
  assert.deepEqual(await host.tend(), { reason: 'grant_unusable', why: 'policy_denied' });
  assert.equal(log().policy?.version, policyOf(fileWith(night)).version);
  assert.deepEqual(types(id), ['requested', 'voted', 'approved']);
});

test('an approval of another change than was proposed loads nothing', async () => {
  const { start, host, decideAs, log, types, tables, id } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  const { version } = start(THIRD);
  const row = tables.get(log().id, 'log');
  assert.ok(row && log().proposal);
  const proposal = { ...log().proposal, version };
  tables.transact(log().id, [{ key: 'log', data: { ...log(), proposal }, etag: row.etag }]);
  await host.tend();
  assert.equal(log().policy?.version, policyOf(OLD).version);
  assert.deepEqual(types(), [...FIRST, 'policy_kept']);
  assert.ok(!types(id).includes('redeemed'));
});

test('an approval that nobody used in its time brings nothing into force', async () => {
  const { host, decideAs, advance, types, id } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  advance(5 * 60_000);
  for (let n = 0; n < 2; n++) await host.tend();
  assert.deepEqual(types(), [...FIRST, 'policy_kept']);
  assert.equal(types(id).at(-1), 'lapsed');
});

test('a host that runs on another policy than the one in force asks nobody and loads nothing', async () => {
  const { host, decideAs, types } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  await host.tend(policyOf(THIRD));
  assert.deepEqual(types(), FIRST);
});

test('whichever write its host dies at, the change is asked for once, and in force once it was approved', async () => {
  let isDead = true;
  let dies = 0;
  for (; isDead; dies++) {
    isDead = false;
    const { host, orDies, decideAs, types, log, request } = aDeployment();
    await host(OLD).meet();
    const [weak, strong] = [host(NEW, { dies: dies + 1 }), host(NEW)];
    const both = async (run: (each: typeof weak) => Promise<unknown>) => {
      if ((await orDies(() => run(weak))) === 'died') isDead = true;
      await run(strong);
    };
    await both((each) => each.meet());
    await both((each) => each.tend());
    const id = log().proposal?.request ?? '';
    for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve', id);
    await both((each) => each.tend());
    assert.deepEqual(types(), [...FIRST, 'policy_loaded'], `dies at write ${dies}`);
    assert.deepEqual(types(id).slice(0, 5), ['requested', 'voted', 'voted', 'approved', 'redeemed']);
    assert.equal(request(id)?.grant?.state, 'redeemed');
  }
  assert.ok(dies > 5, `only ${dies} writes`);
});

test('a host that died after the use, for longer than the approval lasts, leaves the old policy, and the failure told', async () => {
  const { start, orDies, decideAs, advance, log, types, id, request, host } = await proposed();
  for (const name of ['alice', 'bob'] as const) await decideAs(name, 'approve');
  let dies = 0;
  do dies += 1;
  while (
    request(id)?.grant?.state === 'unused' &&
    (await orDies(() => start(NEW, { dies }).tend())) === 'died'
  );
  assert.equal(request(id)?.grant?.state, 'redeemed');
  assert.equal(log().policy?.version, policyOf(OLD).version);
  advance(5 * 60_000);
  await host.tend();
  assert.deepEqual(types(), [...FIRST, 'policy_kept']);
  assert.equal(request(id)?.grant?.outcome?.result, 'failed');
});
