// The demo target: a warehouse that alone holds the key of its data and gives nothing without an approval.
// Promises: loopback only; ready when its data and journal stand; `close` leaves nothing behind.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendReply } from '../support/local-door.ts';
import { type LocalServer, serve } from '../support/serve.ts';
import { createCountersign } from './countersign.ts';
import { COLUMNS, CUSTOMER_COUNT } from './customers.ts';
import { answerExport } from './exports-door.ts';
import { openJournal } from './journal.ts';
import { type Credentials, createOwnToken } from './own-token.ts';
import { problem } from './problem.ts';
import { createReporter } from './report.ts';
import type { StorageAccount } from './storage.ts';
import { CUSTOMERS_TABLE, openTables } from './tables.ts';
import { createAgentCheck } from './verify-agent.ts';

/** Where things are. `now` is the clock, for tests. */
export interface WarehouseOptions {
  readonly port: number;
  readonly storage: StorageAccount;
  readonly exportsFolder: string;
  readonly countersignUrl: string;
  readonly entraUrl: string;
  readonly tenant: string;
  readonly audience: string;
  readonly credentials: Credentials;
  readonly now?: (() => number) | undefined;
}

/** Starts the warehouse on 127.0.0.1; port 0 takes a free one. Its storage must be up; Entra and Countersign may come later. */
export async function startWarehouse(options: WarehouseOptions): Promise<LocalServer> {
  const { storage, countersignUrl, credentials } = options;
  const countersign = createCountersign(countersignUrl, createOwnToken(options, credentials));
  const journal = openJournal(storage);
  const tables = openTables(storage);
  const reporter = createReporter(countersign, journal);
  await Promise.all([journal.prepare(), tables.seed()]);
  const door = {
    verifyAgent: createAgentCheck(options),
    countersign,
    countersignUrl,
    journal,
    tables,
    exportsFolder: options.exportsFolder,
    report: reporter.report,
    now: options.now ?? Date.now,
  };

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '/').split('?', 1)[0];
    if (req.method === 'POST' && path === '/exports') return sendReply(res, await answerExport(door, req));
    if (req.method === 'GET' && path === '/') return sendJson(res, 200, WHAT_THIS_IS);
    sendReply(
      res,
      problem(404, 'not-found', `Nothing is at ${req.method} ${path}. POST /exports is the one door.`),
    );
  }

  const server = await serve(options.port, handle);
  void reporter.catchUp();
  return {
    ...server,
    close: async () => {
      reporter.stop();
      await server.close();
    },
  };
}

const WHAT_THIS_IS = {
  name: 'warehouse',
  tables: [{ name: CUSTOMERS_TABLE, rows: CUSTOMER_COUNT, columns: COLUMNS }],
  exports: 'POST /exports, with an approval of Countersign',
};
