// A cursor goes on for who got it, for the days it was given for, and for six hours.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { type Export, makeCursor, readCursor } from '../../../approvals/audit/cursor.ts';
import { createTally, lineOf } from '../../../approvals/audit/tally.ts';
import { later } from '../../../approvals/time.ts';
import { publicJwks } from '../../../keys/publish.ts';
import { createStatementReader, createStatementSigner } from '../../../keys/statement.ts';
import { NOW } from '../../support/builders.ts';

const JWK = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const [sign, open] = [createStatementSigner([JWK]), createStatementReader(publicJwks([JWK]))];
const HOUR_MS = 3_600_000;

async function anExport(): Promise<Export> {
  const tally = await createTally();
  assert.ok(tally !== undefined);
  tally.add(lineOf('events.ndjson', { a: 'ü' }));
  tally.addHead('req_1', 1, 'aa');
  tally.addStatus('denied');
  tally.addMissing();
  return {
    id: 'exp_1',
    query: { from: '2026-11-01', to: '2026-11-21' },
    by: { kind: 'person', id: 'e00b' },
    startedAt: NOW,
    event: 3,
    sealed: { n: 2, sha256: 'ab', at: NOW },
    position: {
      phase: 'requests',
      day: '2026-11-02',
      at: 'req_1',
      within: { id: 'req_1', upTo: 4, event: 2 },
    },
    tally: tally.save(),
  };
}

test('says what was put into it, and the tally goes on from it', async () => {
  const before = await anExport();
  const read = await readCursor(open, NOW, await makeCursor(sign, NOW, before));
  assert.deepEqual(read, { ok: true, value: before });
  const [again, fresh] = [await createTally(before.tally), await createTally()];
  fresh?.add(lineOf('events.ndjson', { a: 'ü' }));
  for (const each of [again, fresh]) each?.add(lineOf('events.ndjson', { b: 2 }));
  const file = (tally: typeof fresh) => tally?.close().files.find(({ name }) => name === 'events.ndjson');
  assert.deepEqual(file(again), file(fresh));
});

test('is good for six hours', async () => {
  const cursor = await makeCursor(sign, NOW, await anExport());
  assert.equal((await readCursor(open, later(NOW, 6 * HOUR_MS - 1), cursor)).ok, true);
  const late = await readCursor(open, later(NOW, 6 * HOUR_MS), cursor);
  assert.match(late.ok ? '' : late.why, /could be used until/);
});

test('of another shape, or signed as something else, it is none', async () => {
  const payload = JSON.stringify({ v: 3 });
  // One of before cursors told which list was sealed before the export.
  const old = JSON.stringify({ v: 1, ...(await anExport()), until: later(NOW, HOUR_MS) });
  for (const each of [payload, old]) {
    const other = await readCursor(open, NOW, await sign('countersign-export-cursor+jws', each));
    assert.match(other.ok ? '' : other.why, /another version/);
  }
  const kind = await readCursor(open, NOW, await sign('countersign-manifest+jws', payload));
  assert.match(kind.ok ? '' : kind.why, /no cursor/);
});

test('a state of another build of the hash library is told, and not gone on from', async () => {
  const { tally } = await anExport();
  const [count, state] = tally.heads;
  const bytes = Buffer.from(state, 'base64url');
  bytes.writeUInt8((bytes[0] ?? 0) ^ 1, 0);
  assert.equal(await createTally({ ...tally, heads: [count, bytes.toString('base64url')] }), undefined);
});
