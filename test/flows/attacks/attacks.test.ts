// Every attack of docs/attacks.md against one running world: what comes back, and to the row how little comes of it.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { listen } from '../support/agent-ear.ts';
import { startFlow } from '../support/flow.ts';
import { ATTACKS } from './all.ts';
import { troubleWith } from './attack.ts';
import { createEngine } from './engine.ts';

assert.deepEqual(troubleWith(ATTACKS), []);
const flow = await startFlow();
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const engine = createEngine(flow, ear);

// Time passes for all: those that need it come last.
const isLater = (row: (typeof ATTACKS)[number]) => row.minutesLater !== undefined;
for (const row of [...ATTACKS.filter((each) => !isLater(each)), ...ATTACKS.filter(isLater)]) {
  it(`${row.id} ${row.attack}`, (t) => engine.run(t, row));
}

it('nothing came of any attack after it had been counted', () => engine.nothingCameLater());
