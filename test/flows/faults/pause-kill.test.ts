// The app is ended while it denies what a paused agent has waiting: after a restart the sweep finishes, and nothing is left pending.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { standingId } from '../../../approvals/agent/standing.ts';
import { AGENTS } from '../../../local/directory.ts';
import { createStandingStore } from '../../../store/standing-store.ts';
import { until } from '../support/until.ts';
import { ask, untilKnown } from './support/client.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { postJson } from './support/post-json.ts';

const WAITING = 12;
const WATCH_DUE_MS = 26_000;
let world: FaultWorld;
before(async () => {
  world = await startFaultWorld();
});
after(() => world?.stop());

/** How many denials are written before the app is cut off from storage, and then killed. */
for (const denials of [0, 5]) {
  test(`killed after ${denials} of ${WAITING} denials, the sweep denies the rest`, async () => {
    const [host] = world.hosts;
    assert.ok(host);
    const keys = Array.from({ length: WAITING }, (_, n) => `kill-${denials}-${n}`);
    const ids = keys.map((key) => world.idFor(key));
    await Promise.all(keys.map((key) => untilKnown(() => ask(world, key))));
    await world.faults.quiet();

    let seen = 0;
    let cut = false;
    const end = world.faults.add(({ to, label, request }) => {
      if (to !== 'tables') return undefined;
      if (label === 'commit' && request !== undefined && ids.includes(request)) cut ||= ++seen > denials;
      return cut ? { do: 'swallow', when: 'before' } : undefined;
    });
    const paused = order('ada', 'pause', { reason: 'its token leaked' }).catch(() => undefined);
    await until('the denials to be cut off', () => cut);
    await host.app.kill();
    end();
    await paused;
    await host.app.start();

    const standings = createStandingStore(world.storage);
    const standing = async () => (await standings.load(standingId(AGENTS.nightlyEtl)))?.data;
    assert.equal((await standing())?.pause?.denying, true);
    assert.ok((await statuses(ids)).includes('pending'));
    await world.pass(WATCH_DUE_MS);
    await until('everything to be denied', async () => {
      await world.sweep();
      return (await statuses(ids)).every((each) => each === 'denied');
    });
    // A look that met another one leaves the end to the next.
    await until('the record to say so', async () => {
      await world.pass(WATCH_DUE_MS);
      await world.sweep();
      await world.faults.quiet();
      return (await standing())?.pause?.denying === false;
    });
    const resumed = await order('noor', 'resume', {});
    assert.equal(resumed.status, 200, JSON.stringify(resumed.body));
  });
}

async function order(who: string, what: string, body: object) {
  const token = await world.tokens.person(`${who}@contoso.example`);
  const url = `${world.urls.functions}/access/v1/agents/nightly-etl/${what}`;
  return postJson(url, body, { authorization: `Bearer ${token}` });
}

async function statuses(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await world.store.load(id))?.data.status));
}
