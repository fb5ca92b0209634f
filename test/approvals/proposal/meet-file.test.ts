// A host starts with a policy file: when that is a load, when people are asked, and when it is nothing, however many start at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDeployment, fileWith, policyOf } from '../../support/a-deployment.ts';
import { MINUTE_MS } from '../../support/builders.ts';

const ONE = fileWith("rules: [{ id: first, when: 'true', effect: deny }]");
const TWO = fileWith("rules: [{ id: first, when: 'true', effect: review }]");
const THREE = fileWith('uncounted: [ticket]');
const REVIEWED = fileWith('reviewPolicyChanges: true');
const versionOf = (text: string) => policyOf(text).version;
const changed = { added: 0, removed: 0, changed: 1, parts: { rules: { changed: ['first'] } } };

test('the first policy is loaded with nothing before it, also when it wants its changes reviewed', async () => {
  for (const text of [ONE, REVIEWED]) {
    const { host, told, log } = aDeployment();
    await host(text).meet();
    assert.deepEqual(told(), [['policy_loaded', { version: versionOf(text) }]]);
    assert.equal(log().policy?.reviewed, text === REVIEWED ? true : undefined);
  }
});

test('a start with the policy in force writes nothing', async () => {
  const { host, told } = aDeployment();
  for (let n = 0; n < 3; n++) await host(ONE).meet();
  assert.equal(told().length, 1);
});

test('another file is a load with its difference to the one before, and the old one again is one more', async () => {
  const { host, told } = aDeployment();
  for (const text of [ONE, TWO, ONE]) await host(text).meet();
  const [version, previous, difference] = [versionOf(TWO), versionOf(ONE), changed];
  assert.deepEqual(told(), [
    ['policy_loaded', { version: previous }],
    ['policy_loaded', { version, previous, difference }],
    ['policy_loaded', { version: previous, previous: version, difference }],
  ]);
});

test('a text that is not kept, or is another by now, stops no load: the difference is left out', async () => {
  const { host, told, kept } = aDeployment();
  await host(ONE).meet();
  kept.clear();
  await host(TWO).meet();
  assert.deepEqual(told()[1], ['policy_loaded', { version: versionOf(TWO), previous: versionOf(ONE) }]);
});

test('thirty hosts that start at once with a new file load it once', async () => {
  const { host, told } = aDeployment();
  await host(ONE).meet();
  await Promise.all(Array.from({ length: 30 }, () => host(TWO).meet()));
  assert.equal(told().length, 2);
});

test('where the policy in force is reviewed another file is only proposed, once for all hosts', async () => {
  const { host, types, log } = aDeployment();
  await host(REVIEWED).meet();
  await Promise.all(Array.from({ length: 30 }, () => host(TWO).meet()));
  await host(TWO).meet();
  assert.deepEqual(types(), ['policy_loaded', 'policy_proposed']);
  assert.equal(log().policy?.version, versionOf(REVIEWED));
  assert.equal(log().proposal?.version, versionOf(TWO));
});

test('a file that turns the review off is a change like any other', async () => {
  const { host, log } = aDeployment();
  await host(REVIEWED).meet();
  await host(fileWith('reviewPolicyChanges: false')).meet();
  assert.equal(log().policy?.version, versionOf(REVIEWED));
});

test('without the text of the policy in force nothing is proposed and nothing loaded: the start fails', async () => {
  const { host, types, kept } = aDeployment();
  await host(REVIEWED).meet();
  kept.clear();
  await assert.rejects(host(TWO).meet(), /the text of the policy in force, [0-9a-f]{64}, is not there/);
  assert.deepEqual(types(), ['policy_loaded']);
});

test('the setting forces its own file alone, tells so, and works once', async () => {
  const { host, told, log, types } = aDeployment();
  await host(REVIEWED).meet();
  await host(TWO, { force: versionOf(THREE) }).meet();
  assert.deepEqual(types(), ['policy_loaded', 'policy_proposed']);
  const force = versionOf(THREE);
  await host(THREE, { force }).meet();
  assert.equal(log().policy?.version, force);
  assert.equal(log().proposal, undefined);
  assert.deepEqual(types().slice(2), ['policy_kept', 'policy_loaded']);
  assert.equal(told().at(-1)?.[1].forced, true);

  // Its policy wants no review, so the next file is loaded; from there the setting left behind brings nothing back.
  await host(REVIEWED, { force }).meet();
  await host(THREE, { force }).meet();
  assert.equal(log().policy?.version, versionOf(REVIEWED));
  assert.equal(types().at(-1), 'policy_proposed');
});

test('going back to the policy in force withdraws what was asked for, once nobody holds the other file', async () => {
  const { host, types, log, advance } = aDeployment();
  const old = host(REVIEWED);
  await old.meet();
  await host(TWO).meet();
  await old.meet();
  for (let minute = 1; minute <= 4; minute++) {
    advance(MINUTE_MS);
    await old.meetAgain();
  }
  assert.equal(log().proposal?.version, versionOf(TWO));
  advance(MINUTE_MS);
  await old.meetAgain();
  assert.deepEqual(types(), ['policy_loaded', 'policy_proposed', 'policy_kept']);
  assert.equal(log().proposal, undefined);
});

test('going back long after withdraws it at once', async () => {
  const { host, types, advance } = aDeployment();
  await host(REVIEWED).meet();
  const young = host(TWO);
  await young.meet();
  for (let minute = 0; minute < 6; minute++) {
    advance(MINUTE_MS);
    await young.meetAgain();
  }
  await host(REVIEWED).meet();
  assert.deepEqual(types(), ['policy_loaded', 'policy_proposed', 'policy_kept']);
});

test('a host that starts anew with the old file leaves what waits as it is, however often and whoever comes first', async () => {
  const { host, types, log, advance } = aDeployment();
  const [old, young] = [host(REVIEWED), host(TWO)];
  await old.meet();
  for (const each of [young, old, old, young, old, young]) {
    await each.meet();
    for (const other of [old, young]) await other.meetAgain();
    advance(2 * MINUTE_MS);
  }
  assert.deepEqual(types(), ['policy_loaded', 'policy_proposed']);
  assert.equal(log().proposal?.version, versionOf(TWO));
});

test('what an older version withdrew is asked for again by whichever host is there next, and once', async () => {
  const { host, types, log, tables } = aDeployment();
  const [old, young] = [host(REVIEWED), host(TWO)];
  for (const each of [old, young]) await each.meet();
  const { proposal: _, ...withdrawn } = log();
  tables.transact(log().id, [{ key: 'log', data: withdrawn, etag: tables.get(log().id, 'log')?.etag ?? '' }]);
  await Promise.all([old, young, old, young].map((each) => each.meetAgain()));
  assert.deepEqual(types(), ['policy_loaded', 'policy_proposed', 'policy_proposed']);
  assert.equal(log().proposal?.version, versionOf(TWO));
});

test('of three files that follow one another the last one waits, whoever starts anew; when it is gone the one before', async () => {
  const { host, log, advance } = aDeployment();
  const [old, second, third] = [host(REVIEWED), host(TWO), host(THREE)];
  for (const each of [old, second, third, second, old, third, old, second]) {
    await each.meet();
    advance(MINUTE_MS);
  }
  assert.equal(log().proposal?.version, versionOf(THREE));
  for (let minute = 0; minute < 6; minute++) {
    advance(MINUTE_MS);
    for (const each of [old, second]) await each.meetAgain();
  }
  assert.equal(log().proposal?.version, versionOf(TWO));
});

test('a file that turns the review on is in force, and a host that starts anew without it does not ask to go back', async () => {
  const { host, log, types, advance } = aDeployment();
  const plain = host(ONE);
  await plain.meet();
  advance(60 * MINUTE_MS);
  await host(REVIEWED).meet();
  advance(MINUTE_MS);
  await plain.meet();
  assert.deepEqual(types(), ['policy_loaded', 'policy_loaded']);
  assert.equal(log().policy?.version, versionOf(REVIEWED));
});

test('a host that is there brings nothing into force where no review is asked for', async () => {
  const { host, types, advance } = aDeployment();
  const [one, two] = [host(ONE), host(TWO)];
  for (const each of [one, two]) await each.meet();
  for (let minute = 0; minute < 6; minute++) {
    advance(MINUTE_MS);
    await one.meetAgain();
  }
  assert.deepEqual(types(), ['policy_loaded', 'policy_loaded']);
});
