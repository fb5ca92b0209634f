// Pages of an export over records made by hand: what goes out together, where it goes on, and what is shown although it should not be so.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import { type ExportDesk, exportPage } from '../../../approvals/audit/export.ts';
import { type LogStore, logId, type RecordLog } from '../../../approvals/audit/log.ts';
import type { Manifest } from '../../../approvals/audit/manifest.ts';
import type { ReadRecord, RecordReads, SealedLists, StoredList } from '../../../approvals/audit/ports.ts';
import { GENESIS, linkEvents } from '../../../approvals/change/chain.ts';
import { textRow } from '../../../approvals/text/text.ts';
import { later } from '../../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent, EventDraft, Text } from '../../../approvals/words.ts';
import { publicJwks } from '../../../keys/publish.ts';
import { createStatementReader, createStatementSigner } from '../../../keys/statement.ts';
import { TENANT } from '../../../local/directory.ts';
import { aRequest, INTENT_BYTES, idOf, NOW } from '../../support/builders.ts';

const DAY = '2026-11-21';
const QUERY = { from: '2026-11-01', to: DAY };
const BY = { kind: 'agent', id: 'c004' } as const;
const JWK = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
type Rec = ReadRecord<ApprovalRequest>;

/** A request with so many remarks, each of so many characters. */
function aRecord(n: number, remarks = 0, characters = 10, change: Partial<ApprovalRequest> = {}): Rec {
  const id = idOf('req', n);
  const request = aRequest({ id, ...change });
  const told = Array.from({ length: remarks }, (_, at) =>
    textRow(request, at + 2, `${at} `.padEnd(characters, 'x')),
  );
  const drafts: EventDraft[] = [
    { type: 'requested', actor: BY, facts: {} },
    ...told.map(({ digest }): EventDraft => ({ type: 'commented', actor: BY, facts: { text: digest } })),
  ];
  const events = linkEvents({ request: id, seq: 0, head: GENESIS }, drafts, { at: NOW, op: 'op_1' });
  const last = events.at(-1);
  const head = { ...request, seq: events.length, head: last?.hash ?? '' };
  const texts = told.map(({ row }) => row.data as Text).sort((a, b) => (a.digest < b.digest ? -1 : 1));
  return { head, intent: INTENT_BYTES, events, texts, more: false };
}

interface World {
  readonly days: Readonly<Record<string, readonly string[]>>;
  readonly records: Map<string, Rec>;
  /** Instead of the record, for the first reads of it. */
  readonly torn?: Map<string, Rec[]>;
  /** So many events and texts come at a time. */
  readonly slice?: number;
}

function readsOf({ days, records, torn, slice = 50 }: World): RecordReads & { readonly count: () => number } {
  let count = 0;
  const recordOf = (id: string) => records.get(id) ?? { events: [], texts: [], more: false };
  return {
    count: () => count,
    nextDay: async (from, to) =>
      Object.keys(days)
        .sort()
        .find((day) => day >= from && day <= to),
    idsOf: async function* (day, after) {
      for (const id of [...(days[day] ?? [])].sort()) if (id > (after ?? '')) yield id;
    },
    isListed: async (day, id) => days[day]?.includes(id) ?? false,
    standingIds: async () => [],
    whole: async <Head>(id: string) => {
      count += 1;
      return (torn?.get(id)?.shift() ?? recordOf(id)) as unknown as ReadRecord<Head>;
    },
    peek: async <T extends object>(id: string) => {
      const { head } = recordOf(id);
      return head === undefined ? undefined : { data: head as unknown as T };
    },
    events: async (id, from, to) => {
      const all = id.startsWith('log_') ? log.events : recordOf(id).events;
      const rows = all.filter(({ seq }) => seq >= from && seq <= to);
      return {
        rows: rows.slice(0, slice).map((data) => ({ at: data.seq, data })),
        more: rows.length > slice,
      };
    },
    texts: async (id, after) => {
      const rows = recordOf(id).texts.filter(({ digest }) => digest > after);
      return {
        rows: rows.slice(0, slice).map((data) => ({ at: data.digest, data })),
        more: rows.length > slice,
      };
    },
    intent: async (id) => recordOf(id).intent,
    policies: async () => ({ rows: [{ at: 'p1', data: { text: 'one' } }], more: false }),
    policyVersions: async () => ['p1'],
  };
}

const log: { head: RecordLog | undefined; events: ChainEvent[]; notes: Map<string, object> } = {
  head: undefined,
  events: [],
  notes: new Map(),
};
const logStore = {
  load: async () => (log.head === undefined ? undefined : { data: log.head, etag: String(log.head.seq) }),
  insert: async (_id: string, { data }: { data: object }) => {
    log.head ??= data as RecordLog;
    return true;
  },
  commit: async ({ after, events, rows, etag }: Parameters<LogStore['commit']>[0]) => {
    if (etag !== String(log.head?.seq)) return 'lost';
    log.head = after;
    log.events.push(...events);
    for (const { key, data } of rows) log.notes.set(key, data);
    return 'won';
  },
  peek: async (_id: string, key: string) => {
    const note = key === 'log' ? log.head : log.notes.get(key);
    return note === undefined ? undefined : { data: note };
  },
} as unknown as LogStore;

function deskOf(
  world: World,
  clock: () => string = () => NOW,
  container: SealedLists['all'] = async () => [],
) {
  Object.assign(log, { head: undefined, events: [], notes: new Map() });
  let minted = 0;
  const reads = readsOf(world);
  const desk: ExportDesk = {
    reads,
    log: logStore,
    tenant: TENANT,
    clock,
    mint: (prefix) => idOf(prefix, ++minted),
    waitBeforeTry: async () => undefined,
    watch: {
      add: () => Promise.reject(new Error('the log owes nothing')),
      due: async () => [],
      remove: async () => undefined,
    },
    keys: async () => publicJwks([JWK]),
    sign: createStatementSigner([JWK]),
    open: createStatementReader(publicJwks([JWK])),
    openAny: createStatementReader(publicJwks([JWK])),
    lists: { all: container } as SealedLists,
    issuer: 'https://countersign.example',
    software: { name: 'countersign', version: '0.0.0' },
  };
  return { desk, reads };
}

/** All pages; what they hold is what the manifest says. */
async function fetchAll(desk: ExportDesk) {
  const pages: string[] = [];
  const files = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const page = await exportPage(desk, { query: QUERY, after, by: BY });
    assert.ok(page.ok, JSON.stringify(page));
    pages.push(page.value);
    const lines = page.value
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const last = lines.pop();
    for (const { file, row } of lines) {
      files.set(file, `${files.get(file) ?? ''}${canonicalize(row)}${file === 'keys.json' ? '' : '\n'}`);
    }
    if (last.next !== undefined) {
      after = last.next;
      continue;
    }
    const manifest: Manifest = last.manifest;
    for (const { name, sha256 } of manifest.files) {
      assert.equal(
        createHash('sha256')
          .update(files.get(name) ?? '')
          .digest('hex'),
        sha256,
        name,
      );
    }
    const rows = (name: string) =>
      (files.get(name) ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    return { pages, manifest, rows };
  }
}

const worldOf = (...records: readonly Rec[]): World => {
  const byId = new Map(records.map((record) => [record.head?.id ?? '', record]));
  return { days: { [DAY]: [...byId.keys()] }, records: byId };
};

test('no page is larger than 4 MB, and each record stands whole in one', async () => {
  const { desk } = deskOf(worldOf(...Array.from({ length: 30 }, (_, n) => aRecord(n, 300, 900))));
  const { pages, manifest } = await fetchAll(desk);
  assert.ok(pages.length > 3, `${pages.length}`);
  for (const page of pages) assert.ok(Buffer.byteLength(page) <= 4_000_000);
  assert.deepEqual([manifest.counts.requests, manifest.counts.texts], [30, 9000]);
  const begun = pages.map(
    (page) => new Set([...page.matchAll(/"request":"(req_[0-9]+)"/g)].map(([, id]) => id)),
  );
  assert.equal(
    begun.reduce((sum, { size }) => sum + size, 0),
    30,
  );
});

test('a record longer than a page goes out in slices, up to the event that it had when it was begun', async () => {
  const long = aRecord(2, 6000, 900);
  const world = worldOf(aRecord(1), long, aRecord(3));
  const { desk } = deskOf(world);
  const first = await exportPage(desk, { query: QUERY, after: undefined, by: BY });
  assert.ok(first.ok);
  // Somebody adds to it while the pages are fetched.
  const longer = aRecord(2, 6010, 900);
  world.records.set(idOf('req', 2), longer);
  let [after, text] = [JSON.parse(first.value.trimEnd().split('\n').at(-1) ?? '').next, first.value];
  while (after !== undefined) {
    const page = await exportPage(desk, { query: QUERY, after, by: BY });
    assert.ok(page.ok);
    assert.ok(Buffer.byteLength(page.value) <= 4_000_000);
    text += page.value;
    after = JSON.parse(page.value.trimEnd().split('\n').at(-1) ?? '').next;
  }
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const events = lines.filter(({ file, row }) => file === 'events.ndjson' && row.request === idOf('req', 2));
  assert.deepEqual(
    events.map(({ row }) => row.seq),
    Array.from({ length: 6001 }, (_, n) => n + 1),
  );
  assert.equal(
    lines.filter(({ file, row }) => file === 'texts.ndjson' && row.request === idOf('req', 2)).length,
    6000,
  );
  assert.equal(lines.at(-1).manifest.counts.requests, 3);
});

test('one of more rows than a query gives is read by its head first', async () => {
  const record = aRecord(1, 120);
  const world = worldOf(record);
  const beginning = { events: record.events.slice(0, 7), texts: [], more: true };
  const { desk } = deskOf({ ...world, torn: new Map([[idOf('req', 1), [beginning]]]) });
  const { manifest, rows } = await fetchAll(desk);
  assert.deepEqual([manifest.counts.events, manifest.counts.texts], [122, 120]);
  assert.equal(rows('requests.ndjson')[0]?.intent.action.name, 'data.export');
});

test('what a commit tore is read again; what stays torn is shown as it is', async () => {
  const [whole, bad] = [aRecord(1, 2), aRecord(2, 2)];
  const half = { ...whole, events: whole.events.slice(0, 2) };
  const world = worldOf(whole, { ...bad, events: bad.events.slice(1) });
  const { desk, reads } = deskOf({ ...world, torn: new Map([[idOf('req', 1), [half, half]]]) });
  const { manifest } = await fetchAll(desk);
  assert.equal(reads.count(), 6);
  assert.equal(manifest.counts.events, 3 + 2 + 1);
});

test('an id that never became a request is counted; events without their request are shown', async () => {
  const orphan = aRecord(2);
  const world = { ...worldOf(aRecord(1)), days: { [DAY]: [idOf('req', 1), idOf('req', 2), idOf('req', 3)] } };
  const { head: _head, ...headless } = orphan;
  world.records.set(idOf('req', 2), headless);
  const { manifest, rows } = await fetchAll(deskOf(world).desk);
  assert.deepEqual([manifest.counts.requests, manifest.counts.missing, manifest.heads.count], [1, 2, 2]);
  assert.ok(rows('events.ndjson').some(({ request }) => request === idOf('req', 2)));
});

test('what stands on two days is told on its own, and never on none', async () => {
  const [onBoth, elsewhere] = [idOf('req', 1), idOf('req', 2)];
  const world = {
    ...worldOf(aRecord(1), aRecord(2)),
    days: { '2026-11-20': [onBoth, elsewhere], [DAY]: [onBoth] },
  };
  const { rows } = await fetchAll(deskOf(world).desk);
  assert.deepEqual(
    rows('requests.ndjson').map(({ id, day }) => [id, day]),
    [
      [elsewhere, '2026-11-20'],
      [onBoth, DAY],
    ],
  );
});

test('what a newer version wrote is shown and marked, without what this one cannot judge', async () => {
  const record = aRecord(1);
  const head = { ...record.head, verdict: 'of another shape', grant: { state: 'split', token: 'eyJ' } };
  const newer = { ...record, head: head as unknown as ApprovalRequest, newer: 2 };
  const { rows } = await fetchAll(deskOf(worldOf(newer)).desk);
  const [line] = rows('requests.ndjson');
  assert.deepEqual(
    [line.newer, line.intent_left_out, line.grant],
    [2, { because: 'newer' }, { state: 'split', token_left_out: 'usable' }],
  );
  assert.equal(line.intent, undefined);
});

test('a page ends after fifteen seconds, with what it has', async () => {
  let seconds = 0;
  const slow = () => {
    seconds += 1;
    return later(NOW, seconds * 1000);
  };
  const { desk } = deskOf(worldOf(...Array.from({ length: 60 }, (_, n) => aRecord(n))), slow);
  const { pages, manifest } = await fetchAll(desk);
  assert.ok(pages.length > 4 && pages.length < 9, `${pages.length}`);
  assert.equal(manifest.counts.requests, 60);
});

test('the manifest names the newest list of the container when the export began, whatever is sealed while it is fetched', async () => {
  const sign = createStatementSigner([JWK]);
  const list = async (n: number): Promise<StoredList> => ({
    n,
    jws: await sign(
      'countersign-sealed-heads+jws',
      JSON.stringify({ n, prev: GENESIS, sha256: 'ab'.repeat(32), count: 0, at: later(NOW, n) }),
    ),
  });
  const lists: StoredList[] = [await list(1), await list(2), { n: 3, jws: 'a.b.c' }];
  let looks = 0;
  const container = async () => {
    looks += 1;
    return lists;
  };
  const { desk } = deskOf(
    worldOf(...Array.from({ length: 5 }, (_, n) => aRecord(n, 300, 9000))),
    undefined,
    container,
  );
  const first = await exportPage(desk, { query: QUERY, after: undefined, by: BY });
  assert.ok(first.ok);
  // What the log says of lists is its word, and whoever may write to storage can write it.
  log.head = { ...log.head, sealed: { n: 1, sha256: 'cd'.repeat(32), at: NOW } } as RecordLog;
  lists.push(await list(4));
  let last = JSON.parse(first.value.trimEnd().split('\n').at(-1) ?? '');
  while (last.next !== undefined) {
    const page = await exportPage(desk, { query: QUERY, after: last.next, by: BY });
    assert.ok(page.ok);
    last = JSON.parse(page.value.trimEnd().split('\n').at(-1) ?? '');
  }
  assert.deepEqual(last.manifest.sealed, { n: 2, sha256: 'ab'.repeat(32), at: later(NOW, 2) });
  assert.equal(looks, 1);
});

test('while the container does not answer no export begins, and the log tells of none', async () => {
  const { desk } = deskOf(worldOf(aRecord(1)), undefined, () => Promise.reject(new Error('container')));
  await assert.rejects(exportPage(desk, { query: QUERY, after: undefined, by: BY }), /container/);
  assert.deepEqual(log.events, []);
});

test('an error in a read that was begun ahead breaks the page it belongs to, and no other', async () => {
  const world = worldOf(...Array.from({ length: 4 }, (_, n) => aRecord(n)));
  const { desk, reads } = deskOf(world);
  const broken: RecordReads = {
    ...reads,
    whole: (id, key) => (id === idOf('req', 3) ? Promise.reject(new Error('storage')) : reads.whole(id, key)),
  };
  await assert.rejects(
    exportPage({ ...desk, reads: broken }, { query: QUERY, after: undefined, by: BY }),
    /storage/,
  );
  assert.deepEqual(
    log.events.map(({ type, request }) => [type, request]),
    [['export_started', logId(TENANT)]],
  );
});
