// What a sweep costs when much waits and little is due: its calls to the table service, counted on the wire, with 100 requests waiting of which
// all are due, and with 10,000 waiting of which 100 are due.
import { sweep } from '../../approvals/lapse/sweep.ts';
import { dueSlot, later } from '../../approvals/time.ts';
import { createMint } from '../../keys/mint.ts';
import { createQuotaBook } from '../../store/quota.ts';
import { createRequestStore } from '../../store/request-store.ts';
import { createStandingStore } from '../../store/standing-store.ts';
import { openStorage, type Storage } from '../../store/storage.ts';
import { createWatchList } from '../../store/watch-list.ts';
import { aCreation, aRequest, NOW } from '../support/builders.ts';
import { startTableProxy, type TableProxy } from '../support/table-proxy.ts';
import { createTestDesk } from '../support/test-desk.ts';
import { startEmulator } from './emulator.ts';
import type { Figure } from './figure.ts';

const DUE = 100;
const WAITING = 10_000;
const AT_ONCE = 10;
const MINUTE_MS = 60_000;
const mint = createMint();

/** Fills an emulator of its own twice, and sweeps each time. */
export async function measureSweep(): Promise<readonly Figure[]> {
  const emulator = await startEmulator();
  const [, tables = ''] = /TableEndpoint=(http:\/\/[^/;]+)/.exec(emulator.connectionString) ?? [];
  const proxy = await startTableProxy(tables);
  try {
    const storage = openStorage(emulator);
    await storage.ensure();
    // The same service, by way of whoever counts.
    const counted = openStorage({ connectionString: emulator.connectionString.replace(tables, proxy.url) });
    await fill(storage, DUE, NOW);
    const few = await sweepOnce(counted, proxy);
    await fill(storage, WAITING - DUE, later(NOW, 30 * MINUTE_MS));
    await fill(storage, DUE, NOW);
    const many = await sweepOnce(counted, proxy);
    const none = await sweepOnce(counted, proxy);
    return [
      {
        figure: 'sweep_calls_with_10000_waiting_of_100_due',
        value: many.calls / few.calls,
        target: 1.1,
        is: 'at most',
        numbers: {
          calls: many.calls,
          calls_of_the_due_alone: few.calls,
          calls_each_due: many.calls / many.looked,
          calls_when_none_is_due: none.calls,
          looked: many.looked,
          expired: many.expired,
          ms: many.ms,
        },
      },
    ];
  } finally {
    await proxy.close();
    await emulator.stop();
  }
}

/** Requests that wait until `expiresAt`, each with the row that brings the sweep there. */
async function fill(storage: Storage, count: number, expiresAt: string): Promise<void> {
  const store = createRequestStore(storage);
  const watch = createWatchList(storage);
  const ids = Array.from({ length: count }, () => mint('req'));
  const worker = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const due = dueSlot(Date.parse(expiresAt));
      const request = aRequest({ id, createdAt: later(expiresAt, -30 * MINUTE_MS), expiresAt });
      const creation = aCreation(request);
      // A busy machine may take longer than a call waits: sent again, the same commit finds itself.
      let made = await store.commit(creation);
      for (let again = 0; made === 'unresolved' && again < 5; again++) made = await store.commit(creation);
      if (made !== 'won') throw new Error(`A request to be waiting was not written: ${made}.`);
      await watch.add({ key: `${due}|${id}`, due, request: id, event: 0, since: request.createdAt });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function sweepOnce(storage: Storage, { calls }: TableProxy) {
  let expired = 0;
  const store = createRequestStore(storage);
  const desk = {
    ...createTestDesk().desk,
    store: {
      ...store,
      commit: async (commit: Parameters<typeof store.commit>[0]) => {
        const result = await store.commit(commit);
        if (result === 'won' && commit.after.status === 'expired') expired++;
        return result;
      },
    },
    standings: createStandingStore(storage),
    watch: createWatchList(storage),
    quota: createQuotaBook(storage),
    mint,
  };
  const all = () => calls.read + calls.transaction + calls.write;
  const before = all();
  const start = performance.now();
  const { looked } = await sweep(desk);
  return { calls: all() - before, looked, expired, ms: performance.now() - start };
}
