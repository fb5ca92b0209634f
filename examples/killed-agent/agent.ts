// An agent in TypeScript. It guards what it may not do alone, keeps the handle beside its job, and goes on from it when it is started again.
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { createClient } from '../../client/client.ts';
import { AlreadyStarted } from '../../client/errors.ts';
import { fileJournal } from '../../client/node/file-journal.ts';
import { agentToken } from '../support/agent-token.ts';

const { COUNTERSIGN_URL = '', COUNTERSIGN_JOURNAL = 'journal' } = process.env;
const JOB = 'job.json';

const countersign = createClient({
  url: COUNTERSIGN_URL,
  token: agentToken(process.env),
  journal: fileJournal(COUNTERSIGN_JOURNAL),
});

const wish = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25 } },
  resource: { type: 'database', id: 'prod/customers' },
  reason: 'Job 7: monthly churn model.',
};

/** The action itself: only ever called with a redeemed approval for exactly this wish. */
async function exportRows(): Promise<void> {
  await appendFile('exported.txt', 'one export\n');
}

/** Whole or not at all: who is killed in the middle of writing would find half a handle. */
async function keep(handle: string): Promise<void> {
  await writeFile(`${JOB}.new`, handle);
  await rename(`${JOB}.new`, JOB);
}

try {
  const handle = await readFile(JOB, 'utf8').catch(() => undefined);
  if (handle === undefined) {
    console.log('I ask, and note the handle of my request.');
    await countersign.guard(wish, exportRows, { onAsked: ({ handle }) => keep(handle) });
  } else {
    console.log('I find the handle of a request in my job, and go on from it.');
    await countersign.resume(handle, exportRows);
  }
  console.log('Exported.');
} catch (error) {
  if (!(error instanceof AlreadyStarted)) throw error;
  console.log(error.message);
  process.exitCode = 87;
}
