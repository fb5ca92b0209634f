// The attacks of docs/attacks.md against one running world, but for those of busy-channel.test.ts: what comes back, and to the row how little comes of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, it } from 'node:test';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { listen } from '../support/agent-ear.ts';
import { startFlow } from '../support/flow.ts';
import { ATTACKS, IN_BUSY_CHANNEL } from './all.ts';
import { troubleWith } from './attack.ts';
import { createEngine } from './engine.ts';
import { SIGN_IN_ACTION } from './targets.ts';

assert.deepEqual(troubleWith(ATTACKS), []);
// As shipped, but for a rule that needs a sign-in and one with a limit, and for how much the agent may ask: it has more to try here than in an hour.
const policyText = readFileSync(POLICY_FILE, 'utf8')
  .replace('maxPending: 20', 'maxPending: 500')
  .replace('requestsPerMinute: 60', 'requestsPerMinute: 6000')
  .concat(`
  - id: secret-reading
    when: action.name == "${SIGN_IN_ACTION}"
    effect: review
    approvers: { group: data-owners }
    stepUp: { within: 5m, acrs: c1 }
  - id: small-reading
    when: action.name == "data.read" && resource.id.startsWith("dev/small/")
    effect: allow
    limit: { count: 3, per: resource, window: 30d }
`);
// The sweep asks the directory on its own account: here it runs when it is told to, so that every question is an attack's.
const flow = await startFlow({ policyText, env: { 'AzureWebJobs.sweepDue.Disabled': 'true' } });
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const engine = createEngine(flow, ear);

const HERE = ATTACKS.filter((row) => !IN_BUSY_CHANNEL.includes(row));
// Time passes for all: those that need it come last.
const isLater = (row: (typeof ATTACKS)[number]) => row.minutesLater !== undefined;
for (const row of [...HERE.filter((each) => !isLater(each)), ...HERE.filter(isLater)]) {
  it(`${row.id} ${row.attack}`, (t) => engine.run(t, row));
}

it('nothing came of any attack after it had been counted', () => engine.nothingCameLater());
