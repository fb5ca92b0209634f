// The attacks of docs/attacks.md on what a channel reads: summaries, and the list of what waits for its turn.
import { after, it } from 'node:test';
import { listen } from '../support/agent-ear.ts';
import { IN_BUSY_CHANNEL } from './all.ts';
import { startBusyChannel } from './busy-channel.ts';
import { createEngine } from './engine.ts';

const flow = await startBusyChannel();
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const engine = createEngine(flow, ear);

for (const row of IN_BUSY_CHANNEL) it(`${row.id} ${row.attack}`, (t) => engine.run(t, row));
