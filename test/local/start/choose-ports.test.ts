// Choosing ports, and saying which one is taken.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { it } from 'node:test';

import { choosePorts, PortTaken } from '../../../local/start/choose-ports.ts';
import { FIXED_PORTS, portsFrom } from '../../../local/start/ports.ts';
import { freeBase } from './ports-of-test.ts';

it('names a taken port, what wanted it, and the way out, in one line', async (t) => {
  const base = await freeBase();
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(base + 2, '127.0.0.1', resolve);
  });
  t.after(() => other.close());
  await assert.rejects(choosePorts(base), (error) => {
    assert(error instanceof PortTaken);
    assert.match(
      error.message,
      new RegExp(`^Port ${base + 2} is taken, and the warehouse needs it\\. .*--ports \\d+$`),
    );
    return true;
  });
});

it("does not mind that the agent's own port is taken: the agent polls then", async (t) => {
  const base = await freeBase();
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(base + 4, '127.0.0.1', resolve);
  });
  t.after(() => other.close());
  assert.equal((await choosePorts(base)).teams, base);
});

it('gives every part a port of its own', async () => {
  for (const ports of [FIXED_PORTS, portsFrom(3979), await choosePorts('random')]) {
    assert.equal(new Set(Object.values(ports)).size, 9);
  }
  const { teams, entra, warehouse, cluster, agent } = FIXED_PORTS;
  assert.deepEqual({ ...portsFrom(3979), ...FIXED_PORTS }, FIXED_PORTS);
  assert.deepEqual([teams, entra, warehouse, cluster, agent], [3979, 3980, 3981, 3982, 3983]);
});
