// The record as an auditor takes it away, over the real wire and out of real storage; and whoever is no auditor.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { verifyChain } from '../../../approvals/chain.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { DEV_READ, PROD_DELETION } from '../support/caller.ts';
import { fetchExport } from '../support/export.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const auditor = flow.agent('audit-export');

it('an export holds every request of its days with its whole chain, and says so under a signature', async () => {
  const etl = flow.agent('nightly-etl');
  const { id, approval } = await approved(flow);
  await etl.redeem(approval, 'export-1');
  const waiting = await asked(flow);
  await etl.ask(DEV_READ);
  await etl.ask(PROD_DELETION);

  const { files, manifest, jws } = await fetchExport(auditor);
  const requests = files['requests.ndjson'] ?? [];
  assert.equal(requests.length, 4);
  assert.deepEqual(
    requests.map((row) => row.id),
    requests.map((row) => row.id).toSorted(),
  );
  assert.ok([id, waiting].every((each) => requests.some((row) => row.id === each)));
  for (const row of requests) {
    const events = (files['events.ndjson'] ?? []).filter(({ request }) => request === row.id);
    const chain = verifyChain(
      events as unknown as ChainEvent[],
      row as unknown as { seq: number; head: string },
    );
    assert.deepEqual(chain, { ok: true });
  }
  assert.deepEqual(manifest.counts.by_status, { approved: 2, denied: 1, pending: 1 });
  assert.equal(decodeProtectedHeader(jws).typ, 'countersign-manifest+jws');
});
