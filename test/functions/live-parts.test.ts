// The parts of the policy in force while hosts run: when they change, who keeps what, and what is answered while nobody can know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpHandler, HttpResponseInit, InvocationContext } from '@azure/functions';
import { StoreFault } from '../../approvals/faults.ts';
import { getHealth } from '../../functions/get-health.ts';
import { liveDoor, liveTrigger } from '../../functions/live-doors.ts';
import { createLiveParts } from '../../functions/live-parts.ts';
import type { Parts } from '../../functions/parts.ts';
import type { Settings } from '../../functions/settings.ts';
import { aDeployment, fileWith, policyOf } from '../support/a-deployment.ts';
import { aTelemetry } from '../support/a-telemetry.ts';
import { aContext, aPost } from '../support/http-calls.ts';

const REVIEWED = fileWith('reviewPolicyChanges: true');
const NEXT = fileWith('reviewPolicyChanges: true\nuncounted: [ticket]');
const PLAIN = fileWith('uncounted: [ticket]');

/** A world and its storage, which can fall silent. */
function aWorld() {
  const world = aDeployment();
  let silent = false;
  const caughtUp: string[] = [];
  function start(text: string) {
    const { desk } = world.host(text, {
      before: async () => {
        if (silent) throw new StoreFault('storage does not answer', true);
      },
    });
    const settingsOf = (policyText: string) =>
      ({ policy: policyOf(policyText), policyText, tenant: desk.tenant }) as unknown as Settings;
    const build = (settings: Settings, _: unknown, live: object) =>
      ({
        ...live,
        policy: settings.policy,
        changeDesk: { ...desk, policy: settings.policy },
        prepare: async () => {
          if (silent) throw new StoreFault('storage does not answer', true);
        },
        beginCatchUp: (since: string) => void caughtUp.push(since),
      }) as unknown as Parts;
    return createLiveParts(settingsOf(text), settingsOf, aTelemetry().telemetry, build);
  }
  const runsOn = async (host: ReturnType<typeof start>) => (await host.now()).policy.version;
  return {
    ...world,
    start,
    runsOn,
    caughtUp,
    silence: (is: boolean) => {
      silent = is;
    },
  };
}

const { context } = aContext();
const statusOf = async (door: HttpHandler): Promise<HttpResponseInit> =>
  (await door(aPost(), context as InvocationContext)) as HttpResponseInit;

test('before storage has said which policy is in force every call gets 503, and health says so; then all goes on', async () => {
  const { start, runsOn, silence } = aWorld();
  const host = start(REVIEWED);
  const door = liveDoor(host, () => () => ({ status: 200 }));
  const health = getHealth({ local: undefined }, host);
  silence(true);
  await assert.rejects(host.start(), StoreFault);
  assert.equal((await statusOf(door)).status, 503);
  assert.equal(JSON.parse(String((await statusOf(health)).body)).status, 'starting');
  silence(false);
  assert.equal((await statusOf(door)).status, 200);
  assert.equal(await runsOn(host), policyOf(REVIEWED).version);
  assert.equal(JSON.parse(String((await statusOf(health)).body)).status, 'ok');
});

test('a host on a changed file runs on the policy in force, and all hosts change over once people approved', async () => {
  const { start, runsOn, decideAs, advance, log } = aWorld();
  const [old, young] = [start(REVIEWED), start(NEXT)];
  for (const host of [old, young]) await host.start();
  for (const host of [old, young]) assert.equal(await runsOn(host), policyOf(REVIEWED).version);
  assert.equal(young.state().waiting?.version, policyOf(NEXT).version);
  await decideAs('alice', 'approve');
  await (await young.now()).tendPolicy();
  assert.equal(log().policy?.version, policyOf(NEXT).version);
  assert.equal(await runsOn(young), policyOf(NEXT).version, 'the host whose sweep it was, at once');
  advance(11_000);
  await old.now();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await runsOn(old), policyOf(NEXT).version, 'the others by the first call after ten seconds');
  assert.deepEqual([old.state().waiting, young.state().waiting], [undefined, undefined]);
});

test('a reviewed policy that could not be looked up for 45 seconds answers nothing; one that is not goes on', async () => {
  for (const [text, goesOn] of [
    [REVIEWED, false],
    [PLAIN, true],
  ] as const) {
    const { start, runsOn, silence, advance } = aWorld();
    const host = start(text);
    await host.start();
    silence(true);
    advance(44_000);
    assert.equal(await runsOn(host), policyOf(text).version);
    advance(2000);
    if (goesOn) assert.equal(await runsOn(host), policyOf(text).version);
    else await assert.rejects(runsOn(host), StoreFault);
    silence(false);
    assert.equal(await runsOn(host), policyOf(text).version);
  }
});

test('a call under way ends with the policy it began with; a door is made once for each', async () => {
  const { start, decideAs, runsOn } = aWorld();
  await start(REVIEWED).start();
  const host = start(NEXT);
  await host.start();
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  let made = 0;
  const trigger = liveTrigger(host, (parts) => {
    made += 1;
    return async (wait: boolean) => {
      if (wait) await held;
      return parts.policy.version;
    };
  });
  const begun = trigger(true, context as InvocationContext);
  await trigger(false, context as InvocationContext);
  await decideAs('alice', 'approve');
  await (await host.now()).tendPolicy();
  assert.equal(await trigger(false, context as InvocationContext), policyOf(NEXT).version);
  go();
  assert.equal(await begun, policyOf(REVIEWED).version);
  assert.equal(made, 2);
  assert.equal(await runsOn(host), policyOf(NEXT).version);
});
